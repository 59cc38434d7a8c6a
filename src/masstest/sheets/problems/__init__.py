"""Every problem a roster workbook can have, and its sentence in the reader's language."""

from masstest.sheets.problems.kind import ProblemKind
from masstest.sheets.problems.kinds import KINDS
from masstest.sheets.problems.sentence import problem_sentence

__all__ = ["KINDS", "ProblemKind", "problem_sentence"]
