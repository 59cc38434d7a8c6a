"""The changes of a plan as rows of a sheet: what, for whom, from, to, and how many are told."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from masstest.planner.differences.facts import PlanDifferences
from masstest.planner.differences.wording import (
    appointments,
    journey,
    label,
    point_state,
    services,
    visits,
)
from masstest.text import N_, Translator


class ChangeKind(StrEnum):
    """What a row of changes is about."""

    point = "point"
    compound = "compound"
    person = "person"
    team = "team"
    run = "run"


_KINDS = {
    ChangeKind.point: N_("Point"),
    ChangeKind.compound: N_("Compound"),
    ChangeKind.person: N_("Person"),
    ChangeKind.team: N_("Doorstep team"),
    ChangeKind.run: N_("Run"),
}


class ChangeRow(NamedTuple):
    """One row: `persons_told` residents, people of the team or on duty, who must hear of it."""

    kind: ChangeKind
    subject_id: str
    subject: str
    before: str
    after: str
    persons_told: int


def change_kind_name(kind: ChangeKind, t: Translator) -> str:
    """What a row is about, as a word."""
    return t(_KINDS[kind])


def change_rows(differences: PlanDifferences, t: Translator) -> list[ChangeRow]:
    """Every change that somebody must hear of, points first, then residents, staff, teams, runs.

    A run's crew is told in its people's own rows, so a run counts nobody; a team's people
    likewise.
    """
    return [
        *_point_rows(differences, t),
        *_compound_rows(differences, t),
        *_person_rows(differences, t),
        *_team_rows(differences, t),
        *_run_rows(differences, t),
    ]


def _point_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.points:
        yield ChangeRow(
            ChangeKind.point,
            change.site.id,
            label(change.site),
            point_state(change.before, t),
            point_state(change.after, t),
            0,
        )


def _compound_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.compounds:
        yield ChangeRow(
            ChangeKind.compound,
            change.compound.id,
            label(change.compound),
            appointments(change.before, t),
            appointments(change.after, t),
            change.told,
        )


def _person_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.staff:
        yield ChangeRow(
            ChangeKind.person,
            change.person.id,
            label(change.person),
            services(change.before, t),
            services(change.after, t),
            1,
        )


def _team_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.teams:
        team_id = change.after_id or change.before_id or ""
        yield ChangeRow(
            ChangeKind.team,
            team_id,
            t("Doorstep team {team}", team=team_id),
            visits(change.before, t),
            visits(change.after, t),
            0,
        )


def _run_rows(differences: PlanDifferences, t: Translator) -> Iterator[ChangeRow]:
    for change in differences.runs:
        run = change.after or change.before
        run_id = "" if run is None else run.run_id
        yield ChangeRow(
            ChangeKind.run,
            run_id,
            t("Run {run}", run=run_id),
            journey(change.before, t),
            journey(change.after, t),
            0,
        )
