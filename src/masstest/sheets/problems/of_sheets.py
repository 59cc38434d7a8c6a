"""What can be wrong with sheets, headers and columns."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.outcome import Severity
from masstest.sheets.problems.kind import ProblemKind
from masstest.text import N_

_E = Severity.error
_W = Severity.warning

SHEETS: Mapping[str, ProblemKind] = {
    "missing_sheet": ProblemKind(
        _E,
        N_("Sheet “{sheet}” is missing."),
        N_("Add a sheet named “{sheet}” ({technical}), best from the template."),
    ),
    "absent_sheet": ProblemKind(
        _W,
        N_("There is no sheet “{sheet}”; the plan will be without."),
        N_("Add a sheet named “{sheet}” ({technical}) if the plan is to cover it."),
    ),
    "duplicate_sheet": ProblemKind(
        _E,
        N_("Sheets “{title}” and “{other}” both mean “{sheet}”."),
        N_("Keep one of them; rename or delete the other."),
    ),
    "sheet_matched": ProblemKind(
        _W,
        N_("Sheet “{title}” was read as “{sheet}”."),
        N_("If that is wrong, rename it; if it is right, name it “{sheet}”."),
    ),
    "header_not_found": ProblemKind(
        _E,
        N_("Sheet “{sheet}” has no row of column names in its first rows."),
        N_("Put the column names above the data: {headings}."),
    ),
    "empty_sheet": ProblemKind(
        _E,
        N_("Sheet “{sheet}” has no rows of data."),
        N_("Enter at least one row under the column names."),
    ),
    "missing_column": ProblemKind(
        _E,
        N_("Column “{label}” is missing."),
        N_("Add a column headed “{label}” ({column})."),
    ),
    "duplicate_column": ProblemKind(
        _E,
        N_("Column “{label}” stands here a second time, as “{value}”."),
        N_("Keep one of the two columns; rename or delete the other."),
    ),
    "header_matched": ProblemKind(
        _W,
        N_("“{value}” was read as “{label}”."),
        N_("If that is wrong, rename it; if it is right, write “{label}”."),
    ),
    "id_numbers_ignored": ProblemKind(
        _W,
        N_("Column “{header}” looks like resident identity numbers; it was not read."),
        N_("Delete that column: planning needs no identity numbers."),
    ),
    "id_numbers_used": ProblemKind(
        _E,
        N_("Column “{label}” holds resident identity numbers, which must not be stored here."),
        N_("Use work numbers or serial numbers instead."),
    ),
    "total_row": ProblemKind(
        _W,
        N_("This row is a total (“{value}”); it was not read."),
        N_("Nothing to do; delete the row if the warning disturbs."),
    ),
    "example_kept": ProblemKind(
        _W,
        N_("“{value}” is the id of the example row, but the row was changed: it was read as data."),
        N_("Give it an id of its own; delete the row if it is only the example."),
    ),
    "missing_key": ProblemKind(
        _E,
        N_("“{label}” is missing."),
        N_("Add a row with the key “{column}” and its value, such as {example}."),
    ),
    "unknown_key": ProblemKind(
        _W,
        N_("There is no setting “{value}”; it was ignored."),
        N_("Write the key as in the template, or delete the row."),
    ),
    "unknown_setting": ProblemKind(
        _E,
        N_("There is no setting “{value}”."),
        N_("Write its name as in the round sheet."),
    ),
    "duplicate_key": ProblemKind(
        _E,
        N_("“{label}” is set a second time (first in {first})."),
        N_("Keep one of the two rows."),
    ),
}
