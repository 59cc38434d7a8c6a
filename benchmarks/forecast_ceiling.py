"""How well anybody could foretell in the morning when the last doorstep team will be through.

    python benchmarks/forecast_ceiling.py PLAN.json [--days 200] [--seed 1] [--at-min 660]

Of every simulated day, what is left after `--at-min` is drawn `--draws` times by the
simulation's own figures, which no forecast knows: once given what the teams have reported by
then, and once given each team's true pace as well. Prints CSV rows ``known,middle,within_share,
claimed_share``: how often the middle (the median, or the middle of the half hour into which
most draws fall) is within a quarter of an hour of the truth, and how often the draws themselves
say that it will be. The first row is the forecast of the board.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import numpy as np

from masstest.domain.plan import Plan
from masstest.domain.travel import Floats, Ints
from masstest.live.custody import TeamState
from masstest.live.day import Day
from masstest.live.forecast import sampling_forecast
from masstest.live.reported import reported_of
from masstest.rehearsal.forecasting import WITHIN_MIN
from masstest.rehearsal.heard import DELAY_MEAN_MIN, heard_by
from masstest.rehearsal.simulation import course_of, simulate_day
from masstest.rehearsal.simulation.course import TeamCourse, Visit
from masstest.rehearsal.spread import Spread
from masstest.sheets import read_roster
from masstest.travel import straight_line

SPREAD = Spread()
LOG_PACES = np.linspace(-0.35, 0.35, 141)
CANDIDATES = 6  # draws of the visit that goes on, for one that has not ended yet


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("plan", type=Path, metavar="PLAN.json", help="beside its roster.xlsx")
    arguments.add_argument("--days", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--at-min", type=float, default=660.0)
    arguments.add_argument("--draws", type=int, default=600)
    options = arguments.parse_args()
    plan = Plan.from_json(options.plan.read_bytes())
    roster = read_roster(options.plan.with_name("roster.xlsx")).roster
    if roster is None:
        raise SystemExit(f"{options.plan.with_name('roster.xlsx')} has errors")
    course, expectations = course_of(plan, roster, straight_line(roster)), Day(plan, roster)
    found: dict[tuple[str, str], list[tuple[bool, float]]] = {}
    for day in range(options.days):
        went = simulate_day(course, SPREAD, seed=options.seed, day=day)
        heard = heard_by(went, (), options.at_min, np.random.default_rng([options.seed, day, 11]))
        truth = max(team.finish_min for team in went.teams)
        reports = reported_of(expectations, heard.points, heard.teams, options.at_min)
        forecast = sampling_forecast(expectations, reports, options.at_min)
        latest = forecast.latest([team.course.team_id for team in went.teams])
        assert latest is not None
        rows = [("reports", "forecast", latest.p50_min, np.nan)]
        rng = np.random.default_rng([options.seed, day, 12])
        for known in ("reports", "reports and pace"):
            ends = [
                ends_of(
                    team.course,
                    heard.teams.get(team.course.team_id, TeamState("")),
                    None if known == "reports" else team.pace,
                    options,
                    rng,
                )
                for team in went.teams
            ]
            last = np.max(ends, axis=0)
            middle = float(np.median(last))
            claimed = float((np.abs(last - middle) <= WITHIN_MIN).mean())
            rows += [
                (known, "median", middle, claimed),
                (known, "half hour", *best_half_hour(last)),
            ]
        for known, name, middle, claimed in rows:
            hit = abs(middle - truth) <= WITHIN_MIN
            found.setdefault((known, name), []).append((hit, claimed))
    out = csv.writer(sys.stdout)
    out.writerow(("known", "middle", "within_share", "claimed_share"))
    for names, days in found.items():
        within, claimed = np.mean(days, axis=0)
        out.writerow((*names, f"{within:.3f}", "" if np.isnan(claimed) else f"{claimed:.3f}"))


def lasts(visit: Visit, persons: Ints | int, pace: Floats) -> tuple[Floats, Floats]:
    """Mean and deviation of way and visit as logarithms, of how long both take together."""
    way_sd, stop_sd = SPREAD.traffic_leg_sd, SPREAD.doorstep_stop_sd
    way, fixed = visit.way_min * np.exp(way_sd**2 / 2), visit.fixed_min * np.exp(stop_sd**2 / 2)
    var = (way**2 * np.expm1(way_sd**2)) + (
        fixed**2 * np.expm1(stop_sd**2)
        + persons * visit.person_min**2 * np.expm1(SPREAD.doorstep_person_sd**2)
    ) / pace**2
    mean = np.maximum(way + (fixed + visit.person_min * persons) / pace, 1e-3)
    sigma2 = np.log1p(var / mean**2)
    return np.log(mean) - sigma2 / 2, np.sqrt(sigma2)


def ends_of(
    team: TeamCourse,
    state: TeamState,
    pace: float | None,
    options: argparse.Namespace,
    rng: np.random.Generator,
) -> Floats:
    """Draws of when a team is through, given the visits that it has reported."""
    done = {stop.stop: stop for stop in state.stops}
    made = next((n for n in range(len(team.visits)) if n not in done), len(team.visits))
    draws, now = options.draws, options.at_min - DELAY_MEAN_MIN / 2
    var = SPREAD.doorstep_pace_team_sd**2 + SPREAD.doorstep_pace_day_sd**2
    weights, clock = -(LOG_PACES**2) / (2 * var), 0.0
    for visit, stop in zip(team.visits[:made], (done[n] for n in range(made)), strict=True):
        mean, sd = lasts(visit, stop.persons, np.exp(LOG_PACES))
        took = max(stop.at_min - clock - visit.rest_min, 1e-3)
        weights -= (np.log(took) - mean) ** 2 / (2 * sd**2) + np.log(sd)
        clock = stop.at_min
    likely = np.exp(weights - weights.max())
    drawn = rng.choice(LOG_PACES, draws * CANDIDATES, p=likely / likely.sum())
    paces = np.exp(drawn) if pace is None else np.full(draws * CANDIDATES, pace)
    ends = np.full(draws * CANDIDATES, clock)
    for number, visit in enumerate(team.visits[made:]):
        persons = rng.binomial(visit.persons, SPREAD.doorstep_turnout, len(ends))
        mean, sd = lasts(visit, persons, paces)
        ends = ends + visit.rest_min + np.exp(mean + sd * rng.standard_normal(len(ends)))
        if number == 0:  # it goes on, so it has not ended before
            fitting = np.flatnonzero(ends > now)
            if not len(fitting):
                fitting, ends = np.arange(draws), np.full_like(ends, now)
            chosen = np.resize(fitting, draws)
            ends, paces = ends[chosen], paces[chosen]
    return ends[:draws]


def best_half_hour(last: Floats) -> tuple[float, float]:
    """The middle of the window into which most draws fall, and their share."""
    ordered = np.sort(last)
    inside = np.searchsorted(ordered, ordered + 2 * WITHIN_MIN, side="right")
    inside -= np.arange(len(ordered))
    best = np.flatnonzero(inside == inside.max())
    return float(ordered[best[len(best) // 2]]) + WITHIN_MIN, float(inside.max() / len(ordered))


if __name__ == "__main__":
    main()
