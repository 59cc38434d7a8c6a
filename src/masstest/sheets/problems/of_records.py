"""What can be wrong between cells, rows and sheets."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.outcome import Severity
from masstest.sheets.problems.kind import ProblemKind
from masstest.text import N_

_E = Severity.error
_W = Severity.warning

RECORDS: Mapping[str, ProblemKind] = {
    "times_reversed": ProblemKind(
        _E,
        N_("“{label}” ({value}) is not after “{other_label}” ({other})."),
        N_("Mend one of the two; a time on the next day needs its date."),
    ),
    "deadlines_out_of_order": ProblemKind(
        _E,
        N_("“{label}” ({value}) must be later than “{other_label}” ({other})."),
        N_("Mend one of the two; a time on the next day needs its date."),
    ),
    "duplicate_id": ProblemKind(
        _E,
        N_("“{value}” stands already in {first}."),
        N_("Give every row its own {label}, or delete the row that is there twice."),
    ),
    "duplicate_row": ProblemKind(
        _W, N_("This row says the same as {first}; it was ignored."), N_("Delete it.")
    ),
    "duplicate_plate": ProblemKind(
        _W,
        N_("Plate “{value}” stands already in {first}: one vehicle would count twice."),
        N_("Delete one of the rows, or mend the plate."),
    ),
    "unknown_id": ProblemKind(
        _E,
        N_("There is no “{value}” in sheet “{target}”."),
        N_("Mend the id, or add it to sheet “{target}”."),
    ),
    "previous_unknown": ProblemKind(
        _W,
        N_("There is no “{value}” in sheet “{target}” any more; the row was ignored."),
        N_("Nothing to do if it was given up; otherwise mend the id."),
    ),
    "unknown_area": ProblemKind(
        _E,
        N_("“{value}” is no street, community or compound id of this workbook."),
        N_("Write the name exactly as in sheet “{target}”."),
    ),
    "areas_missing": ProblemKind(
        _E,
        N_("The scope is key areas, but no areas are named."),
        N_("Name streets, communities or compound ids in “areas”, or change the scope."),
    ),
    "nothing_in_scope": ProblemKind(
        _E,
        N_("Nobody is to be sampled in this round's scope."),
        N_("Check the scope and its areas, and the numbers of persons in sheet “{target}”."),
    ),
    "parts_exceed_population": ProblemKind(
        _E,
        N_("Key-group persons {key} and persons at home {homebound} exceed {value} in all."),
        N_("Mend the numbers: both are parts of the whole, and exclude each other."),
    ),
    "wrong_role": ProblemKind(
        _E,
        N_("“{value}” ({name}) does not have the role “{role}”."),
        N_("Name somebody who has it, or add the role in sheet “{target}”."),
    ),
    "crew_same_person": ProblemKind(
        _E,
        N_("Driver and courier are the same person (“{value}”)."),
        N_("Name two different people, or leave one blank."),
    ),
    "pinned_site_excluded": ProblemKind(
        _W,
        N_("Site “{value}” is excluded, so this person is not bound to it."),
        N_("Choose another site, or change the site's status."),
    ),
    "unknown_street": ProblemKind(
        _W,
        N_("“{value}” is not a street of any compound."),
        N_("Write the street exactly as in sheet “{target}”, or give coordinates."),
    ),
    "unknown_community": ProblemKind(
        _W,
        N_("“{value}” is not a community of any compound."),
        N_("Write the community exactly as in sheet “{target}”."),
    ),
    "official_without_area": ProblemKind(
        _E,
        N_("“{label}” is blank: nobody can tell where this official is responsible."),
        N_("Fill it in."),
    ),
    "staff_without_place": ProblemKind(
        _W,
        N_("{count} people have neither coordinates nor street; they count as starting "
           "in the middle of the district."),
        N_("Fill in the street, so that ways to work are right."),
    ),
    "untrained_staff": ProblemKind(
        _W,
        N_("{count} samplers or doorstep staff are not trained on the day of the round; they "
           "will not sample."),
        N_("Fill in “{label}” once they are trained."),
    ),
    "rest_after_start": ProblemKind(
        _W,
        N_("“{label}” ({value}) is after the start of sampling."),
        N_("If it was the evening before, write the date too."),
    ),
    "timezone_unknown": ProblemKind(
        _E, N_("“{value}” is not a time zone."), N_("Write a name such as Asia/Shanghai.")
    ),
    "invalid_value": ProblemKind(
        _E, N_("“{value}” cannot stand here ({label})."), N_("Mend the value.")
    ),
}  # fmt: skip
