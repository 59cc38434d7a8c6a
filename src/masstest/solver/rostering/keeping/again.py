"""The rostering stage with an earlier plan: keep, then fill what is open.

Everybody keeps their earlier duties as far as the rules allow. What is open then, posts that
were lost with a person and posts that are new, is assigned as in a fresh plan, to people who
are free; telling somebody of a duty costs `STAFF_TOLD_M` on top. If posts stay empty although
nothing has begun yet, a fresh plan in which every change costs as much may do better.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from masstest.domain.budget import Budget
from masstest.domain.objective import STAFF_TOLD_M
from masstest.domain.outcome import StageResult, StageStatus
from masstest.domain.plan import DoorstepTeam, Duty, Point
from masstest.domain.roster import Roster, StaffPool
from masstest.domain.travel import Floats, Travel
from masstest.solver.rostering.gaps import GapFiller
from masstest.solver.rostering.keeping.keep import Kept, keep_duties
from masstest.solver.rostering.keeping.openings import Openings, find_openings
from masstest.solver.rostering.keeping.outcome import outcome
from masstest.solver.rostering.keeping.scene import Scene
from masstest.solver.rostering.market import Told, build_market
from masstest.solver.rostering.pairs import whole_pairs
from masstest.solver.rostering.plan import (
    Staffing,
    plan_rostering,
    staff_posts,
)
from masstest.solver.rostering.rules import may_have
from masstest.solver.rostering.stations import Post
from masstest.solver.rostering.workforce import Day, Workforce
from masstest.solver.stages import CrewShift, RosteringPlan

NOT_YET = -(10**6)
"""A freeze before everything: nothing has begun."""


def roster_again(
    roster: Roster,
    travel: Travel,
    points: Sequence[Point],
    teams: Sequence[DoorstepTeam],
    runs: Sequence[CrewShift],
    before: Sequence[Duty],
    budget: Budget,
    *,
    freeze: int | None = None,
    held: Collection[str] = (),
) -> StageResult[RosteringPlan]:
    """Assign all people, changing as little as possible.

    Parameters
    ----------
    runs : every run as a shift of its own, with `start_place` and `end_place`
    before : the earlier plan's duties
    freeze : what has begun by this minute stays with its person; None: nothing has begun
    held : staff_ids of people who were chosen for their duties: nobody else is preferred
    """
    began = time.monotonic()
    workforce = Workforce(roster, travel)
    scene = Scene(roster, points, teams, runs)
    start = NOT_YET if freeze is None else freeze
    kept = keep_duties(workforce, scene, before, start)
    _free_reserve(workforce, kept, before, start, held)
    openings = find_openings(workforce, scene, points, kept, start)
    staffing, given_up = _fill(workforce, points, teams, openings, kept, before)
    again = outcome(workforce, staffing, points, teams, given_up, runs)
    status = StageStatus.stopped if budget.stop.is_set() else StageStatus.feasible
    report = again.report.model_copy(update={"status": status, "wall_s": time.monotonic() - began})
    again = replace(again, report=report)
    if freeze is None and (again.shortages or given_up):
        anew = _anew(roster, travel, points, teams, runs, before, budget)
        if _posts(again, held) <= _posts(anew, held):
            return _better(again, anew)
    return again


def _posts(result: StageResult[RosteringPlan], held: Collection[str]) -> set[tuple[str, str]]:
    """Who of `held` is where."""
    return {(duty.staff_id, duty.at) for duty in result.value.duties if duty.staff_id in held}


def _free_reserve(
    workforce: Workforce,
    kept: Kept,
    before: Sequence[Duty],
    freeze: int,
    held: Collection[str],
) -> None:
    """Put posts of the reserve that a free regular could take up for choice (`regular_first`)."""
    had_duty = {duty.staff_id for duty in before}
    idle = np.array(
        [
            person not in kept.days
            and staff.pool is StaffPool.regular
            and (person in kept.freed or staff.staff_id not in had_duty)
            for person, staff in enumerate(workforce.staff)
        ],
        dtype=bool,
    )
    if not idle.any():
        return
    for person, day in list(kept.days.items()):
        staff = workforce.staff[person]
        chosen = staff.staff_id in held
        if staff.pool is not StaffPool.reserve or day[0].start < freeze or chosen:
            continue
        one_post = len({(task.at, task.role) for task in day}) == 1
        if one_post and day[0].lane is not None and (may_have(workforce, day) & idle).any():
            del kept.days[person]
            kept.freed.add(person)
            kept.lost.append(day)


def _fill(
    workforce: Workforce,
    points: Sequence[Point],
    teams: Sequence[DoorstepTeam],
    openings: Openings,
    kept: Kept,
    before: Sequence[Duty],
) -> tuple[Staffing, frozenset[str]]:
    """Give open posts to free people, then what is left to whoever has time beside a post."""
    staffing = Staffing({}, defaultdict(list))
    given_up: frozenset[str] = frozenset()
    if openings.posts:
        free = np.array([p not in kept.days for p in range(len(workforce))], dtype=bool)
        open_sites = frozenset(point.site_id for point in points)
        market = build_market(
            workforce,
            openings.posts,
            open_sites,
            free=free,
            told=told_m(workforce, before, kept.freed),
        )
        visits = {team.team_id: sum(stop.persons for stop in team.stops) for team in teams}
        market, assignment, lone = whole_pairs(market, visits)
        staffing = staff_posts(workforce, market, assignment.lot_of)
        given_up = frozenset(lone)
        empty = np.bincount(assignment.lot_of[assignment.lot_of >= 0], minlength=len(market.lots))
        for lot, filled in zip(market.lots, empty.tolist(), strict=True):
            if lot.kind == "point":
                openings.gaps += [task for post in lot.posts[filled:] for task in post.day]
                staffing.empty_posts[lot.posts[0].roles[0]] += len(lot.posts) - filled
    staffing.days.update(_without(kept.days, given_up))
    filler = GapFiller(workforce, staffing.days)
    staffing.gaps += filler.fill(openings.gaps)
    crews = staffing.empty_crews
    staffing.empty_crews = [post for post in crews if filler.fill(post.day)]
    return staffing, given_up


def _without(days: Mapping[int, Day], team_ids: frozenset[str]) -> dict[int, Day]:
    """Days without the tasks in some teams."""
    left = {
        person: tuple(task for task in day if task.at not in team_ids)
        for person, day in days.items()
    }
    return {person: day for person, day in left.items() if day}


def told_m(workforce: Workforce, before: Sequence[Duty], told_anyway: Collection[int]) -> Told:
    """What telling people of posts costs, as a function for the market.

    Nothing for those who must be told of a change in any case; nothing less than that for a
    post which the person had before, to the minute.
    """
    had: dict[str, list[tuple[str, int, int, int | None]]] = defaultdict(list)
    for duty in sorted(before, key=lambda duty: (duty.start, duty.end)):
        had[duty.staff_id].append((duty.at, duty.start, duty.end, duty.lane))
    whose: dict[tuple[tuple[str, int, int, int | None], ...], list[int]] = defaultdict(list)
    for staff_id, tasks in had.items():
        if (person := workforce.index.get(staff_id)) is not None:
            whose[tuple(tasks)].append(person)
    usual = np.full(len(workforce), STAFF_TOLD_M)
    usual[list(told_anyway)] = 0.0

    def told(posts: Sequence[Post]) -> Floats:
        costs = usual.copy()
        for post in posts:
            day = tuple((task.at, task.start, task.end, task.lane) for task in post.day)
            costs[whose.get(day, [])] = -STAFF_TOLD_M
        return costs

    return told


def _anew(
    roster: Roster,
    travel: Travel,
    points: Sequence[Point],
    teams: Sequence[DoorstepTeam],
    runs: Sequence[CrewShift],
    before: Sequence[Duty],
    budget: Budget,
) -> StageResult[RosteringPlan]:
    """A fresh assignment in which every post that somebody loses costs as much as being told."""
    workforce = Workforce(roster, travel)
    on_duty = {
        person for duty in before if (person := workforce.index.get(duty.staff_id)) is not None
    }
    # who loses the post must be told whatever else they get
    told = told_m(workforce, before, on_duty)
    days = keep_duties(workforce, Scene(roster, points, teams, runs), before, NOT_YET).days
    return plan_rostering(roster, travel, points, teams, runs, budget, told=told, before=days)


def _better(
    one: StageResult[RosteringPlan], other: StageResult[RosteringPlan]
) -> StageResult[RosteringPlan]:
    """Whichever staffs more teams, then misses less, then is the first."""

    def rank(result: StageResult[RosteringPlan]) -> tuple[int, float]:
        return -len(result.value.team_staff), result.report.terms.get("missing", 0.0)

    return min(one, other, key=rank)
