"""The changes of a plan as rows of a sheet: what, for whom, from, to, and how many are told."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from masstest.domain.roster import VehicleKind
from masstest.planner.differences.aspects import (
    compound_aspects,
    point_aspect,
    run_aspects,
    shortage_aspect,
    staff_aspects,
    team_aspects,
)
from masstest.planner.differences.facts import PlanDifferences
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
    stage_unit,
    term_name,
    term_value,
    visits,
)
from masstest.text import N_, Translator
from masstest.text.sentences import kind_name, quantity, rule_name, stage_name


class ChangeKind(StrEnum):
    """What a row is about: somebody who must be told, or what the changes cost or gained."""

    point = "point"
    compound = "compound"
    person = "person"
    team = "team"
    run = "run"
    shortage = "shortage"
    figure = "figure"
    term = "term"


_KINDS = {
    ChangeKind.point: N_("Point"),
    ChangeKind.compound: N_("Compound"),
    ChangeKind.person: N_("Person"),
    ChangeKind.team: N_("Doorstep team"),
    ChangeKind.run: N_("Run"),
    ChangeKind.shortage: N_("Shortage"),
    ChangeKind.figure: N_("Key figure"),
    ChangeKind.term: N_("Objective term"),
}


class ChangeRow(NamedTuple):
    """One row.

    Attributes
    ----------
    change : what kind of change, in a few words; of figures and terms, how much
    better : of a figure, a term or a shortage; None where it is neither
    residents_told, staff_told : how many must hear of it
    """

    kind: ChangeKind
    change: str
    subject_id: str
    subject: str
    before: str
    after: str
    residents_told: int = 0
    staff_told: int = 0
    better: bool | None = None


def change_kind_name(kind: ChangeKind, t: Translator) -> str:
    """What a row is about, as a word."""
    return t(_KINDS[kind])


def change_rows(differences: PlanDifferences, t: Translator) -> list[ChangeRow]:
    """Every change that somebody must hear of, then what it cost or gained.

    Points first, then residents, staff, teams, runs. A run's crew is told in its people's own
    rows, so a run counts nobody; a team's people likewise.
    """
    return [
        *_point_rows(differences, t),
        *_compound_rows(differences, t),
        *_person_rows(differences, t),
        *_team_rows(differences, t),
        *_run_rows(differences, t),
        *_shortage_rows(differences, t),
        *_figure_rows(differences, t),
        *_term_rows(differences, t),
    ]


def _point_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.points:
        yield ChangeRow(
            ChangeKind.point,
            point_aspect(change, t),
            change.site.id,
            label(change.site),
            point_state(change.before, t),
            point_state(change.after, t),
        )


def _compound_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.compounds:
        yield ChangeRow(
            ChangeKind.compound,
            joined(compound_aspects(change, t), t),
            change.compound.id,
            label(change.compound),
            appointments(change.before, t),
            appointments(change.after, t),
            residents_told=change.told,
        )


def _person_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.staff:
        yield ChangeRow(
            ChangeKind.person,
            staff_aspects(change, t),
            change.person.id,
            label(change.person),
            services(change.before, t),
            services(change.after, t),
            staff_told=1,
        )


def _team_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.teams:
        team_id = change.after_id or change.before_id or ""
        yield ChangeRow(
            ChangeKind.team,
            team_aspects(change, t),
            team_id,
            t("Doorstep team {team}", team=team_id),
            visits(change.before, t),
            visits(change.after, t),
        )


def _run_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.runs:
        run = change.after or change.before
        run_id = "" if run is None else run.run_id
        name = t("Run {run}", run=run_id)
        if change.kind is not VehicleKind.specimen:
            name = t("{name} ({kind})", name=name, kind=kind_name(change.kind, t))
        yield ChangeRow(
            ChangeKind.run,
            run_aspects(change, t),
            run_id,
            name,
            journey(change.before, t),
            journey(change.after, t),
        )


def _shortage_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.shortages:
        was, now = change.before or 0, change.after or 0
        subject = rule_name(change.rule, t)
        if change.subject.id:
            subject = t("{rule}, {subject}", rule=subject, subject=lacking(change.subject, t))
        yield ChangeRow(
            ChangeKind.shortage,
            shortage_aspect(change, t),
            change.subject.id,
            subject,
            quantity(was, change.unit, t) if was else t("none"),
            quantity(now, change.unit, t) if now else t("none"),
            better=now < was,
        )


def _figure_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.figures:
        was, now = change.before, change.after
        yield ChangeRow(
            ChangeKind.figure,
            "" if was is None or now is None else figure_step(now - was, change.unit, t),
            change.figure,
            figure_name(change.figure, t),
            figure_value(was, change.unit, t),
            figure_value(now, change.unit, t),
            better=change.better,
        )


def _term_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.terms:
        yield ChangeRow(
            ChangeKind.term,
            figure_step(round(change.after - change.before), stage_unit(change.stage), t),
            f"{change.stage}.{change.term}",
            t("{stage}: {term}", stage=stage_name(change.stage, t), term=term_name(change, t)),
            term_value(change.before, change.stage, t),
            term_value(change.after, change.stage, t),
            better=change.after < change.before,
        )
