"""The links of the chain: which points, teams, runs and laboratories go late, and what helps."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from masstest.domain.travel import Floats
from masstest.rehearsal.chance import Probability, Quantiles, probability, quantiles
from masstest.rehearsal.days import DayFigures, Orders, run_ids

LinkKind = Literal["point", "team", "run", "lab_key", "lab"]
AdviceCode = Literal[
    "add_lanes",
    "move_persons",
    "relieve_team",
    "start_earlier",
    "fetch_last_apart",
    "hold_run_before",
    "move_tubes",
    "bring_earlier",
]
QUEUED_MIN = 30.0  # a last tube that waited longer was late because of the queue


@dataclass(frozen=True)
class Advice:
    """What would keep the link in time nine times in ten; `facts` feed its sentence."""

    code: AdviceCode
    quantity: int
    facts: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """A point, team, run or laboratory against its limit.

    A run's figures are the age of its oldest specimen at reception, all others times of day.

    Attributes
    ----------
    limit_min, planned_min : minutes; their difference is the plan's slack
    late : share of days beyond the limit
    worst_share : share of days on which the deadline was missed, and this link was the worst
    figures : over all days
    """

    kind: LinkKind
    subject: str
    limit_min: float
    planned_min: float
    late: Probability
    worst_share: float
    figures: Quantiles | None
    advice: Advice | None

    @property
    def slack_min(self) -> float:
        return self.limit_min - self.planned_min


def links_of(orders: Orders, figures: Sequence[DayFigures]) -> tuple[Link, ...]:
    """All links, those first that are late most often, and worst."""
    found = [
        *_sources(orders, figures),
        *_runs(orders, figures),
        *_labs(orders, figures, key=True),
        *_labs(orders, figures, key=False),
    ]
    return tuple(
        sorted(found, key=lambda k: (-k.worst_share, -k.late.share, k.slack_min, k.subject))
    )


def _stack(rows: Sequence[Floats], columns: int) -> Floats:
    return np.array(rows) if rows else np.zeros((0, columns))


def _worst_shares(values: Floats, limits: Floats) -> Floats:
    """For each column the share of rows in which it is over its limit, and most of all."""
    over = np.where(np.isnan(values), -np.inf, values - limits)
    missed = over[(over > 0).any(axis=1)] if len(over) else over
    if not len(missed):
        return np.zeros(values.shape[1])
    return np.bincount(missed.argmax(axis=1), minlength=values.shape[1]) / len(values)


def _late(values: Floats, limit: float) -> Probability:
    return probability(int((values > limit).sum()), len(values))


def _sources(orders: Orders, figures: Sequence[DayFigures]) -> list[Link]:
    course, plan = orders.course, orders.course.plan
    finish = _stack([f.finish_min for f in figures], len(course.source_ids))
    limits = np.full(finish.shape[1], float(plan.round.sampling_deadline))
    points = len(course.points)
    limits[points:] = course.roster.doorstep_deadline
    worst = _worst_shares(finish, limits)
    found = []
    for i, source in enumerate(course.source_ids):
        own = quantiles(finish[:, i])
        if i < points:
            point, limit = plan.point[source], float(limits[i])
            if not point.persons:
                continue
            planned = float(point.finish_at)
            advice = _point_advice(orders, source, own, limit)
            kind: LinkKind = "point"
        else:
            stops, limit = plan.team[source].stops, float(limits[i])
            if not stops:
                continue
            planned = float(stops[-1].depart)
            advice = _team_advice(orders, source, own, limit)
            kind = "team"
        late = _late(finish[:, i], limit)
        found.append(Link(kind, source, limit, planned, late, float(worst[i]), own, advice))
    return found


def _point_advice(
    orders: Orders, site_id: str, own: Quantiles | None, limit_min: float
) -> Advice | None:
    if own is None or own.p90 <= limit_min:
        return None
    point = orders.course.plan.point[site_id]
    takes, room = own.p90 - point.open_from, limit_min - point.open_from
    lanes = math.ceil(point.lanes * (takes / room - 1) - 1e-9)
    site = orders.course.roster.site.get(site_id)
    if site is not None and point.lanes + lanes <= site.max_lanes:
        return Advice("add_lanes", lanes, {"site_id": site_id})
    persons = math.ceil(point.persons * (1 - room / takes))
    return Advice("move_persons", persons, {"site_id": site_id})


def _team_advice(
    orders: Orders, team_id: str, own: Quantiles | None, limit_min: float
) -> Advice | None:
    if own is None or own.p90 <= limit_min:
        return None
    stops = orders.course.plan.team[team_id].stops
    at_work = sum(stop.depart - stop.arrive for stop in stops)
    persons = sum(stop.persons for stop in stops)
    quantity = min(persons, math.ceil((own.p90 - limit_min) * persons / max(1, at_work)))
    return Advice("relieve_team", quantity, {"team_id": team_id})


def planned_ages(orders: Orders) -> dict[str, float]:
    """run_id -> age of its oldest specimen at reception, as planned; runs without tubes not."""
    found = {}
    for run in orders.course.plan.runs:
        oldest = [s.oldest_sample_at for s in run.stops if s.oldest_sample_at is not None]
        if oldest:
            found[run.run_id] = float(run.stops[-1].arrive - min(oldest))
    return found


def _runs(orders: Orders, figures: Sequence[DayFigures]) -> list[Link]:
    runs, planned = run_ids(orders.course), planned_ages(orders)
    limit = float(orders.course.roster.parameters.specimen_age_max_min)
    # what lay at a lost laboratory is too old anyway
    fetches = {r.run_id for r in orders.course.plan.runs if any(s.lab_id for s in r.stops[:-1])}
    age = _stack([f.run_age_min for f in figures], len(runs))
    worst = _worst_shares(age, np.full(len(runs), limit))
    found = []
    for i, run_id in enumerate(runs):
        if run_id not in planned:
            continue
        own = quantiles(age[:, i])
        advice = None
        if own is not None and own.p90 > limit and run_id not in fetches:
            advice = _run_advice(orders, figures, i, own.p90 - limit)
        late = _late(age[:, i], limit)
        found.append(
            Link("run", run_id, limit, planned[run_id], late, float(worst[i]), own, advice)
        )
    return found


def _run_advice(orders: Orders, figures: Sequence[DayFigures], run: int, over_min: float) -> Advice:
    """By what makes the run late most often.

    The crew waits for the last tubes of a source; or the oldest tube had just missed the run
    before; or it is simply too long under way.
    """
    limit = orders.course.roster.parameters.specimen_age_max_min
    causes: Counter[tuple[AdviceCode, int]] = Counter()
    missed_by = []
    for day in (f for f in figures if f.run_age_min[run] > limit):
        over = float(day.run_age_min[run]) - limit
        if day.run_waited_min[run] > over:
            causes["fetch_last_apart", int(day.run_waited_for[run])] += 1
        elif day.run_overdue_min[run] > over and np.isfinite(day.run_missed_by_min[run]):
            causes["hold_run_before", int(day.run_oldest_of[run])] += 1
            missed_by.append(float(day.run_missed_by_min[run]))
        else:
            causes["start_earlier", -1] += 1
    (code, source), _ = causes.most_common(1)[0]
    facts: dict[str, str | int] = {"run_id": run_ids(orders.course)[run]}
    minutes = over_min
    if source >= 0:
        facts["source_id"] = orders.course.source_ids[source]
    if code == "hold_run_before":
        minutes = float(np.percentile(missed_by, 90))
    return Advice(code, max(1, math.ceil(minutes)), facts)


def _labs(orders: Orders, figures: Sequence[DayFigures], *, key: bool) -> list[Link]:
    order, labs = orders.course.plan.round, orders.course.roster.labs
    limit = float(order.key_result_deadline if key else order.result_deadline)
    times = _stack([f.lab_key_min if key else f.lab_min for f in figures], len(labs))
    worst = _worst_shares(times, np.full(len(labs), limit))
    planned = {
        row.lab_id: row.key_results_at if key else row.results_at for row in orders.course.plan.labs
    }
    found = []
    for i, lab in enumerate(labs):
        at = planned.get(lab.lab_id)
        if at is None:
            continue
        own = quantiles(times[:, i])
        advice = None
        if own is not None and own.p90 > limit:
            advice = _lab_advice(orders, figures, i, own.p90 - limit, key=key)
        kind: LinkKind = "lab_key" if key else "lab"
        late = _late(times[:, i], limit)
        found.append(Link(kind, lab.lab_id, limit, float(at), late, float(worst[i]), own, advice))
    return found


def _lab_advice(
    orders: Orders, figures: Sequence[DayFigures], number: int, over_min: float, *, key: bool
) -> Advice:
    """Of a queue tubes are taken away; a tube that came too late is to be brought earlier."""
    lab = orders.course.roster.labs[number]
    order = orders.course.plan.round
    limit = order.key_result_deadline if key else order.result_deadline
    runs: list[int] = []
    queued = late = 0
    for each in figures:
        at = (each.lab_key_min if key else each.lab_min)[number]
        if not at > limit:
            continue
        late += 1
        waited = (each.lab_key_queue_min if key else each.lab_queue_min)[number]
        if waited > QUEUED_MIN:
            queued += 1
        else:
            runs.append(int((each.lab_key_run if key else each.lab_run)[number]))
    named = [run for run in runs if run >= 0]
    if 2 * queued < late and named:
        run_id = run_ids(orders.course)[Counter(named).most_common(1)[0][0]]
        facts: dict[str, str | int] = {"lab_id": lab.lab_id, "run_id": run_id}
        return Advice("bring_earlier", math.ceil(over_min), facts)
    tubes = math.ceil(over_min * lab.tubes_per_hour / 60)
    return Advice("move_tubes", tubes, {"lab_id": lab.lab_id})
