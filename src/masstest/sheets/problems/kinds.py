"""All kinds of problem by code."""

from collections.abc import Mapping

from masstest.sheets.problems.kind import ProblemKind
from masstest.sheets.problems.of_cells import CELLS
from masstest.sheets.problems.of_files import FILES
from masstest.sheets.problems.of_places import PLACES
from masstest.sheets.problems.of_records import RECORDS
from masstest.sheets.problems.of_sheets import SHEETS

KINDS: Mapping[str, ProblemKind] = {**FILES, **SHEETS, **CELLS, **RECORDS, **PLACES}
