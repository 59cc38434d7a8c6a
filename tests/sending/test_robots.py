"""A group robot is told what its vendor's documentation asks for, and its answer is read."""

from __future__ import annotations

import base64
import json
import subprocess
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from masstest.sending import Format, Outcome, Pace, Sent, post_to_robot
from masstest.sending.robots import LONGEST_BYTES, signed_address, text_message
from sending.receivers import LOOPBACK, Received, webhook_receiver

OK = b'{"errcode": 0, "errmsg": "ok"}'
WORDS = "点位延误 P1"


def said(received: Received, robot: Format, secret: str = "") -> Outcome:
    return post_to_robot(robot, received.url, secret, WORDS, own=LOOPBACK)


@pytest.mark.parametrize("robot", [Format.wecom, Format.dingtalk])
def test_a_text_is_said(robot: Format) -> None:
    with webhook_receiver(says=OK) as received:
        assert said(received, robot) == (Sent.sent, "")
    ((headers, body),) = received.requests
    assert json.loads(body) == {"msgtype": "text", "text": {"content": WORDS}}
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert "masstest-signature" not in headers
    assert received.targets == ["/hook?of=duty"]


@pytest.mark.parametrize(
    ("status", "says", "problem"),
    [
        (200, b'{"errcode": 45009, "errmsg": "too many"}', "errcode 45009: too many"),
        (200, b'{"errcode": 310000, "errmsg": "sign not match"}', "errcode 310000: sign not match"),
        (200, b"<html>", "no answer of a robot"),
        (200, b"[]", "no answer of a robot"),
        (502, OK, "HTTP 502"),
    ],
)
def test_what_went_wrong_is_in_the_answers_body(status: int, says: bytes, problem: str) -> None:
    with webhook_receiver(status, says=says) as received:
        assert said(received, Format.wecom) == (Sent.again, problem)


def test_dingtalk_is_signed_with_time_and_secret() -> None:
    with webhook_receiver(says=OK) as received:
        before_ms = 1000 * time.time()
        assert said(received, Format.dingtalk, "SEC123").sent is Sent.sent
    (target,) = received.targets
    query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
    assert before_ms - 1 <= int(query["timestamp"]) <= 1000 * time.time() + 1
    assert query["of"] == "duty"
    made = subprocess.run(
        ["openssl", "dgst", "-sha256", "-hmac", "SEC123", "-binary"],
        input=f"{query['timestamp']}\nSEC123".encode(), capture_output=True, check=True,
    )  # fmt: skip
    assert base64.b64decode(query["sign"]) == made.stdout
    assert signed_address("https://d.example/send", "s", 5).startswith(
        "https://d.example/send?timestamp=5&sign="
    )


def test_a_long_text_is_cut_between_characters() -> None:
    content = json.loads(text_message("检" * 1000))["text"]["content"]
    assert len(content.encode()) <= LONGEST_BYTES
    assert content == "检" * (len(content) - 1) + "…"
    assert len((content + "检").encode()) > LONGEST_BYTES


def test_the_last_places_of_a_minute_are_for_what_is_urgent() -> None:
    pace = Pace(most=2, most_urgent=3)
    assert [pace.may_say("a", urgent=False) for _ in range(3)] == [True, True, False]
    assert [pace.may_say("a", urgent=True) for _ in range(2)] == [True, False]
    assert pace.may_say("b", urgent=False)
    soon = Pace(most=1, within_s=0.0)
    assert soon.may_say("a", urgent=False)
    assert soon.may_say("a", urgent=False), "the minute is over"
