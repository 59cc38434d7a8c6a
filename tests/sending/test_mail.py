"""A mail is handed in once; when nobody can know whether it was taken, that is what is said."""

from __future__ import annotations

import base64
import email
import email.policy

import pytest

from masstest.sending import MailServer, Outcome, Sent, send_mail
from sending.receivers import Mailbox, mail_server


def send(box: Mailbox, *, user: str | None = None) -> Outcome:
    server = MailServer("127.0.0.1", box.port, "none", "masstest@d.example", user, "geheim", 5.0)
    assert "geheim" not in repr(server)
    return send_mail(
        server, "duty@d.example", "【紧急】样本超时 B1", "样本箱 B1\n", message_id="d1"
    )


def test_a_mail_is_handed_in_whole() -> None:
    with mail_server() as box:
        assert send(box, user="office") == (Sent.sent, "")
    (text,) = box.mails
    found = email.message_from_string(text.removesuffix(".\r\n"), policy=email.policy.default)
    assert found["Subject"] == "【紧急】样本超时 B1"
    assert (found["From"], found["To"]) == ("masstest@d.example", "duty@d.example")
    assert found["Message-ID"] == "<d1@d.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found.get_content().strip() == "样本箱 B1"
    assert base64.b64decode(box.logins[0].split()[-1]) == b"\0office\0geheim"


@pytest.mark.parametrize(
    ("replies", "outcome"),
    [
        ({"MAIL": "451 later"}, Sent.again),
        ({"RCPT": "450 busy"}, Sent.again),
        ({"RCPT": "550 nobody here"}, Sent.failed),
        ({"DATA": "452 full"}, Sent.again),
        ({"DATA": "554 no"}, Sent.failed),
    ],
)
def test_what_fails_before_the_text_is_known_not_to_be_sent(
    replies: dict[str, str], outcome: Sent
) -> None:
    with mail_server(replies=replies) as box:
        assert send(box).sent is outcome
    assert box.mails == []


def test_a_wrong_password_can_be_put_right() -> None:
    with mail_server(replies={"AUTH": "535 no"}) as box:
        found = send(box, user="office")
    assert found == (Sent.again, "SMTP 535")


def test_no_answer_to_the_text_is_unconfirmed() -> None:
    with mail_server(text_reply=None) as box:
        assert send(box).sent is Sent.unconfirmed


@pytest.mark.parametrize(("reply", "outcome"), [("451 later", Sent.again), ("554 no", Sent.failed)])
def test_a_text_that_is_refused_was_not_taken(reply: str, outcome: Sent) -> None:
    with mail_server(text_reply=reply) as box:
        assert send(box).sent is outcome


def test_without_a_server_it_is_tried_again() -> None:
    with mail_server() as box:
        pass
    assert send(box).sent is Sent.again


def test_without_starttls_nothing_is_said_in_the_open() -> None:
    with mail_server() as box:
        server = MailServer("127.0.0.1", box.port, "starttls", "m@d.example", "office", "geheim")
        found = send_mail(server, "duty@d.example", "S", "T", message_id="d1")
    assert found.sent is Sent.again
    assert box.mails == box.logins == []
