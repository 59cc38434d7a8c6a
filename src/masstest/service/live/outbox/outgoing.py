"""Sending what is due: alerts as signed webhooks, by group robots and as mails, without names or
phones.

What people wrote in their own words stays inside: nobody knows whom they name.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import structlog

from masstest.live.alerts import Severity
from masstest.live.alerts.sentences import proposal, sentence, subject_name, title
from masstest.sending import (
    Format,
    MailServer,
    Networks,
    Outcome,
    Pace,
    Proxy,
    Sent,
    post_signed,
    post_to_robot,
    send_mail,
)
from masstest.service.live.outbox import deliveries
from masstest.service.live.outbox.deliveries import Parcel
from masstest.settings import Settings
from masstest.store.engine import Store
from masstest.store.tables import Alert, StoredRound, Webhook
from masstest.store.tables.base import new_id, utc_now
from masstest.text import N_, Lang, translator

_log = structlog.get_logger(__name__)
_OWN_WORDS = {"text"}
_WITHOUT_WORDS = {"said_why": "called"}


@dataclass(frozen=True)
class Outgoing:
    """How this service sends. Without a mail server mails wait for one."""

    public_url: str
    lang: Lang
    networks: Networks = ()
    mail_server: MailServer | None = None
    proxy: Proxy | None = None
    pace: Pace = field(default_factory=Pace)  # of group robots

    @classmethod
    def of(cls, settings: Settings) -> Outgoing:
        """As the settings say."""
        server = None
        if settings.smtp_host is not None:
            secret = settings.smtp_password
            server = MailServer(
                settings.smtp_host,
                settings.smtp_port,
                settings.smtp_security,
                settings.smtp_from,
                settings.smtp_user,
                secret.get_secret_value() if secret is not None else None,
            )
        proxy = None
        if settings.outbound_proxy is not None:
            proxy = Proxy.of(settings.outbound_proxy.get_secret_value())
        return cls(settings.public_url, settings.lang, settings.webhook_networks, server, proxy)


def send_due(store: Store, outgoing: Outgoing, claimant: str) -> int:
    """Send what is due, some of it at once; how many were taken from the outbox."""
    parcels = deliveries.claim(store, claimant, utc_now())
    if not parcels:
        return 0
    with ThreadPoolExecutor(len(parcels), thread_name_prefix="sending") as threads:
        for parcel, outcome in zip(
            parcels, threads.map(lambda each: _send(outgoing, each), parcels), strict=True
        ):
            state = deliveries.finish(store, parcel, claimant, outcome, utc_now())
            _log.info(
                "delivery", delivery=parcel.delivery_id, channel=parcel.channel, state=state,
                attempt=parcel.attempt, problem=outcome.problem,
            )  # fmt: skip
    return len(parcels)


def send_test(webhook: Webhook, outgoing: Outgoing) -> Outcome:
    """Send a message that says it is a test, at once and once."""
    if Format(webhook.format).is_robot:
        t = translator(outgoing.lang)
        words = t(N_("masstest: a test message for “{name}”."), name=webhook.name)
        return _say(webhook, words, outgoing)
    body = _json({"event": "test", "delivery": (number := new_id()), "webhook": webhook.name})
    return _post(webhook, number, body, outgoing)


def _send(outgoing: Outgoing, parcel: Parcel) -> Outcome:
    if parcel.channel == "mail":
        if outgoing.mail_server is None:
            return Outcome.of(Sent.again, "no mail server is set")
        subject, text = mail_of(parcel, outgoing)
        return send_mail(
            outgoing.mail_server, parcel.receiver, subject, text, message_id=parcel.delivery_id
        )
    if parcel.webhook is None or not parcel.webhook.is_active:
        return Outcome.of(Sent.failed, "the webhook is no longer there")
    if Format(parcel.webhook.format).is_robot:
        urgent = parcel.alert.severity == Severity.red
        if not outgoing.pace.may_say(parcel.webhook.webhook_id, urgent=urgent):
            return Outcome.of(Sent.again, "the robot has said enough for a minute")
        return _say(parcel.webhook, "\n".join(mail_of(parcel, outgoing)), outgoing)
    body = _json(message_of(parcel, outgoing))
    return _post(parcel.webhook, parcel.delivery_id, body, outgoing)


def _post(webhook: Webhook, number: str, body: bytes, outgoing: Outgoing) -> Outcome:
    return post_signed(
        webhook.url, webhook.secret, number, body, own=outgoing.networks, proxy=outgoing.proxy
    )


def _say(webhook: Webhook, words: str, outgoing: Outgoing) -> Outcome:
    return post_to_robot(
        Format(webhook.format), webhook.url, webhook.secret, words,
        own=outgoing.networks, proxy=outgoing.proxy,
    )  # fmt: skip


def message_of(parcel: Parcel, outgoing: Outgoing) -> dict[str, Any]:
    """What a webhook is told: the alert as it is when it is sent, told in both languages."""
    alert, round_ = parcel.alert, parcel.round
    facts = _facts(alert)
    return {
        "event": "alert.opened" if parcel.level == 0 else "alert.escalated",
        "delivery": parcel.delivery_id,
        "level": parcel.level,
        "round": {
            "round_id": round_.round_id,
            "district": round_.district,
            "date": round_.date.isoformat(),
            "number": round_.number,
        },
        "alert": {
            "alert_id": alert.alert_id,
            "key": alert.key,
            "kind": alert.kind,
            "severity": alert.severity,
            "subject": alert.subject,
            "street": alert.street,
            "community": alert.community,
            "owner": alert.facts["owner"],
            "text": {lang: _sentence(alert, lang) for lang in ("zh", "en")},
            "proposal": {
                lang: proposal(alert.facts["action"], facts, translator(lang))
                for lang in ("zh", "en")
            },
            "facts": facts,
            "opened_at": _iso(alert.opened_at),
            "acknowledged_at": _iso(alert.acknowledged_at),
            "closed_at": _iso(alert.closed_at),
        },
        "url": _address(round_, outgoing),
    }


def mail_of(parcel: Parcel, outgoing: Outgoing) -> tuple[str, str]:
    """Subject and text of a mail, in the service's language."""
    alert, round_, t = parcel.alert, parcel.round, translator(outgoing.lang)
    urgency = t(N_("URGENT")) if alert.severity == "red" else t(N_("Attention"))
    subject = t(
        N_("[{urgency}] {title} {subject} ({district} {date})"),
        urgency=urgency,
        title=title(alert.kind, t),
        subject=subject_name(alert.kind, alert.subject, t, alert.facts["facts"]),
        district=round_.district,
        date=round_.date.isoformat(),
    )
    lines = [_sentence(alert, outgoing.lang), proposal(alert.facts["action"], _facts(alert), t)]
    if parcel.level:
        lines.append(t(N_("Nobody has acknowledged it so far: it is now told to more people.")))
    if alert.closed_at is not None:
        lines.append(t(N_("It is over by now.")))
    lines.append(t(N_("Acknowledge it here: {address}"), address=_address(round_, outgoing)))
    return subject, "\n\n".join(lines) + "\n"


def _sentence(alert: Alert, lang: Lang) -> str:
    cause: str = alert.facts["cause"]
    return sentence(alert.kind, _WITHOUT_WORDS.get(cause, cause), _facts(alert), translator(lang))


def _facts(alert: Alert) -> dict[str, Any]:
    return {name: fact for name, fact in alert.facts["facts"].items() if name not in _OWN_WORDS}


def _address(round_: StoredRound, outgoing: Outgoing) -> str:
    return f"{outgoing.public_url.rstrip('/')}/rounds/{round_.round_id}/alerts"


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _json(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, sort_keys=True).encode()
