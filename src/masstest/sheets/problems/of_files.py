"""What can be wrong with the file as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.outcome import Severity
from masstest.sheets.problems.kind import ProblemKind
from masstest.text import N_

_E = Severity.error

_NEW_FILE = N_("Copy the sheets into a new workbook, save that, and upload it.")
_SAVE_AGAIN = N_("Open it in Excel or WPS, save it again as .xlsx, and upload that.")

FILES: Mapping[str, ProblemKind] = {
    "file_not_found": ProblemKind(
        _E, N_("There is no file “{path}”."), N_("Check the name and the folder.")
    ),
    "empty_file": ProblemKind(_E, N_("The file is empty (0 bytes)."), _SAVE_AGAIN),
    "file_too_large": ProblemKind(
        _E,
        N_("The file has {mb} MB; at most {limit_mb} MB are read."),
        N_("Delete pictures and sheets that are not needed, and save it again."),
    ),
    "old_excel": ProblemKind(
        _E,
        N_("This is a workbook in the old .xls format."),
        N_("Open it in Excel or WPS, and save it as “Excel workbook (.xlsx)”."),
    ),
    "encrypted_file": ProblemKind(
        _E,
        N_("The workbook can only be opened with a password."),
        N_("Open it in Excel or WPS, remove the password, and save it again."),
    ),
    "text_file": ProblemKind(
        _E,
        N_("This is a text file (such as .csv), not an .xlsx workbook."),
        _SAVE_AGAIN,
    ),
    "not_a_workbook": ProblemKind(_E, N_("This is not an .xlsx workbook."), _SAVE_AGAIN),
    "plan_not_roster": ProblemKind(
        _E,
        N_("This is the workbook of a plan, not a roster."),
        N_("Upload an edited plan on the plan's own page, and here the roster it was made from."),
    ),
    "damaged_file": ProblemKind(
        _E,
        N_("The file is damaged, or was cut off when it was copied."),
        N_("Copy it again from its source; if it still fails, save it again in Excel or WPS."),
    ),
    "suspicious_archive": ProblemKind(
        _E,
        N_("The file unpacks to far more than a roster holds, so it was not opened."),
        _NEW_FILE,
    ),
    "xml_entities": ProblemKind(
        _E,
        N_("The file has XML declarations that no spreadsheet program writes ({part})."),
        _NEW_FILE,
    ),
    "sheet_too_large": ProblemKind(
        _E,
        N_("Sheet “{title}” reaches to row {rows} and column {columns}: a stray cell far away."),
        N_("Delete the empty rows below the data and the empty columns beside it, and save."),
    ),
    "file_too_heavy": ProblemKind(
        _E,
        N_("The file took too much memory or time to read."),
        N_("Delete what is not needed (pictures, empty formatted rows, other sheets), and save."),
    ),
}
