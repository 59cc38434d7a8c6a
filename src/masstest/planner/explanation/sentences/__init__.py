"""Explanations in sentences, in either language."""

from masstest.planner.explanation.sentences.lines import (
    MESSAGES,
    confirmation_lines,
    explanation_lines,
    statement_sentence,
)

__all__ = ["MESSAGES", "confirmation_lines", "explanation_lines", "statement_sentence"]
