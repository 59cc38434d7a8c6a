"""Messages to group robots of WeCom and DingTalk: a text, and an answer that must be read.

Sources: WeCom, 群机器人配置说明 (work.weixin.qq.com/api/doc/90000/90136/91770); DingTalk,
自定义机器人接入 and its 安全设置 (open.dingtalk.com/document/group/custom-robot-access). Both take
``{"msgtype": "text", "text": {"content": …}}``, at most 20 messages a minute, and tell what went
wrong as `errcode` in the body of an answer with status 200.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections import deque
from http import HTTPStatus
from urllib.parse import quote_plus

from masstest.sending.addresses import Networks
from masstest.sending.formats import Format
from masstest.sending.outcome import Outcome, Sent
from masstest.sending.proxy import Proxy
from masstest.sending.webhooks import TIMEOUT_S, post

LONGEST_BYTES = 2048
"""Of a text, in UTF-8: WeCom's limit; DingTalk takes more."""
_LONGEST_ANSWER = 4096
_CUT = "…"


def post_to_robot(
    robot: Format,
    url: str,
    secret: str,
    text: str,
    *,
    own: Networks = (),
    proxy: Proxy | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Outcome:
    """Have a robot say `text` in its group.

    Parameters
    ----------
    secret : of a DingTalk robot that wants signatures (加签); empty if it doesn't
    """
    if robot is Format.dingtalk and secret:
        url = signed_address(url, secret, round(1000 * time.time()))
    answer = post(
        url, text_message(text), {}, own=own, proxy=proxy, timeout_s=timeout_s,
        read_bytes=_LONGEST_ANSWER,
    )  # fmt: skip
    if isinstance(answer, Outcome):
        return answer
    if answer.status != HTTPStatus.OK:
        return Outcome.of(Sent.again, f"HTTP {answer.status}")
    try:
        told = json.loads(answer.body)
    except ValueError:
        told = None
    if not isinstance(told, dict) or "errcode" not in told:
        return Outcome.of(Sent.again, "no answer of a robot")
    if told["errcode"] == 0:
        return Outcome.of(Sent.sent)
    return Outcome.of(Sent.again, f"errcode {told['errcode']}: {told.get('errmsg', '')}")


def text_message(text: str) -> bytes:
    """The body for a text, cut where it is too long."""
    content = text.encode()
    if len(content) > LONGEST_BYTES:
        most = LONGEST_BYTES - len(_CUT.encode())
        text = content[:most].decode(errors="ignore") + _CUT
    return json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()


def signed_address(url: str, secret: str, timestamp_ms: int) -> str:
    """A DingTalk robot's address with `timestamp` and `sign`: the HMAC-SHA256, in Base64, of the
    timestamp, a new line and the secret."""
    signed = f"{timestamp_ms}\n{secret}".encode()
    sign = base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}timestamp={timestamp_ms}&sign={quote_plus(sign)}"


class Pace:
    """Who says too much in a minute isn't heard for ten: no more than a robot may say.

    The last places of a minute are for what is urgent.
    """

    def __init__(self, most: int = 12, most_urgent: int = 18, within_s: float = 60.0) -> None:
        self._most, self._most_urgent, self._within_s = most, most_urgent, within_s
        self._said: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def may_say(self, robot: str, *, urgent: bool) -> bool:
        """Whether `robot` may say something now; then it counts as said."""
        now_s = time.monotonic()
        with self._lock:
            said = self._said.setdefault(robot, deque())
            while said and now_s - said[0] >= self._within_s:
                said.popleft()
            if len(said) >= (self._most_urgent if urgent else self._most):
                return False
            said.append(now_s)
            return True
