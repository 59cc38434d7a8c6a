"""Why a person has these duties, who else could have them; teams and roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from masstest.domain.plan import DoorstepTeam, Duty
from masstest.domain.roster import Role, Staff, StaffPool, ZoneClass
from masstest.domain.travel import Place
from masstest.domain.units import ceil_min
from masstest.planner.explanation.facts import (
    At,
    Section,
    Span,
    Spare,
    Statement,
    Subject,
    SubjectKind,
    Subjects,
    Word,
    amount,
    said,
)
from masstest.planner.explanation.resources import able, idle
from masstest.planner.explanation.site import pickup_statements
from masstest.planner.explanation.situation import Situation
from masstest.solver.rostering.rules import DAY_RULES
from masstest.solver.rostering.workforce import Served, Task, Workforce, day_of

_TRAINED = frozenset({Role.sampler, Role.doorstep})


def explain_person(case: Situation, staff_id: str) -> Iterator[Section]:
    """Duties, why this person, and how many others could have them."""
    person = case.roster.person[staff_id]
    about = Subject(kind=SubjectKind.person, id=staff_id)
    duties = case.duties_of.get(staff_id, ())
    statements = [
        said(
            "person_hours",
            pool=Word(word=person.pool.value),
            hours=Span(begin=person.available_from, end=person.available_until),
            most=amount(person.max_hours, "h"),
        )
    ]
    if not duties:
        yield Section(name="subject", about=about, statements=(*statements, said("person_free")))
        yield Section(name="why", about=about, statements=tuple(_why_free(case, person)))
        return
    statements += [_duty(case, duty) for duty in duties]
    yield Section(name="subject", about=about, statements=tuple(statements))
    yield Section(name="why", about=about, statements=tuple(_why_on_duty(case, person, duties)))


def _duty(case: Situation, duty: Duty) -> Statement:
    return said(
        "person_duty",
        role=Word(word=duty.role.value),
        place=place_of_duty(case, duty),
        when=Span(begin=duty.start, end=duty.end),
    )


def place_of_duty(case: Situation, duty: Duty) -> Subject:
    """A point, a team or a vehicle."""
    kind = SubjectKind.vehicle
    if duty.at in case.plan.point:
        kind = SubjectKind.site
    elif duty.at in case.plan.team:
        kind = SubjectKind.team
    return Subject(kind=kind, id=duty.at)


def _why_on_duty(case: Situation, person: Staff, duties: Sequence[Duty]) -> Iterator[Statement]:
    """Distance, pins, and the idle people who could do the same by every rule."""
    day = day_of(_task(case, duty) for duty in duties)
    workforce = Workforce(case.roster, case.travel)
    row = workforce.index[person.staff_id]
    home_m = workforce.commute_m(day[0].start_place)
    if person.pinned_site_id is not None:
        pinned = Subject(kind=SubjectKind.site, id=person.pinned_site_id)
        here = person.pinned_site_id in {duty.at for duty in duties}
        yield said("person_pinned" if here else "person_pin_broken", site=pinned)
    yield said("person_way", distance=amount(round(float(home_m[row])), "m"))
    may = np.ones(len(workforce), dtype=bool)
    for rule in DAY_RULES:
        may &= rule(workforce, day)
    may[[i for i, p in enumerate(workforce.staff) if p.staff_id in case.duties_of]] = False
    regular = may & ~workforce.reserve
    yield said(
        "person_others",
        others=amount(int(may.sum()), "persons"),
        regular=amount(int(regular.sum()), "n"),
        reserve=amount(int((may & workforce.reserve).sum()), "n"),
    )
    if may.any():
        nearest = int(np.where(may, home_m, np.inf).argmin())
        yield said(
            "person_nearest_other",
            person=Subject(kind=SubjectKind.person, id=workforce.staff[nearest].staff_id),
            distance=amount(round(float(home_m[nearest])), "m"),
        )
    if person.pool is StaffPool.reserve:
        code = "person_reserve_avoidable" if regular.any() else "person_reserve"
        yield said(code, role=Word(word=duties[0].role.value))


def _task(case: Situation, duty: Duty) -> Task:
    """The duty as the roster's rules see it: where it starts and ends, whom it serves."""
    team = case.plan.team.get(duty.at)
    if team is not None:
        stops = [s for s in team.stops if s.arrive >= duty.start and s.depart <= duty.end]
        first, last = (stops or list(team.stops))[0], (stops or list(team.stops))[-1]
        return Task(
            duty.role,
            duty.at,
            duty.lane,
            duty.start,
            duty.end,
            Place("compound", first.compound_id),
            Place("compound", last.compound_id),
            Served(team.zone.group.value),
        )
    point = case.plan.point.get(duty.at)
    if point is not None:
        site, served = Place("site", duty.at), Served(point.zone.group.value)
        return Task(duty.role, duty.at, duty.lane, duty.start, duty.end, site, site, served)
    garage = Place("vehicle", duty.at)
    classes = {run.zone_class for run in case.runs_of.get(duty.at, ())}
    carried = None
    if classes:
        sealed = ZoneClass.sealed in classes
        carried = Served.by_vehicle(ZoneClass.sealed if sealed else ZoneClass.open)
    return Task(duty.role, duty.at, duty.lane, duty.start, duty.end, garage, garage, carried)


def _why_free(case: Situation, person: Staff) -> Iterator[Statement]:
    roster = case.roster
    date = roster.round.date
    untrained = person.trained_until is None or person.trained_until < date
    if untrained and person.roles & _TRAINED:
        yield said("person_untrained")
    if person.last_duty_end is not None:
        rested = ceil_min(person.last_duty_end + roster.parameters.min_rest_h * 60)
        if rested > roster.round.sampling_start:
            yield said("person_resting", at=At(at=rested))
    for role in sorted(person.roles):
        serving, free = case.on_duty[role], idle(case, role)
        if person.staff_id in able(roster, role):
            yield said(
                "person_not_needed",
                role=Word(word=role.value),
                used=amount(len(serving), "n"),
                left=amount(len(free), "n"),
            )


def explain_team(case: Situation, team_id: str) -> Iterator[Section]:
    """Who is in it, where it goes, how much each stop has to spare, who fetches its tubes."""
    team = case.plan.team[team_id]
    about = Subject(kind=SubjectKind.team, id=team_id)
    yield Section(name="subject", about=about, statements=tuple(_team(case, team)))
    yield Section(name="limits", about=about, statements=tuple(pickup_statements(case, team_id)))


def _team(case: Situation, team: DoorstepTeam) -> Iterator[Statement]:
    pair = tuple(Subject(kind=SubjectKind.person, id=staff_id) for staff_id in team.staff_ids)
    yield said(
        "team_whole",
        people=Subjects(subjects=pair),
        zone=Word(word=f"group_{team.zone.group.value}"),
        persons=amount(sum(stop.persons for stop in team.stops), "persons"),
        stops=amount(len(team.stops), "stops"),
    )
    deadline = case.roster.doorstep_deadline
    free_from: int | None = None
    for stop in team.stops:
        yield said(
            "team_stop",
            compound=Subject(kind=SubjectKind.compound, id=stop.compound_id),
            persons=amount(stop.persons, "persons"),
            when=Span(begin=stop.arrive, end=stop.depart),
            between=amount(0 if free_from is None else stop.arrive - free_from, "min"),
        )
        free_from = stop.depart
    if free_from is not None:
        yield said(
            "team_end",
            at=At(at=free_from),
            limit=At(at=deadline),
            spare=Spare(spare_min=deadline - free_from),
        )


def explain_role(case: Situation, role: Role) -> Iterator[Section]:
    """How many serve in it, how many could, and when the most are needed at once."""
    about = Subject(kind=SubjectKind.role, id=role.value)
    serving, free = case.on_duty[role], idle(case, role)
    reserve = sum(
        case.roster.person[s].pool is StaffPool.reserve for s in serving if s in case.roster.person
    )
    statements = [
        said(
            "role_whole",
            listed=amount(sum(role in p.roles for p in case.roster.staff), "n"),
            able=amount(len(able(case.roster, role)), "n"),
            used=amount(len(serving), "n"),
            reserve=amount(reserve, "n"),
            left=amount(len(free), "n"),
        )
    ]
    events = [(d.start, 1) for d in case.plan.duties if d.role is role]
    events += [(d.end, -1) for d in case.plan.duties if d.role is role]
    here = most = at = 0
    for minute, step in sorted(events):
        here += step
        if here > most:
            most, at = here, minute
    if most:
        statements.append(said("role_peak", most=amount(most, "persons"), at=At(at=at)))
    yield Section(name="subject", about=about, statements=tuple(statements))
