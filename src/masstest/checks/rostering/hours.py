"""When people work: one place at a time, within their hours, with breaks and rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from masstest.checks.whereabouts import Whereabouts, drive_min, duties_by_person
from masstest.domain.outcome import Violation
from masstest.domain.plan import Duty, Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel


def _late(rule: str, subjects: tuple[str, ...], amount: float, limit: float) -> Violation:
    return Violation(rule=rule, subjects=subjects, amount=amount, limit=limit, unit="min")


def one_place(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Nobody is in two places at once, and the way between two duties fits.

    For every two duties of a person that follow one another at different places:
    start of the next - end of the one before >= minutes between the places (>= 0 at one
    place). Amount: the minutes needed in between; limit: the minutes there are, negative when
    the duties overlap.
    """
    where = Whereabouts.of(plan)
    for staff_id, duties in duties_by_person(plan).items():
        for before, after in _in_turn(duties):
            needed = 0
            if before.at != after.at:
                needed = drive_min(travel, where.place_at_end(before), where.place_at_start(after))
            gap = after.start - before.end
            if gap < needed:
                yield _late("one_place", (staff_id, before.at, after.at), needed, gap)


def _in_turn(duties: Sequence[Duty]) -> Iterator[tuple[Duty, Duty]]:
    """Each duty with the one before it that lasts longest."""
    before: Duty | None = None
    for duty in duties:
        if before is not None:
            yield before, duty
        if before is None or duty.end >= before.end:
            before = duty


def availability(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Duties lie within the person's hours, and are not too long in all.

    start >= available_from, end <= available_until, sum of durations <= 60 x max_hours.
    """
    for staff_id, duties in duties_by_person(plan).items():
        person = roster.person.get(staff_id)
        if person is None:
            continue
        first, last = duties[0].start, max(duty.end for duty in duties)
        total = sum(duty.end - duty.start for duty in duties)
        if first < person.available_from:
            yield _late("availability", (staff_id,), first, person.available_from)
        if last > person.available_until:
            yield _late("availability", (staff_id,), last, person.available_until)
        if total > person.max_hours * 60 + 1e-6:
            yield _late("availability", (staff_id,), total, person.max_hours * 60)


def stint_limit(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Nobody wears a protective suit for too long: every stretch <= stint_max_min.

    Duties of a person in a suited role with less than stint_rest_min between them are one
    stretch, from the start of the first to the end of the last.
    """
    limit = roster.parameters.stint_max_min
    suited = frozenset(roster.parameters.suited_roles)
    for staff_id, duties in duties_by_person(plan).items():
        worn = [duty for duty in duties if duty.role.value in suited]
        for start, end in stretches(worn, roster.parameters.stint_rest_min):
            if end - start > limit:
                yield _late("stint_limit", (staff_id,), end - start, limit)


def stretches(duties: Sequence[Duty], rest_min: int) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch of duties (in order of time) without a rest between."""
    start: int | None = None
    end = 0
    for duty in duties:
        if start is not None and duty.start - end >= rest_min:
            yield start, end
            start = None
        if start is None:
            start, end = duty.start, duty.end
        end = max(end, duty.end)
    if start is not None:
        yield start, end


def min_rest(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """People have rested since yesterday: first start - last_duty_end >= 60 x min_rest_h."""
    limit = roster.parameters.min_rest_h * 60
    for staff_id, duties in duties_by_person(plan).items():
        person = roster.person.get(staff_id)
        if person is None or person.last_duty_end is None:
            continue
        rest = duties[0].start - person.last_duty_end
        if rest < limit - 1e-6:
            yield _late("min_rest", (staff_id,), rest, limit)
