"""Phones: each makes its events with ids of its own, in the order in which things happen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from masstest.live.events import Event, PlainFact

PhoneKind = Literal["point", "team", "vehicle", "lab", "office"]


class Phone(NamedTuple):
    """A phone in one hand: of a point's leader, a team, a crew, a laboratory, or the office."""

    kind: PhoneKind
    place: str


@dataclass(frozen=True, slots=True)
class Message:
    """An event on a phone. `after`: not sent before these are known to the service, because
    whoever reports it has seen them there."""

    phone: Phone
    event: Event
    after: tuple[str, ...] = ()


@dataclass
class Desk:
    """All phones of a day; `person` says who holds each."""

    seed: int
    persons: dict[Phone, str]
    messages: list[Message] = field(default_factory=list)
    _made: dict[Phone, int] = field(default_factory=dict)

    def report(
        self,
        phone: Phone,
        at_min: float,
        fact: PlainFact,
        after: Iterable[str] = (),
        *,
        place: str | None = None,
    ) -> str:
        """Put down a fact on a phone; returns the id of its event. `place`: if elsewhere."""
        number = self._made.get(phone, 0)
        self._made[phone] = number + 1
        event_id = f"{phone.kind}-{phone.place or 'all'}-{self.seed:x}-{number:05d}"
        event = Event(
            event_id=event_id,
            at_min=round(at_min, 3),
            place=phone.place if place is None else place,
            person=self.persons.get(phone, ""),
            fact=fact,
        )
        self.messages.append(Message(phone, event, tuple(after)))
        return event_id
