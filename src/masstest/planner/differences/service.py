"""What changed for people on duty, and for doorstep teams."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from masstest.domain.plan import DoorstepTeam, Duty, Plan
from masstest.planner.differences.facts import (
    Named,
    Service,
    StaffChange,
    StaffChangeKind,
    TeamChange,
    Visit,
)
from masstest.planner.differences.matching import matched, share_in_common
from masstest.planner.differences.names import Names

TeamPair = tuple[DoorstepTeam | None, DoorstepTeam | None]


def team_pairs(before: Plan, after: Plan) -> list[TeamPair]:
    """Doorstep teams that visit the same people, by whatever id."""
    return matched(before.doorstep, after.doorstep, _likeness)


def _likeness(old: DoorstepTeam, new: DoorstepTeam) -> float:
    alike = share_in_common(_visited(old), _visited(new))
    if alike == 0:
        return 0.0
    same_staff = len(set(old.staff_ids) & set(new.staff_ids))
    return alike + 0.1 * same_staff + 0.01 * (old.team_id == new.team_id)


def _visited(team: DoorstepTeam) -> dict[str, int]:
    persons: Counter[str] = Counter()
    for stop in team.stops:
        persons[stop.compound_id] += stop.persons
    return dict(persons)


def team_names(pairs: list[TeamPair]) -> dict[str, str]:
    """Id in the earlier plan -> id in the later one; teams that are gone get an id of their own."""
    return {
        old.team_id: new.team_id if new is not None else f"{old.team_id}?"
        for old, new in pairs
        if old is not None
    }


def team_changes(pairs: list[TeamPair], names: Names) -> Iterator[TeamChange]:
    """Teams that are new or gone, or have other people, stops or times."""
    for old, new in pairs:
        change = TeamChange(
            before_id=None if old is None else old.team_id,
            after_id=None if new is None else new.team_id,
            before=_visits(old, names),
            after=_visits(new, names),
            staff_changed=_staff(old) != _staff(new),
            stops_changed=_visits(old, names) != _visits(new, names),
        )
        if change.staff_changed or change.stops_changed:
            yield change


def _staff(team: DoorstepTeam | None) -> frozenset[str]:
    return frozenset() if team is None else frozenset(team.staff_ids)


def _visits(team: DoorstepTeam | None, names: Names) -> tuple[Visit, ...]:
    if team is None:
        return ()
    return tuple(
        Visit(compound=names.compound(s.compound_id), arrive=s.arrive, persons=s.persons)
        for s in team.stops
    )


def staff_changes(
    before: Plan, after: Plan, teams: Mapping[str, str], names: Names
) -> Iterator[StaffChange]:
    """People called up or released, and those with another place, role or time.

    Parameters
    ----------
    teams : id of each team in the earlier plan -> its id in the later one
    """
    olds, news = _by_person(before), _by_person(after)
    for staff_id in sorted(olds.keys() | news.keys()):
        old, new = olds.get(staff_id, []), news.get(staff_id, [])
        renamed = [duty.model_copy(update={"at": teams.get(duty.at, duty.at)}) for duty in old]
        kinds = tuple(_kinds(renamed, new))
        if kinds:
            yield StaffChange(
                person=names.person(staff_id),
                before=tuple(_service(duty, before, names) for duty in old),
                after=tuple(_service(duty, after, names) for duty in new),
                kinds=kinds,
            )


def _by_person(plan: Plan) -> dict[str, list[Duty]]:
    found: dict[str, list[Duty]] = defaultdict(list)
    for duty in sorted(plan.duties, key=lambda duty: (duty.start, duty.end, duty.at)):
        found[duty.staff_id].append(duty)
    return found


def _kinds(old: list[Duty], new: list[Duty]) -> Iterator[StaffChangeKind]:
    if not old or not new:
        if old or new:
            yield StaffChangeKind.released if old else StaffChangeKind.called
        return
    if {duty.at for duty in old} != {duty.at for duty in new}:
        yield StaffChangeKind.place
    if {duty.role for duty in old} != {duty.role for duty in new}:
        yield StaffChangeKind.role
    if _hours(old) != _hours(new):
        yield StaffChangeKind.time
    if old != new and _lanes(old) != _lanes(new):
        yield StaffChangeKind.lane


def _hours(duties: list[Duty]) -> list[tuple[int, int]]:
    """Spans on duty; pieces that follow one another without a gap are one."""
    spans: list[tuple[int, int]] = []
    for duty in duties:
        if spans and duty.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], duty.end))
        else:
            spans.append((duty.start, duty.end))
    return spans


def _lanes(duties: list[Duty]) -> list[tuple[str, int, int, int]]:
    """Who has no lane (in a vehicle, at the door, at the whole point) can't change it."""
    return [(d.at, d.lane, d.start, d.end) for d in duties if d.lane is not None]


def _service(duty: Duty, plan: Plan, names: Names) -> Service:
    if duty.at in plan.team:
        place = Named(id=duty.at)
    elif duty.at in plan.point:
        place = names.site(duty.at)
    else:
        place = names.vehicle(duty.at)
    return Service(role=duty.role, place=place, lane=duty.lane, start=duty.start, end=duty.end)
