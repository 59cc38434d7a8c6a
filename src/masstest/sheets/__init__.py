"""Workbooks: the roster workbook in, the plan workbook out."""

from masstest.sheets.checked import write_checked
from masstest.sheets.problems import problem_sentence
from masstest.sheets.reading import Limits, ReadResult, SheetCount, read_roster
from masstest.sheets.template import write_template
from masstest.sheets.writing import write_roster

__all__ = [
    "Limits",
    "ReadResult",
    "SheetCount",
    "problem_sentence",
    "read_roster",
    "write_checked",
    "write_roster",
    "write_template",
]
