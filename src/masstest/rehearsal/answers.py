"""What hundreds of simulated days say about a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from masstest.domain.plan import Plan
from masstest.domain.travel import Floats
from masstest.rehearsal.chance import (
    Probability,
    Quantiles,
    prediction_auc,
    probability,
    quantiles,
    rank_correlation,
)
from masstest.rehearsal.days import DayFigures, Orders, run_ids
from masstest.rehearsal.forecasting import ForecastAccuracy, forecast_accuracy
from masstest.rehearsal.links import Link, LinkKind, links_of, planned_ages
from masstest.rehearsal.margins import Group, MarginAdvice, group_of, margin_advice

DeadlineKind = Literal["sampling", "key_results", "results", "specimen_age"]
GOOD_SHARE = 0.9  # a deadline that holds less often counts as short
ADVISED_FROM_DAYS = 50  # with fewer, a margin would mend these days' chances and no others


@dataclass(frozen=True)
class DeadlineAnswer:
    """One deadline over all days. `figures` and `limit_min` are minutes since 00:00, for the
    specimen age minutes of age. `in_time_share`: of persons or tubes, over all days. `advice`:
    margins with which it would hold, where it does not."""

    kind: DeadlineKind
    limit_min: float
    planned_min: float | None
    holds: Probability
    figures: Quantiles | None
    in_time_share: float
    advice: tuple[MarginAdvice, ...] = ()

    @property
    def slack_min(self) -> float | None:
        return None if self.planned_min is None else self.limit_min - self.planned_min


@dataclass(frozen=True)
class WaitAnswer:
    """Waits at a point, in minutes: of its persons over all days; and its worst on a day."""

    site_id: str
    mean_min: float
    p95_min: float
    worst_p50_min: float
    worst_p90_min: float


@dataclass(frozen=True)
class SlackPrediction:
    """How well the plan's slack tells what goes late; see `chance.prediction_auc`.

    `correlation`: Spearman's, of little slack with the probability of being late.
    """

    kind: LinkKind | Literal["all"]
    subjects: int
    ever_late: int
    auc: float | None
    correlation: float | None


@dataclass(frozen=True)
class Rehearsal:
    """The answers. `links` are all points, teams, runs and laboratories, weakest first."""

    plan: Plan
    orders: Orders
    days: int
    deadlines: tuple[DeadlineAnswer, ...]
    waits: tuple[WaitAnswer, ...]
    links: tuple[Link, ...]
    slack: tuple[SlackPrediction, ...]
    missed_share: float
    extra_trips: float
    after_hours_trips: float
    forecast: ForecastAccuracy | None

    @property
    def holds(self) -> bool:
        """True if every deadline holds on nine days of ten."""
        return all(d.holds.share >= GOOD_SHARE for d in self.deadlines)


def answers(orders: Orders, figures: Sequence[DayFigures]) -> Rehearsal:
    """Draw the conclusions from the figures of all days."""
    links = links_of(orders, figures)
    due = sum(each.persons + each.missed for each in figures)
    # margins are of a plan for a whole day, not of what is left of one
    advised = len(figures) >= ADVISED_FROM_DAYS and not orders.course.plan.lost_labs
    return Rehearsal(
        plan=orders.course.plan,
        orders=orders,
        days=len(figures),
        deadlines=tuple(
            replace(
                each, advice=margin_advice(_groups(each.kind, orders, links, figures), GOOD_SHARE)
            )
            if each.holds.share < GOOD_SHARE and advised
            else each
            for each in _deadlines(orders, figures)
        ),
        waits=_waits(orders, figures),
        links=links,
        slack=_slack(links),
        missed_share=sum(each.missed for each in figures) / due if due else 0.0,
        extra_trips=float(np.mean([each.extra_trips for each in figures])),
        after_hours_trips=float(np.mean([each.after_hours_trips for each in figures])),
        forecast=forecast_accuracy([each.forecasted for each in figures]),
    )


def _deadlines(orders: Orders, figures: Sequence[DayFigures]) -> tuple[DeadlineAnswer, ...]:
    plan, order = orders.course.plan, orders.course.plan.round
    ends = [p.finish_at for p in plan.points if p.persons]
    ends += [team.stops[-1].depart for team in plan.doorstep if team.stops]
    key = [lab.key_results_at for lab in plan.labs if lab.key_results_at is not None]
    last = [lab.results_at for lab in plan.labs if lab.results_at is not None]
    ages = list(planned_ages(orders).values())
    key_tubes, tubes = sum(f.key_tubes for f in figures), sum(f.tubes for f in figures)
    persons = sum(f.persons for f in figures)

    def one(
        kind: DeadlineKind,
        limit_min: float,
        planned: Sequence[float],
        worst: Sequence[float],
        in_time: int,
        of: int,
    ) -> DeadlineAnswer:
        known = np.array([each for each in worst if not np.isnan(each)])
        return DeadlineAnswer(
            kind,
            limit_min,
            max(planned, default=None),
            probability(int((known <= limit_min).sum()) + len(worst) - len(known), len(worst)),
            quantiles(known),
            in_time / of if of else 1.0,
        )

    return (
        one(
            "sampling",
            order.sampling_deadline,
            ends,
            [_most(f.finish_min) for f in figures],
            sum(f.in_time_persons for f in figures),
            persons,
        ),
        one(
            "key_results",
            order.key_result_deadline,
            key,
            [_most(f.lab_key_min) for f in figures],
            sum(f.key_in_time_tubes for f in figures),
            key_tubes,
        ),
        one(
            "results",
            order.result_deadline,
            last,
            [_most(f.lab_min) for f in figures],
            sum(f.in_time_tubes for f in figures),
            tubes,
        ),
        one(
            "specimen_age",
            orders.course.roster.parameters.specimen_age_max_min,
            ages,
            [_most(f.run_age_min) for f in figures],
            tubes - sum(f.over_age_tubes for f in figures),
            tubes,
        ),
    )


def _groups(
    kind: DeadlineKind, orders: Orders, links: Sequence[Link], figures: Sequence[DayFigures]
) -> tuple[Group, ...]:
    """What keeps a deadline: the links it depends on, with the margin that each kind has."""
    course = orders.course
    order, roster = course.plan.round, course.roster
    margins = roster.parameters

    def columns(subjects: Sequence[str]) -> dict[str, int]:
        return {subject: i for i, subject in enumerate(subjects)}

    labs = columns([lab.lab_id for lab in roster.labs])
    if kind == "sampling":
        own, due = columns(course.source_ids), float(order.sampling_deadline)
        reached = np.array([f.finish_min for f in figures])
        finish, tours = margins.finish_margin_min, margins.doorstep_margin_min
        doors = float(roster.doorstep_deadline)
        return (
            group_of("finish_margin_min", finish, due, due, "point", links, own, reached),
            group_of("doorstep_margin_min", tours, doors, due, "team", links, own, reached),
        )
    if kind == "specimen_age":
        name, margin = "specimen_age_margin_min", margins.specimen_age_margin_min
        limit, reached = (
            float(margins.specimen_age_max_min),
            np.array([f.run_age_min for f in figures]),
        )
        own = columns(run_ids(course))
        return (group_of(name, margin, limit, limit, "run", links, own, reached),)
    if kind == "key_results":
        name, margin = "key_result_margin_min", margins.key_result_margin_min
        limit, reached = (
            float(order.key_result_deadline),
            np.array([f.lab_key_min for f in figures]),
        )
        return (group_of(name, margin, limit, limit, "lab_key", links, labs, reached),)
    name, margin = "result_margin_min", margins.result_margin_min
    limit, reached = float(order.result_deadline), np.array([f.lab_min for f in figures])
    return (group_of(name, margin, limit, limit, "lab", links, labs, reached),)


def _most(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.max()) if len(known) else np.nan


def _waits(orders: Orders, figures: Sequence[DayFigures]) -> tuple[WaitAnswer, ...]:
    found = []
    mean = np.array([f.wait_mean_min for f in figures])
    high = np.array([f.wait_p95_min for f in figures])
    most = np.array([f.wait_max_min for f in figures])
    for i, point in enumerate(orders.course.points):
        worst = quantiles(most[:, i])
        if worst is not None:
            found.append(
                WaitAnswer(
                    point.site_id,
                    float(np.nanmean(mean[:, i])),
                    float(np.nanmean(high[:, i])),
                    worst.p50,
                    worst.p90,
                )
            )
    return tuple(sorted(found, key=lambda wait: (-wait.p95_min, wait.site_id)))


def _slack(links: Sequence[Link]) -> tuple[SlackPrediction, ...]:
    kinds: tuple[LinkKind, ...] = ("point", "team", "run", "lab_key", "lab")
    found = [_prediction(kind, [link for link in links if link.kind == kind]) for kind in kinds]
    return (_prediction("all", links), *(each for each in found if each.subjects))


def _prediction(kind: LinkKind | Literal["all"], links: Sequence[Link]) -> SlackPrediction:
    slack = np.array([link.slack_min for link in links])
    late = np.array([link.late.share for link in links])
    return SlackPrediction(
        kind,
        len(links),
        int((late > 0).sum()),
        prediction_auc(slack, late),
        rank_correlation(-slack, late),
    )
