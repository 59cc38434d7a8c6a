"""Bodies that hold reported events: read at once, and one by one where some are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from masstest.api.schemas.live import SentEvents
from masstest.service.live.ledger.outcomes import Outcome, refused
from masstest.service.live.ledger.recording import MOST_EVENTS
from masstest.service.live.ledger.wire import SentEvent, SentFact
from masstest.service.problems import Problem

_ALL = TypeAdapter(SentEvents)
_EACH = TypeAdapter(SentEvent)
_LONGEST_ID = 64
_MOST_TOLD = 3


@dataclass(frozen=True)
class ReadEvents:
    """What was read: events, and in place of those that are none what is wrong with them."""

    each: Sequence[SentEvent | Outcome]

    @property
    def events(self) -> list[SentEvent]:
        return [each for each in self.each if isinstance(each, SentEvent)]

    def outcomes(self, reported: Sequence[Outcome]) -> list[Outcome]:
        """What came of everything, in the order in which it was sent."""
        answers = iter(reported)
        return [each if isinstance(each, Outcome) else next(answers) for each in self.each]


def read_events(body: bytes) -> ReadEvents:
    """The events of a body ``{"events": [...]}``.

    Raises
    ------
    Problem
        ``malformed`` if it isn't JSON, ``event_malformed`` if it isn't a list of events at all,
        ``too_many_events``.
    """
    try:
        return ReadEvents(_ALL.validate_json(body).events)
    except ValidationError as error:
        _refuse_no_json(error)
        reason = _reason(error)
    sent = from_json(body)
    events = sent.get("events") if isinstance(sent, dict) else None
    if not isinstance(events, list) or not events or len(sent) > 1:
        raise Problem("event_malformed", reason=reason)
    if len(events) > MOST_EVENTS:
        raise Problem("too_many_events", most=MOST_EVENTS)
    return ReadEvents([_one(each) for each in events])


def _one(sent: Any) -> SentEvent | Outcome:
    try:
        return _EACH.validate_python(sent)
    except ValidationError as error:
        event_id = sent.get("event_id", "") if isinstance(sent, dict) else ""
        said = event_id if isinstance(event_id, str) else ""
        return refused(said[:_LONGEST_ID], Problem("event_malformed", reason=_reason(error)))


class _WithOrWithoutId(SentFact):
    event_id: str | None = None


_SINGLE = TypeAdapter(_WithOrWithoutId)


def read_event(event_id: str, body: bytes) -> SentEvent:
    """The event of a body that may leave out its id, which stands in the address.

    Raises
    ------
    Problem
        ``malformed``, ``event_malformed``.
    """
    try:
        sent = _SINGLE.validate_json(body)
    except ValidationError as error:
        _refuse_no_json(error)
        raise Problem("event_malformed", reason=_reason(error)) from None
    if sent.event_id not in (None, event_id):
        raise Problem("event_malformed", reason="event_id")
    return SentEvent.model_construct(
        event_id=event_id, at=sent.at, place=sent.place, person=sent.person, fact=sent.fact
    )


def _refuse_no_json(error: ValidationError) -> None:
    if any(each["type"] == "json_invalid" for each in error.errors(include_url=False)):
        raise Problem("malformed", reason="JSON") from None


def _reason(error: ValidationError) -> str:
    told = [
        f"{'/'.join(map(str, each['loc']))}: {each['msg']}"[:200]
        for each in error.errors(include_url=False, include_context=False)[:_MOST_TOLD]
    ]
    return "; ".join(told)
