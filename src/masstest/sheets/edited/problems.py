"""What can be wrong with an edited plan workbook, and its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from masstest.domain.outcome import Problem, Severity
from masstest.sheets.plan_workbook.columns import POINTS, SHEETS
from masstest.sheets.problems import KINDS as ROSTER_KINDS
from masstest.sheets.problems import ProblemKind, problem_sentence
from masstest.sheets.template.notes import how_to_write
from masstest.text import N_, Translator

_E, _W = Severity.error, Severity.warning
_SHEET = {sheet.name: sheet for sheet in SHEETS}

# Kinds of the roster workbook that can happen here too, with the same words.
_SHARED = (
    "required_blank", "not_a_number", "not_whole", "negative", "too_small", "not_a_time",
    "unknown_word", "long_number", "text_became_date", "merged_cells", "formula_without_value",
    "error_value", "date_other_year", "date_off_round", "not_allowed",
)  # fmt: skip

KINDS: Mapping[str, ProblemKind] = {
    **{code: ROSTER_KINDS[code] for code in _SHARED},
    "no_plan_inside": ProblemKind(
        _E,
        N_("This is not a plan workbook, or its hidden sheet with the plan is lost."),
        N_("Edit the plan.xlsx that was written with the plan, and keep all its sheets."),
    ),
    "other_round": ProblemKind(
        _E,
        N_("The workbook is the plan of {plan_round}, the roster is of {roster_round}."),
        N_("Give the roster that the plan was made from."),
    ),
    "other_plan": ProblemKind(
        _W,
        N_("The workbook was written from another plan than the one given; its own plan counts."),
    ),
    "sheet_lost": ProblemKind(
        _E,
        N_("Sheet “{sheet}” is missing."),
        N_("Copy it back from the plan workbook as it was written."),
    ),
    "column_lost": ProblemKind(
        _E,
        N_("Column “{label}” ({column}) is missing, so the sheet can't be read."),
        N_("Copy the sheet back from the plan workbook as it was written."),
    ),
    "unknown_person": ProblemKind(
        _E, N_("There is nobody with the id “{value}” on the roster."), N_("Mend the id.")
    ),
    "ambiguous_name": ProblemKind(
        _E,
        N_("“{value}” is not the name of exactly one person, vehicle or point."),
        N_("Write the id in column “{id_label}” instead."),
    ),
    "point_not_open": ProblemKind(
        _E,
        N_("“{value}” is not a point of this plan."),
        N_("Choose a point that is open, or open it with a row of its own on sheet "
           "“{points_sheet}”."),
    ),
    "unknown_site": ProblemKind(
        _E, N_("There is no site “{value}” on the roster."), N_("Mend the id.")
    ),
    "point_twice": ProblemKind(
        _E,
        N_("“{value}” is a point already."),
        N_("Leave one row per point, or write the id of another site."),
    ),
    "unknown_compound": ProblemKind(
        _E, N_("There is no compound “{value}” on the roster."), N_("Mend the id.")
    ),
    "unknown_place": ProblemKind(
        _E,
        N_("“{value}” is no point, doorstep team or vehicle of this plan."),
        N_("Write an id that stands in the plan."),
    ),
    "unknown_vehicle": ProblemKind(
        _E, N_("There is no vehicle “{value}” on the roster."), N_("Mend the id.")
    ),
    "unknown_lab": ProblemKind(
        _E, N_("There is no laboratory “{value}” on the roster."), N_("Mend the id.")
    ),
    "unknown_team": ProblemKind(
        _E,
        N_("There is no doorstep team “{value}” in this plan."),
        N_("Write the id of a team that stands in the plan."),
    ),
    "unknown_official": ProblemKind(
        _E, N_("There is no official “{value}” on the roster."), N_("Mend the id.")
    ),
    "times_turned": ProblemKind(
        _E,
        N_("“{label}” ({value}) is not after {other}."),
        N_("Mend one of the two; a time on the next day needs its date."),
    ),
    "key_above_persons": ProblemKind(
        _E,
        N_("{value} key-group persons are more than the {persons} persons of the row."),
        N_("Split the key-group persons as well."),
    ),
    "slots_unreadable": ProblemKind(
        _E,
        N_("“{value}” are not appointments."),
        N_("Write 07:00-07:30 100/20; 07:30-08:00 80/0 (people/key group), "
           "or clear the cell to have them worked out."),
    ),
    "slots_do_not_add_up": ProblemKind(
        _E,
        N_("The appointments are for {booked}, the row has {wanted} (people/key group)."),
        N_("Mend the numbers, or clear the cell to have them worked out."),
    ),
    "slots_off_grid": ProblemKind(
        _E,
        N_("“{value}”: appointments at this point are {slot_min} minutes long, from {opens} on."),
        N_("Mend the times, or clear the cell to have them worked out."),
    ),
    "slots_replaced": ProblemKind(
        _W,
        N_("The appointments typed here are worked out anew, because something else changed at "
           "the point."),
        N_("Change them in a workbook that has the other changes already."),
    ),
    "contradiction": ProblemKind(
        _E,
        N_("“{label}” of “{subject}” is {value} here and {other} in another row."),
        N_("Write the same in every row, or change one row only."),
    ),
    "run_without_end": ProblemKind(
        _E,
        N_("Run “{value}” has {deliveries} deliveries; it needs exactly one, after its pickups."),
        N_("Let each run end at one laboratory."),
    ),
    "stop_without_place": ProblemKind(
        _E,
        N_("Nobody can tell where this stop is."),
        N_("Fill in one of: point; team and compound; laboratory."),
    ),
}  # fmt: skip


def edit_problem_sentence(problem: Problem, t: Translator) -> str:
    """What is wrong with an edit and how to mend it, in the language of `t`."""
    if problem.code not in KINDS:  # the file itself
        return problem_sentence(problem, t)
    kind = KINDS[problem.code]
    facts: dict[str, Any] = dict(problem.facts) | {"value": problem.value or ""}
    mend = kind.mend
    sheet = _SHEET.get(problem.sheet or "")
    if sheet is not None:
        facts["sheet"] = sheet.label(t.lang)
        facts["points_sheet"] = POINTS.label(t.lang)
        column = sheet.column.get(str(facts.get("column", "")))
        if column is not None:
            facts |= {"label": column.label(t.lang), "example": column.good_value}
            if not mend:
                return _joined([t(kind.what, **facts), how_to_write(column, t)], t)
        if "id_column" in facts:
            facts["id_label"] = sheet.column[facts["id_column"]].label(t.lang)
    return _joined([t(kind.what, **facts), t(mend, **facts) if mend else ""], t)


def _joined(sentences: list[str], t: Translator) -> str:
    return (" " if t.lang == "en" else "").join(sentence for sentence in sentences if sentence)
