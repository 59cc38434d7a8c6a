"""What is missing once everybody has their duties, counted from the duties themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from masstest.domain.outcome import Shortage, StageReport, StageResult, StageStatus
from masstest.domain.plan import DoorstepTeam, Point
from masstest.domain.roster import Role, VehicleKind
from masstest.solver.rostering.costs import terms_m
from masstest.solver.rostering.gaps import uncovered
from masstest.solver.rostering.plan import STAGE, Staffing, plan_of
from masstest.solver.rostering.shortages import (
    cover_shortages,
    crew_shortages,
    team_shortages,
)
from masstest.solver.rostering.stations import stations
from masstest.solver.rostering.workforce import Day, Task, Workforce
from masstest.solver.stages import CrewShift, RosteringPlan


def outcome(
    workforce: Workforce,
    staffing: Staffing,
    points: Sequence[Point],
    teams: Sequence[DoorstepTeam],
    given_up: Collection[str],
    runs: Sequence[CrewShift],
) -> StageResult[RosteringPlan]:
    """The plan, its terms and its shortages. There is no bound: most of it was not chosen."""
    missing = missing_at_points(workforce, points, staffing.days)
    empty = missing_aboard(runs, staffing.days)
    open_sites = frozenset(point.site_id for point in points)
    terms = terms_m(workforce, staffing.days, (missing + empty).total(), open_sites)
    report = StageReport(
        stage=STAGE,
        status=StageStatus.feasible,
        objective=sum(terms.values()),
        terms=terms,
    )
    left = [team for team in teams if team.team_id in given_up]
    shortages: tuple[Shortage, ...] = (
        *team_shortages(workforce, left, staffing.days.keys()),
        *cover_shortages(missing, staffing.empty_posts),
        *crew_shortages(Counter(post.roles[0] for post in staffing.empty_crews)),
    )
    kept = [team for team in teams if team.team_id not in given_up]
    return StageResult(plan_of(workforce, staffing, kept, runs), report, shortages)


def missing_at_points(
    workforce: Workforce, points: Sequence[Point], days: Mapping[int, Day]
) -> Counter[Role]:
    """Role -> role-minutes without a person at points (`role_cover`)."""
    days_at: dict[tuple[str, Role], dict[int, Day]] = defaultdict(dict)
    for person, day in days.items():
        for task in day:
            days_at[task.at, task.role][person] = day
    missing: Counter[Role] = Counter()
    for station in stations(workforce.roster, points):
        own = list(days_at[station.point.site_id, station.role].values())
        gaps = uncovered(station, workforce.roster, own)
        missing[station.role] += sum(gap.end - gap.start for gap in gaps)
    return +missing


def missing_aboard(runs: Sequence[CrewShift], days: Mapping[int, Day]) -> Counter[Role]:
    """Role -> minutes of runs without a driver or courier (`crew_of_two`)."""
    aboard: dict[tuple[str, Role], list[Task]] = defaultdict(list)
    for day in days.values():
        for task in day:
            aboard[task.at, task.role].append(task)
    missing: Counter[Role] = Counter()
    for run in runs:
        roles = [Role.driver]
        if run.kind is VehicleKind.specimen:
            roles.append(Role.courier)
        for role in roles:
            spans = [(t.start, t.end) for t in aboard[run.vehicle_id, role]]
            missing[role] += _bare_min(spans, run.start, run.end)
    return +missing


def _bare_min(spans: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """Minutes of [start, end) that no span covers."""
    bare, upto = 0, start
    for low, high in sorted(spans):
        bare += max(0, min(low, end) - upto)
        upto = max(upto, min(high, end))
    return bare + max(0, end - upto)
