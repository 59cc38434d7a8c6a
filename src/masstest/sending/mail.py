"""One mail by SMTP. Once its text was sent nobody but the server knows whether it took it."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Literal

from masstest.sending.outcome import Outcome, Sent

_TIMEOUT_S = 20.0
_ACCEPTED = range(200, 300)
_TEMPORARY = range(400, 500)
_TAKEN = 250


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed in. ``tls``: from the first byte (465), or after STARTTLS."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str | None = None
    password: str | None = None
    timeout_s: float = _TIMEOUT_S

    def __repr__(self) -> str:  # a password must not get into a log with its server
        return f"MailServer({self.host}:{self.port})"


def send_mail(server: MailServer, to: str, subject: str, text: str, *, message_id: str) -> Outcome:
    """Hand one mail for one receiver in.

    What fails before the text is sent can be tried again (a refusal for good can't). If the
    server doesn't answer the text, the outcome is ``unconfirmed``.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, to, subject
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = f"<{message_id}@{server.sender.rpartition('@')[2] or 'masstest'}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices, please
    message.set_content(text, cte="base64")  # every server takes that
    try:
        session = _log_in(server)
    except smtplib.SMTPResponseException as error:  # a wrong password may be put right
        return Outcome.of(Sent.again, f"SMTP {error.smtp_code}")
    except (OSError, smtplib.SMTPException) as error:
        return Outcome.of(Sent.again, f"{type(error).__name__}: {error}")
    try:
        return _hand_in(session, server.sender, to, message)
    finally:
        session.close()


def _log_in(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        session: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout_s, context=context
        )
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)
    with ExitStack() as in_trouble:
        in_trouble.callback(session.close)
        if server.security == "starttls":
            session.starttls(context=context)
        session.ehlo_or_helo_if_needed()
        if server.user is not None:
            session.login(server.user, server.password or "")
        in_trouble.pop_all()  # it goes well: the caller closes it
    return session


def _hand_in(session: smtplib.SMTP, sender: str, to: str, message: EmailMessage) -> Outcome:
    try:
        for code, _ in (session.mail(sender), session.rcpt(to)):
            if code not in _ACCEPTED:
                return _refused(code)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome.of(Sent.again, f"{type(error).__name__}: {error}")
    try:
        code, _ = session.data(message.as_bytes(policy=SMTP))
    except smtplib.SMTPDataError as error:  # it didn't want the text at all
        return _refused(error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome.of(Sent.unconfirmed, f"{type(error).__name__}: {error}")
    return Outcome.of(Sent.sent) if code == _TAKEN else _refused(code)


def _refused(code: int) -> Outcome:
    return Outcome.of(Sent.again if code in _TEMPORARY else Sent.failed, f"SMTP {code}")
