"""Why a plan is as it is, what binds, what more would gain, and whether remedies do."""

from masstest.planner.explanation.confirm import Confirmation, confirm_remedies
from masstest.planner.explanation.explain import explain
from masstest.planner.explanation.facts import (
    Basis,
    Explanation,
    Section,
    Statement,
    Subject,
    SubjectKind,
)
from masstest.planner.explanation.sentences import (
    confirmation_lines,
    explanation_lines,
    statement_sentence,
)

__all__ = [
    "Basis",
    "Confirmation",
    "Explanation",
    "Section",
    "Statement",
    "Subject",
    "SubjectKind",
    "confirm_remedies",
    "confirmation_lines",
    "explain",
    "explanation_lines",
    "statement_sentence",
]
