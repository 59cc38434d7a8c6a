"""What can be wrong with one cell."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.outcome import Severity
from masstest.sheets.problems.kind import ProblemKind
from masstest.text import N_

_E = Severity.error

CELLS: Mapping[str, ProblemKind] = {
    "required_blank": ProblemKind(_E, N_("“{label}” is blank, but is needed.")),
    "not_a_number": ProblemKind(_E, N_("“{value}” is not a number ({label}).")),
    "not_whole": ProblemKind(_E, N_("“{value}” is not a whole number ({label}).")),
    "negative": ProblemKind(_E, N_("“{label}” is negative ({value})."), N_("Write 0 or more.")),
    "too_small": ProblemKind(
        _E, N_("“{label}” is too small ({value})."), N_("Write {limit} or more.")
    ),
    "not_above": ProblemKind(
        _E, N_("“{label}” is too small ({value})."), N_("Write more than {limit}.")
    ),
    "too_big": ProblemKind(_E, N_("“{label}” is too big ({value})."), N_("Write {limit} or less.")),
    "not_allowed": ProblemKind(
        _E, N_("“{value}” is not possible for “{label}”."), N_("Write one of: {allowed}.")
    ),
    "not_a_time": ProblemKind(_E, N_("“{value}” is not a time ({label}).")),
    "not_a_date": ProblemKind(_E, N_("“{value}” is not a date ({label}).")),
    "not_yes_no": ProblemKind(_E, N_("“{value}” is neither yes nor no ({label}).")),
    "unknown_word": ProblemKind(_E, N_("“{value}” is unknown as “{label}”.")),
    "not_a_coordinate": ProblemKind(_E, N_("“{value}” is not a coordinate ({label}).")),
    "coordinate_range": ProblemKind(
        _E,
        N_("{value} cannot be “{label}”."),
        N_("A latitude lies within ±90, a longitude within ±180 degrees; check the digits."),
    ),
    "coordinates_swapped": ProblemKind(
        _E,
        N_("{value} cannot be a latitude; longitude and latitude look swapped."),
        N_("Exchange the two values of this row (longitude {lat}, latitude {lon})."),
    ),
    "half_coordinate": ProblemKind(
        _E,
        N_("“{label}” is blank although the other coordinate is given."),
        N_("Give both longitude and latitude, or neither."),
    ),
    "long_number": ProblemKind(
        _E,
        N_("This number has more than 15 digits; Excel has destroyed its last digits."),
        N_("Format the cell as text, and type the number again."),
    ),
    "text_became_date": ProblemKind(
        _E,
        N_("Excel has turned “{label}” into a date ({value})."),
        N_("Format the cell as text, and type it again."),
    ),
    "merged_cells": ProblemKind(
        _E,
        N_("Cells {range} are merged."),
        N_("Unmerge them, and fill in every row."),
    ),
    "formula_without_value": ProblemKind(
        _E,
        N_("This cell has a formula whose result was not saved."),
        N_("Open the file in Excel or WPS, let it calculate, and save; or type the value."),
    ),
    "error_value": ProblemKind(
        _E,
        N_("This cell shows the error {value}."),
        N_("Mend the formula, or type the value."),
    ),
    "date_other_year": ProblemKind(
        _E,
        N_("“{label}” is in the year {year}, but the round is on {date}."),
        N_("Mend the year; for a time on the round's date the time alone will do."),
    ),
    "date_off_round": ProblemKind(
        _E,
        N_("“{label}” is on {value}, but the round is on {date}."),
        N_("Mend the date (it may come from an earlier round), or write the time alone."),
    ),
}
