"""What a judgement changes in a round's alerts, written all at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.domain.units import floor_min
from masstest.live.alerts import Condition, Fact, Severity, last_level, recipients, wait_min
from masstest.service.live.outbox import deliveries
from masstest.service.live.outbox.mail_receivers import MailReceiver
from masstest.store.tables import Alert, AlertRecipient, StoredRound
from masstest.store.tables.base import new_id

SETTLE = dt.timedelta(minutes=3)
"""What is no longer the case is closed when it stays so for this long (BG): nothing flaps."""


@dataclass
class Changes:
    """How many alerts were opened, told to the next level, and closed."""

    opened: int = 0
    escalated: int = 0
    closed: int = 0

    def __bool__(self) -> bool:
        return bool(self.opened or self.escalated or self.closed)


class _Row(NamedTuple):
    """Of `AlertRecipient`."""

    alert_id: str
    role: str
    scope: str
    place: str
    level: int


@dataclass
class Work:
    """One round, one transaction, one moment: what it comes to is written all at once."""

    session: Session
    round: StoredRound
    now: dt.datetime
    mail_to: Sequence[MailReceiver]
    changes: Changes = field(default_factory=Changes)
    _told: list[tuple[Alert, list[_Row]]] = field(default_factory=list)
    _raised: list[str] = field(default_factory=list)
    _notes: list[dict[str, Any]] = field(default_factory=list)

    def open(self, fresh: Sequence[Condition]) -> None:
        if not fresh:
            return
        before = Counter(
            condition_key(key)
            for key in self.session.scalars(
                sa.select(Alert.key).where(Alert.round_id == self.round.round_id)
            )
        )
        # ids are in the order of time, but within a millisecond
        for alert_id, condition in zip(sorted(new_id() for _ in fresh), fresh, strict=True):
            alert = Alert(
                alert_id=alert_id,
                round_id=self.round.round_id,
                key=f"{condition.key}#{before[condition.key] + 1}",
                kind=condition.kind.value,
                severity=condition.severity.value,
                subject=condition.subject,
                street=condition.street,
                community=condition.community,
                facts=_kept(condition),
                level=0,
                opened_at=self.now,
            )
            self.session.add(alert)
            self._tell(alert, condition)
            self.changes.opened += 1

    def present(self, alert: Alert, condition: Condition) -> None:
        kept = _kept(condition)
        if alert.acknowledged_at is not None:  # what is said after that is said anew
            kept["raised_min"] = alert.facts["raised_min"]
        self._note(alert, absent_since=None, facts=kept)
        raised = alert.severity == Severity.amber and condition.severity is Severity.red
        if raised:
            # what was acknowledged was less than this
            alert.severity = Severity.red.value
            alert.acknowledged_at = alert.acknowledged_by = None
            self._raised.append(alert.alert_id)
            alert.escalates_at = self.now
        due = alert.escalates_at is not None and alert.escalates_at <= self.now
        if not due or alert.acknowledged_at is not None:
            return
        if alert.level < last_level(condition.kind):
            alert.level += 1
            self.changes.escalated += 1
            self._tell(alert, condition)
        else:
            alert.escalates_at = None

    def absent(self, alert: Alert) -> None:
        if alert.absent_since is None:
            self._note(alert, absent_since=self.now, facts=alert.facts)
        elif self.now - alert.absent_since >= SETTLE:
            self.close(alert)

    def close(self, alert: Alert) -> None:
        alert.closed_at, alert.escalates_at = self.now, None
        self.changes.closed += 1

    def write(self) -> None:
        """Alerts before whatever names them: few statements, however many alerts there are."""
        self.session.flush()
        if self._notes:
            self.session.connection().execute(_NOTE, self._notes)
        if self._raised:
            self.session.execute(
                sa.update(AlertRecipient)
                .where(AlertRecipient.alert_id.in_(self._raised))
                .values(acknowledged_at=None, acknowledged_by=None)
                .execution_options(synchronize_session=False)
            )
        if self._told:
            rows = [each for _, added in self._told for each in added]
            self.session.execute(sa.insert(AlertRecipient), [each._asdict() for each in rows])
            deliveries.enqueue(
                self.session, self._told, self.round.district, self.now, mail_to=self.mail_to
            )

    def _tell(self, alert: Alert, condition: Condition) -> None:
        """Everybody whom the alert's level adds, and the time until the next one."""
        added = [
            _Row(alert.alert_id, *each)
            for each in recipients(condition, self.round.district)
            if each.level == alert.level
        ]
        wait = dt.timedelta(minutes=wait_min(condition.kind, Severity(alert.severity)))
        further = alert.level < last_level(condition.kind)
        alert.escalates_at = self.now + wait if further else None
        self._told.append((alert, added))

    def _note(self, alert: Alert, **values: Any) -> None:
        """Write what no reader has to look at again for: the alert's version stays."""
        if any(getattr(alert, name) != value for name, value in values.items()):
            self._notes.append({"noted": alert.alert_id, **values})
            for name, value in values.items():
                sa.orm.attributes.set_committed_value(alert, name, value)


_ALERTS = Alert.metadata.tables[Alert.__tablename__]
_NOTE = sa.update(_ALERTS).where(_ALERTS.c.alert_id == sa.bindparam("noted"))
"""Sets whatever else it is given."""


def condition_key(key: str) -> str:
    """A condition's key of an alert's, which counts how often it came."""
    return key.rpartition("#")[0]


def _kept(condition: Condition) -> dict[str, Any]:
    """What the sentences are made of; times to the minute, or they would change all the time."""
    return {
        "cause": condition.cause,
        "owner": condition.owner,
        "action": condition.action,
        "raised_min": condition.raised_min,
        "facts": {name: _to_the_minute(name, fact) for name, fact in condition.facts.items()},
    }


def _to_the_minute(name: str, fact: Fact) -> Fact:
    return floor_min(fact) if name.endswith("_at_min") and isinstance(fact, float) else fact
