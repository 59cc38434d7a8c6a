"""Reporting what happens: who may, what can't be, and into the ledger with the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from masstest.access.actor import Actor
from masstest.live.events import Event
from masstest.service.live.in_force.round_on import RoundOn, may_report, rounds_on
from masstest.service.live.ledger.group_commit import group_commit
from masstest.service.live.ledger.outcomes import Draft, Outcome, refused
from masstest.service.live.ledger.rights import default_place, refusal
from masstest.service.live.ledger.wire import SentEvent, minute_in, time_of
from masstest.service.problems import Problem
from masstest.store.engine import Store
from masstest.store.tables.base import utc_now

MOST_EVENTS = 5000
"""Events in one request."""
AHEAD_MIN = 10.0
"""A phone's clock may go so far ahead of the server's."""
EARLIEST_MIN = -12 * 60.0
"""The evening before: points are made ready."""
_AGAIN_S = 0.2
LATEST_MIN = 3 * 24 * 60.0
"""The round's day, and 48 hours after it."""


@dataclass(frozen=True)
class Report:
    """What was sent, looked at: what can be recorded, and what came of the rest."""

    looked_at: tuple[Draft | Outcome, ...]

    @property
    def drafts(self) -> list[Draft]:
        return [each for each in self.looked_at if isinstance(each, Draft)]

    @property
    def names_unknown(self) -> bool:
        """Something is named that the round hasn't: a new plan may have it."""
        return any(
            isinstance(each, Outcome) and each.problem and each.problem.code == "unknown_place"
            for each in self.looked_at
        )

    def outcomes(self, written: Iterable[Outcome]) -> list[Outcome]:
        """What came of everything, in the order in which it was sent."""
        answers = iter(written)
        return [each if isinstance(each, Outcome) else next(answers) for each in self.looked_at]


def look_at(
    on: RoundOn, actor: Actor, sent: Sequence[SentEvent], now: dt.datetime | None = None
) -> Report:
    """Sort out what `actor` may report, without asking the database.

    Raises
    ------
    Problem
        If nothing of it can be recorded: ``no_plan_in_force``, ``forbidden``, ``not_found``.
    """
    may_report(actor, on)
    if on.in_force is None:
        raise Problem("no_plan_in_force")
    now = utc_now() if now is None else now
    looked_at: list[Draft | Outcome] = []
    for each in sent:
        place = each.place or default_place(each.fact)
        at_min = minute_in(each.at, on.date, on.zone)
        problem = _impossible(on, at_min, now) or refusal(actor, on, place, each.fact)
        if problem is not None:
            looked_at.append(refused(each.event_id, problem))
            continue
        event = Event.model_construct(
            event_id=each.event_id,
            at_min=at_min,
            place=place,
            person=each.person or actor.login,
            fact=each.fact,
        )
        looked_at.append(Draft(on, actor, event, bool(each.person)))
    return Report(tuple(looked_at))


def _impossible(on: RoundOn, at_min: float, now: dt.datetime) -> Problem | None:
    if at_min > minute_in(now, on.date, on.zone) + AHEAD_MIN:
        return Problem("time_ahead", server_time=now.isoformat(), most_min=AHEAD_MIN)
    if not EARLIEST_MIN <= at_min <= LATEST_MIN:
        return Problem(
            "time_not_of_round",
            server_time=now.isoformat(),
            earliest=time_of(EARLIEST_MIN, on.date, on.zone).isoformat(),
            latest=time_of(LATEST_MIN, on.date, on.zone).isoformat(),
        )
    return None


def submit(store: Store, report: Report) -> Future[list[Outcome]] | None:
    """Have what can be recorded written; None if there is nothing.

    Raises
    ------
    Problem
        ``busy``.
    """
    drafts = report.drafts
    return group_commit(store).submit(drafts) if drafts else None


def record(store: Store, actor: Actor, round_id: str, sent: Sequence[SentEvent]) -> list[Outcome]:
    """Report events of a round, and wait until they are safe.

    It doesn't take a session: events of many requests are written together.

    Raises
    ------
    Problem
        If nothing of it can be recorded: ``not_found``, ``no_plan_in_force``, ``forbidden``,
        ``busy``. What concerns one event is in its outcome.
    """
    report = look_up_and_at(store, actor, round_id, sent)
    pending = submit(store, report)
    return report.outcomes([] if pending is None else pending.result())


def look_up_and_at(store: Store, actor: Actor, round_id: str, sent: Sequence[SentEvent]) -> Report:
    """`look_at`, in the round as it is now."""
    on = rounds_on(store).get(round_id)
    report = look_at(on, actor, sent)
    if report.names_unknown:
        on = rounds_on(store).get(round_id, fresh_s=_AGAIN_S)
        report = look_at(on, actor, sent)
    return report
