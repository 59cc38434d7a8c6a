"""The stage: posts, their assignment, what is mended by hand, and the outcome."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from masstest.domain.budget import Budget
from masstest.domain.objective import MISSING_ROLE_MIN_M
from masstest.domain.outcome import Shortage, StageReport, StageResult, StageStatus
from masstest.domain.plan import DoorstepTeam, Duty, Point
from masstest.domain.roster import Role, Roster
from masstest.domain.travel import Travel
from masstest.solver.rostering.bounds import Wanted, least_missing_min
from masstest.solver.rostering.costs import CREW_ROLES, terms_m
from masstest.solver.rostering.gaps import GapFiller, relaid, uncovered
from masstest.solver.rostering.market import DECIMETRES, Market, Told, build_market
from masstest.solver.rostering.pairs import whole_pairs
from masstest.solver.rostering.rules import may_have
from masstest.solver.rostering.shortages import (
    cover_shortages,
    crew_shortages,
    team_shortages,
)
from masstest.solver.rostering.squads import keep_together
from masstest.solver.rostering.stations import Post, Station, crews, stations, team_posts
from masstest.solver.rostering.workforce import Day, Ints, Task, Workforce, day_of
from masstest.solver.stages import CrewShift, RosteringPlan

STAGE = "rostering"
OPTIMAL_GAP = 1e-4
"""Relative gap up to which a report says "optimal"."""


def plan_rostering(
    roster: Roster,
    travel: Travel,
    points: Sequence[Point],
    teams: Sequence[DoorstepTeam],
    shifts: Sequence[CrewShift],
    budget: Budget,
    *,
    told: Told | None = None,
    before: Mapping[int, Day] | None = None,
) -> StageResult[RosteringPlan]:
    """Assign all people of the round: points, doorstep teams, vehicles.

    Physical rules hold for every duty. A team without a pair is missing from `team_staff`
    (it must be dropped from the plan), a run without a full crew has a shorter `run_crew`.

    Parameters
    ----------
    points : with their lanes and hours
    teams : with their stops; `staff_ids` are ignored
    shifts : stretches of vehicles' days that need a crew, those of one vehicle apart
    told : what it costs on top that people are told of a post; then there is no bound
    before : row of a person -> an earlier day, which the person gets again in the same lot
    """
    began = time.monotonic()
    workforce = Workforce(roster, travel)
    open_sites = frozenset(point.site_id for point in points)
    own_stations = list(stations(roster, points))
    posts = [post for station in own_stations for post in station.posts(roster)]
    posts += [post for team in teams for post in team_posts(roster, team)]
    posts += crews(workforce, shifts)
    if not posts:
        report = StageReport(stage=STAGE, status=StageStatus.skipped, objective=0.0)
        return StageResult(RosteringPlan((), {}, {}), report)

    visits = {team.team_id: sum(stop.persons for stop in team.stops) for team in teams}
    market, base, given_up = whole_pairs(
        build_market(workforce, posts, open_sites, told=told), visits
    )
    squads = keep_together(workforce, market, base, budget)
    staffing = staff_posts(workforce, market, squads.lot_of, before)
    mended = mend(workforce, staffing, own_stations)

    missing_min = _missing_min(staffing, points)
    terms = terms_m(workforce, staffing.days, missing_min.total(), open_sites)
    objective = sum(terms.values())
    if missing_min or mended:
        least = _least_missing_min(workforce, own_stations, shifts)
        bound = min(objective, least * MISSING_ROLE_MIN_M)
    else:
        rounding_m = len(staffing.days) / (2 * DECIMETRES)
        bound = objective - (squads.cost_dm - squads.bound_dm) / DECIMETRES - rounding_m
    gap_share = (objective - bound) / objective if objective else 0.0
    status = StageStatus.optimal if gap_share <= OPTIMAL_GAP else StageStatus.feasible
    report = StageReport(
        stage=STAGE,
        status=StageStatus.stopped if budget.stop.is_set() else status,
        objective=objective,
        best_bound=bound if told is None else None,
        gap=gap_share if told is None else None,
        wall_s=time.monotonic() - began,
        terms=terms,
    )
    budget.report(report)
    plan = plan_of(workforce, staffing, [t for t in teams if t.team_id not in given_up], shifts)
    left = [team for team in teams if team.team_id in given_up]
    shortages: tuple[Shortage, ...] = (
        *team_shortages(workforce, left, staffing.days.keys()),
        *cover_shortages(
            {role: n for role, n in missing_min.items() if role not in CREW_ROLES},
            staffing.empty_posts,
        ),
        *crew_shortages(Counter(post.roles[0] for post in staffing.empty_crews)),
    )
    return StageResult(plan, report, shortages)


@dataclass
class Staffing:
    """Who does what, as far as it is decided.

    Attributes
    ----------
    days : row of a person -> the person's day
    people_at : (site_id, role) -> people whose post is there
    gaps : what stays open at points
    empty_crews : drivers' and couriers' posts without a person
    empty_posts : role -> posts at points that nobody took
    """

    days: dict[int, Day]
    people_at: dict[tuple[str, Role], list[int]]
    gaps: list[Task] = field(default_factory=list)
    empty_crews: list[Post] = field(default_factory=list)
    empty_posts: Counter[Role] = field(default_factory=Counter)


def staff_posts(
    workforce: Workforce,
    market: Market,
    lot_of: Ints,
    before: Mapping[int, Day] | None = None,
) -> Staffing:
    """Give the people of every lot its posts, longest first; who had one of them gets it again."""
    staffing = Staffing({}, defaultdict(list))
    for row, lot in enumerate(market.lots):
        people = np.nonzero(lot_of == row)[0].tolist()
        for person, post in _matched(people, lot.posts[: len(people)], before or {}):
            staffing.days[person] = _day_for(workforce, post, person)
            if post.kind == "point":
                staffing.people_at[post.at, post.roles[0]].append(person)
        if lot.kind == "crew":
            staffing.empty_crews += lot.posts[len(people) :]
    return staffing


def _matched(
    people: Sequence[int], posts: Sequence[Post], before: Mapping[int, Day]
) -> list[tuple[int, Post]]:
    """People with posts; whoever had one of these days has it again."""
    left, found, others = list(posts), [], []
    for person in people:
        old = before.get(person)
        same = None if old is None else next((post for post in left if post.day == old), None)
        if same is None:
            others.append(person)
        else:
            left.remove(same)
            found.append((person, same))
    return found + list(zip(others, left, strict=True))


def _day_for(workforce: Workforce, post: Post, person: int) -> Day:
    """The post in the first of its roles that the person may have."""
    if len(post.roles) == 1:
        return post.day
    days = (post.day_as(role) for role in post.roles)
    return next(day for day in days if may_have(workforce, day)[person])


def mend(workforce: Workforce, staffing: Staffing, own_stations: Sequence[Station]) -> bool:
    """Lay short stations out anew, and fill gaps piece by piece; whether anything changed."""
    changed = False
    roster = workforce.roster
    short: list[tuple[Station, int]] = []
    for station in own_stations:
        people = staffing.people_at.get((station.point.site_id, station.role), [])
        empty = len(station.posts(roster)) - len(people)
        if empty <= 0:
            continue
        short.append((station, empty))
        anew = relaid(workforce, station, people)
        now = {person: staffing.days[person] for person in people}
        if anew is not None and _covered(station, anew) > _covered(station, now):
            staffing.days.update(anew)
            changed = True
    filler = GapFiller(workforce, staffing.days)
    for station, empty in short:
        people = staffing.people_at.get((station.point.site_id, station.role), [])
        gaps = uncovered(station, roster, [staffing.days[person] for person in people])
        left = filler.fill(gaps)
        changed = changed or left != gaps
        staffing.gaps += left
        staffing.empty_posts[station.role] += empty
    crews_left = []
    for post in staffing.empty_crews:
        left = filler.fill(post.day)
        changed = changed or left != list(post.day)
        if left:
            minutes = dict(zip(post.day, post.missing_min, strict=True))
            day = day_of(left)
            crews_left.append(
                replace(post, day=day, missing_min=tuple(minutes[task] for task in day))
            )
    staffing.empty_crews = crews_left
    return changed


def _covered(station: Station, days: Mapping[int, Day]) -> int:
    return sum(sum(station.missing_min(day)) for day in days.values())


def _missing_min(staffing: Staffing, points: Sequence[Point]) -> Counter[Role]:
    """Role -> role-minutes that stay without a person."""
    until = {point.site_id: point.finish_at for point in points}
    missing: Counter[Role] = Counter()
    for gap in staffing.gaps:
        missing[gap.role] += max(0, min(gap.end, until[gap.at]) - gap.start)
    for post in staffing.empty_crews:
        missing[post.roles[0]] += post.needed_min
    return missing


def _least_missing_min(
    workforce: Workforce, own_stations: Sequence[Station], shifts: Sequence[CrewShift]
) -> int:
    """A lower bound on the missing role-minutes, by `least_missing_min`."""
    wanted: dict[Role, Wanted] = {}

    def want(role: Role, minutes: int, start: int, end: int) -> None:
        now = wanted.get(role, Wanted(0, start, end))
        wanted[role] = Wanted(now.minutes + minutes, min(now.start, start), max(now.end, end))

    for station in own_stations:
        start, end = station.start, station.point.finish_at
        want(station.role, station.positions * (end - start), start, end)
    for post in crews(workforce, shifts):
        want(post.roles[0], post.needed_min, post.day[0].start, post.day[-1].end)
    return least_missing_min(workforce, wanted)


def plan_of(
    workforce: Workforce,
    staffing: Staffing,
    teams: Sequence[DoorstepTeam],
    shifts: Sequence[CrewShift],
) -> RosteringPlan:
    """Duties by person; the pair of every team in `teams`; the crew of every run."""
    duties = tuple(
        Duty(
            staff_id=workforce.staff[person].staff_id,
            role=task.role,
            at=task.at,
            lane=task.lane,
            start=task.start,
            end=task.end,
        )
        for person, day in sorted(staffing.days.items())
        for task in day
    )
    pairs: dict[str, list[str]] = {team.team_id: [] for team in teams}
    for duty in sorted(duties, key=lambda duty: (duty.role is not Role.doorstep, duty.staff_id)):
        if duty.at in pairs and duty.staff_id not in pairs[duty.at]:
            pairs[duty.at].append(duty.staff_id)
    crew_of: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        if duty.role in CREW_ROLES:
            crew_of[duty.at].append(duty)
    run_crew = {
        run_id: tuple(
            duty.staff_id
            for duty in sorted(crew_of[shift.vehicle_id], key=lambda d: d.role is Role.courier)
            if duty.start <= shift.start and shift.end <= duty.end
        )
        for shift in shifts
        for run_id in shift.run_ids
    }
    return RosteringPlan(duties, {key: tuple(ids) for key, ids in pairs.items()}, run_crew)
