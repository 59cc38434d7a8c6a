"""What a change costs or gains: key figures and shortages, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from masstest.domain.outcome import Shortage
from masstest.domain.plan import Plan
from masstest.planner.differences.facts import FigureChange, ShortageChange, TermChange
from masstest.planner.differences.names import Names


@dataclass(frozen=True)
class Figure:
    """A key figure of the plan contract; `wanted`: +1 more is better, -1 less is, 0 neither."""

    name: str
    unit: str
    wanted: int


FIGURES = (
    Figure("persons_covered", "persons", +1),
    Figure("finish_at", "time", -1),
    Figure("key_results_at", "time", -1),
    Figure("results_at", "time", -1),
    Figure("points", "points", 0),
    Figure("lanes", "lanes", 0),
    Figure("mean_walk_m", "m", -1),
    Figure("max_walk_m", "m", -1),
    Figure("max_age_min", "min", -1),
    Figure("mean_age_min", "min", -1),
    Figure("runs", "runs", 0),
    Figure("vehicles_used", "vehicles", -1),
    Figure("drive_km", "km", -1),
    Figure("staff_on_duty", "persons", 0),
    Figure("reserve_called", "persons", -1),
    Figure("doorstep_teams", "teams", 0),
)


def figure_changes(before: Plan, after: Plan) -> Iterator[FigureChange]:
    """Key figures that changed, in the order of the contract's importance."""
    for figure in FIGURES:
        old, new = _value(before, figure), _value(after, figure)
        if old == new:
            continue
        better = None
        if figure.wanted and old is not None and new is not None:
            better = (new - old) * figure.wanted > 0
        yield FigureChange(
            figure=figure.name, before=old, after=new, unit=figure.unit, better=better
        )


def _value(plan: Plan, figure: Figure) -> float | None:
    """A figure as the plan itself bears it out: times in minutes of its own round."""
    if figure.name == "finish_at":
        ends = [point.finish_at for point in plan.points]
        return max(ends + [s.depart for team in plan.doorstep for s in team.stops], default=None)
    if figure.name == "key_results_at":
        return max(
            (x.key_results_at for x in plan.labs if x.key_results_at is not None), default=None
        )
    if figure.name == "results_at":
        return max((x.results_at for x in plan.labs if x.results_at is not None), default=None)
    value: Any = plan.kpis.get(figure.name)
    return float(value) if isinstance(value, int | float) else None


def term_changes(before: Plan, after: Plan) -> Iterator[TermChange]:
    """Terms of the stages' objectives that differ by a point or more; less is better in all."""
    olds = {report.stage: report.terms for report in before.stages}
    for report in after.stages:
        old = olds.get(report.stage)
        if old is None:
            continue
        for term in dict.fromkeys((*report.terms, *old)):
            was, now = old.get(term, 0.0), report.terms.get(term, 0.0)
            if abs(now - was) >= 1:
                yield TermChange(stage=report.stage, term=term, before=was, after=now)


def shortage_changes(before: Plan, after: Plan, names: Names) -> Iterator[ShortageChange]:
    """Shortages that ended, are new, or have another amount."""
    olds, news = _by_subject(before), _by_subject(after)
    for key in dict.fromkeys((*news, *olds)):
        old, new = olds.get(key), news.get(key)
        if old is not None and new is not None and old.amount == new.amount:
            continue
        rule, subject, unit = key
        yield ShortageChange(
            rule=rule,
            subject=names.anything(subject),
            unit=unit,
            before=None if old is None else old.amount,
            after=None if new is None else new.amount,
            remedies=() if new is None else new.remedies,
        )


def _by_subject(plan: Plan) -> dict[tuple[str, str, str], Shortage]:
    return {(s.rule, s.subject, s.unit): s for s in plan.shortages}
