"""The differences of two plans in sentences: the summary, then one line for each change."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.planner.differences.aspects import (
    compound_aspects,
    run_aspects,
    staff_aspects,
    verdict,
)
from masstest.planner.differences.facts import (
    CompoundChange,
    FigureChange,
    LabChange,
    PlanDifferences,
    PointChange,
    RunChange,
    ShortageChange,
    StaffChange,
    TeamChange,
)
from masstest.planner.differences.summary import summary
from masstest.planner.differences.wording import (
    appointments,
    figure_name,
    figure_step,
    figure_value,
    joined,
    journey,
    label,
    lacking,
    point_state,
    services,
    visits,
)
from masstest.text import N_, Translator
from masstest.text.sentences import kind_name, number, quantity, rule_name, time_name


def difference_lines(
    differences: PlanDifferences, t: Translator, most: int | None = None
) -> list[str]:
    """The summary in one sentence, then the changes under a heading each.

    Parameters
    ----------
    most : lines shown under each heading, those that concern the most people first; None: all
    """
    lines = [summary(differences, t)]
    weightiest = sorted(differences.compounds, key=lambda c: (-c.told, c.compound.id))
    sections: list[tuple[str, list[str]]] = [
        (t("Gains and losses"), [_figure(change, t) for change in differences.figures]),
        (t("Shortages"), [_shortage(change, t) for change in differences.shortages]),
        (t("Points"), [_point(change, t) for change in differences.points]),
        (t("Residents"), [_compound(change, t) for change in weightiest]),
        (t("Staff"), [_person(change, t) for change in differences.staff]),
        (t("Doorstep teams"), [_team(change, t) for change in differences.teams]),
        (t("Runs"), [_run(change, t) for change in differences.runs]),
        (t("Laboratories"), [_lab(change, t) for change in differences.labs]),
    ]
    for heading, rows in sections:
        lines += _section(heading, rows, most, t)
    return lines


def _section(heading: str, rows: list[str], most: int | None, t: Translator) -> Iterator[str]:
    if not rows:
        return
    yield t("{heading}:", heading=heading)
    yield from (f"  {row}" for row in rows[:most])
    if most is not None and len(rows) > most:
        yield "  " + t("… and {n} more.", n=number(len(rows) - most))


def _figure(change: FigureChange, t: Translator) -> str:
    name = figure_name(change.figure, t)
    before = figure_value(change.before, change.unit, t)
    after = figure_value(change.after, change.unit, t)
    if change.before is None or change.after is None:
        return t("{figure}: {before} → {after}.", figure=name, before=before, after=after)
    step = figure_step(change.after - change.before, change.unit, t)
    judged = verdict(change.better, t)
    if not judged:
        return t(
            "{figure}: {before} → {after} ({step}).",
            figure=name,
            before=before,
            after=after,
            step=step,
        )
    return t(
        "{figure}: {before} → {after} ({step}, {verdict}).",
        figure=name,
        before=before,
        after=after,
        step=step,
        verdict=judged,
    )


def _shortage(change: ShortageChange, t: Translator) -> str:
    what = t(
        "{rule}, {subject}", rule=rule_name(change.rule, t), subject=lacking(change.subject, t)
    )
    if not change.subject.id:
        what = rule_name(change.rule, t)
    before = quantity(change.before or 0, change.unit, t)
    after = quantity(change.after or 0, change.unit, t)
    if change.after is None:
        return t("No longer short: {what} ({amount}).", what=what, amount=before)
    if change.before is None:
        return t("Newly short: {what} ({amount}).", what=what, amount=after)
    return t("Still short: {what} ({before} → {after}).", what=what, before=before, after=after)


def _point(change: PointChange, t: Translator) -> str:
    place = label(change.site)
    if change.before is None and change.after is not None:
        return t(
            "{place} opens: {state}, {people}.",
            place=place,
            state=point_state(change.after, t),
            people=quantity(change.after.persons, "persons", t),
        )
    if change.after is None and change.before is not None:
        return t(
            "{place} stays closed; it had {people}.",
            place=place,
            people=quantity(change.before.persons, "persons", t),
        )
    return t(
        "{place}: {before} → {after}.",
        place=place,
        before=point_state(change.before, t),
        after=point_state(change.after, t),
    )


def _compound(change: CompoundChange, t: Translator) -> str:
    details = compound_aspects(change, t)
    if change.extra_walk_m and change.elsewhere and not change.gained and not change.lost:
        walk_m = change.extra_walk_m / max(1, change.elsewhere)
        sign = "+" if walk_m > 0 else "-"
        each = sign + quantity(round(abs(walk_m)), "m", t)
        details.append(t("{distance} to walk for each of them", distance=each))
    return t(
        "{place}: {before} → {after} ({details}).",
        place=label(change.compound),
        before=appointments(change.before, t),
        after=appointments(change.after, t),
        details=joined(details, t),
    )


def _person(change: StaffChange, t: Translator) -> str:
    return t(
        "{person} ({kinds}): {before} → {after}.",
        person=label(change.person),
        kinds=staff_aspects(change, t),
        before=services(change.before, t),
        after=services(change.after, t),
    )


def _team(change: TeamChange, t: Translator) -> str:
    team = t("Doorstep team {team}", team=change.after_id or change.before_id)
    if change.before_id is None:
        return t("{team} is new: {visits}.", team=team, visits=visits(change.after, t))
    if change.after_id is None:
        return t(
            "{team} is dissolved; it had {visits}.", team=team, visits=visits(change.before, t)
        )
    if not change.stops_changed:
        return t("{team} has other people.", team=team)
    return t(
        "{team}: {before} → {after}.",
        team=team,
        before=visits(change.before, t),
        after=visits(change.after, t),
    )


def _run(change: RunChange, t: Translator) -> str:
    kind = kind_name(change.kind, t)
    if change.before is None and change.after is not None:
        run = t("New run {run}", run=change.after.run_id)
        return t("{run} ({kind}): {after}.", run=run, kind=kind, after=journey(change.after, t))
    if change.after is None and change.before is not None:
        run = t("Run {run} is dropped", run=change.before.run_id)
        return t("{run} ({kind}): {after}.", run=run, kind=kind, after=journey(change.before, t))
    return t(
        "{run} ({kinds}): {before} → {after}.",
        run=t("Run {run}", run="" if change.after is None else change.after.run_id),
        kinds=run_aspects(change, t),
        before=journey(change.before, t),
        after=journey(change.after, t),
    )


def _lab(change: LabChange, t: Translator) -> str:
    parts = []
    if change.tubes_before != change.tubes_after:
        parts.append(
            t(
                "{before} → {after}",
                before=quantity(change.tubes_before, "tubes", t),
                after=quantity(change.tubes_after, "tubes", t),
            )
        )
    for message, old, new in (
        (N_("key results {before} → {after}"), change.key_results_before, change.key_results_after),
        (N_("all results {before} → {after}"), change.results_before, change.results_after),
    ):
        if old != new:
            parts.append(t(message, before=_moment(old, t), after=_moment(new, t)))
    return t("{place}: {clause}.", place=label(change.lab), clause=joined(parts, t))


def _moment(minute: int | None, t: Translator) -> str:
    return t("none") if minute is None else time_name(minute, t)
