"""The set of events: doubles dropped, corrections applied, whatever came first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from masstest.live.custody.anomalies import Anomaly, AnomalyKind
from masstest.live.events import Correction, Event


class Record:
    """Every event once, and how each reads after its corrections.

    A correction's target is always a plain event: who wants to correct a correction names the
    plain event again, and the latest counts. A correction may come before what it corrects.

    Two different events under one id can't both be kept. The one kept doesn't depend on which
    came first: it is the earlier in time, then in the order of the written content.
    """

    def __init__(self) -> None:
        self._events: dict[str, Event] = {}
        self._corrections: dict[str, set[str]] = {}  # by target: ids of corrections
        self._twice: set[str] = set()
        self.version = 0

    def __len__(self) -> int:
        return len(self._events)

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._events

    def get(self, event_id: str) -> Event | None:
        """The event as it was reported."""
        return self._events.get(event_id)

    def add(self, event: Event) -> tuple[str, ...]:
        """Take an event; ids of plain events that may read differently now."""
        known = self._events.get(event.event_id)
        if known is not None:
            if known is event or known == event:
                return ()
            if event.event_id not in self._twice:
                self._twice.add(event.event_id)
                self.version += 1
            if _content(known) <= _content(event):
                return ()
        self.version += 1
        self._events[event.event_id] = event
        touched = [event.event_id]
        if known is not None and isinstance(known.fact, Correction):
            self._corrections[known.fact.corrects].discard(event.event_id)
            touched.append(known.fact.corrects)
        if isinstance(event.fact, Correction):
            self._corrections.setdefault(event.fact.corrects, set()).add(event.event_id)
            touched.append(event.fact.corrects)
        return tuple(touched)

    def effective(self, event_id: str) -> Event | None:
        """A plain event as it reads after corrections; None if unknown, retracted, or no plain."""
        event = self._events.get(event_id)
        if event is None or isinstance(event.fact, Correction):
            return None
        ids = self._corrections.get(event_id)
        if not ids:
            return event
        fact = max((self._events[one] for one in ids), key=lambda e: e.order).fact
        assert isinstance(fact, Correction)
        return None if fact.fact is None else event.model_copy(update={"fact": fact.fact})

    def anomalies(self) -> Iterator[Anomaly]:
        for event_id in self._twice:
            event = self._events[event_id]
            yield _odd(AnomalyKind.same_id_twice, event, event_id, kept=event.fact.kind)
        for target, ids in self._corrections.items():
            known = self._events.get(target)
            if known is not None and not isinstance(known.fact, Correction):
                continue
            kind = (
                AnomalyKind.corrects_unknown if known is None else AnomalyKind.corrects_correction
            )
            for one in ids:
                yield _odd(kind, self._events[one], target, corrects=target)


def in_order(events: Iterable[Event]) -> list[Event]:
    """`events` in the order of telling (`Event.order`)."""
    return sorted(events, key=attrgetter("at_min", "event_id"))


def effective_events(events: Iterable[Event]) -> list[Event]:
    """The plain events among `events`, each once, as they read after the corrections in it."""
    record = Record()
    ids: dict[str, None] = {}
    for event in events:
        record.add(event)
        ids[event.event_id] = None
    read = (record.effective(event_id) for event_id in ids)
    return [event for event in read if event is not None]


def _content(event: Event) -> tuple[float, str, str, str]:
    return event.at_min, event.place, event.person, event.fact.model_dump_json()


def _odd(kind: AnomalyKind, event: Event, subject: str, **facts: str) -> Anomaly:
    shown: Mapping[str, str] = facts
    return Anomaly(
        kind, subject, event.at_min, event.event_id, event.place, event.person, dict(shown)
    )
