"""A problem as a sentence: what is wrong and how to mend it."""

from __future__ import annotations

from typing import Any

from masstest.domain.outcome import Problem
from masstest.sheets.columns import SHEET, Column, Kind, column_of
from masstest.sheets.columns.words import shown_word
from masstest.sheets.problems.kinds import KINDS
from masstest.text import N_, Translator

_MEANT = N_("Did you mean “{suggestion}”?")
# facts that hold technical names, shown as the labels of these
_SHEET_FACTS = ("target",)
_COLUMN_FACTS = {"other_column": "other_label"}
_CELL_FACTS = ("first",)
_WORD_FACTS = ("zone", "role", "crs", "other_crs")


def problem_sentence(problem: Problem, t: Translator) -> str:
    """What is wrong with the input and how to mend it, in the language of `t`.

    The cell is not named: whoever shows the sentence shows the cell beside it.
    """
    kind = KINDS[problem.code]
    facts = _shown_facts(problem, t)
    column = _column(problem)
    sentences = [t(kind.what, **facts), t(kind.mend or (column.mend if column else ""), **facts)]
    if facts.get("suggestion"):
        sentences.append(t(_MEANT, **facts))
    return (" " if t.lang == "en" else "").join(sentence for sentence in sentences if sentence)


def _column(problem: Problem) -> Column | None:
    name = problem.facts.get("column")
    if problem.sheet is None or name is None:
        return None
    return column_of(problem.sheet, str(name))


def _shown_facts(problem: Problem, t: Translator) -> dict[str, Any]:
    """The facts of `problem` with technical names turned into what people read."""
    facts: dict[str, Any] = dict(problem.facts) | {"value": problem.value or ""}
    if problem.sheet is not None:
        sheet = SHEET[problem.sheet]
        facts |= {"sheet": sheet.label(t.lang), "technical": sheet.name}
        facts["headings"] = _joined([c.label(t.lang) for c in sheet.columns if c.required], t)
        for name, shown in _COLUMN_FACTS.items():
            if name in facts:
                facts[shown] = column_of(problem.sheet, facts[name]).label(t.lang)
    for name in _SHEET_FACTS:
        if name in facts:
            facts[name] = SHEET[facts[name]].label(t.lang)
    for name in _CELL_FACTS:
        sheet_name, _, cell = str(facts.get(name, "")).rpartition("!")
        if sheet_name in SHEET:
            facts[name] = f"{SHEET[sheet_name].label(t.lang)}!{cell}"
    for name in _WORD_FACTS:
        if name in facts:
            facts[name] = shown_word(name, facts[name], t.lang)
    column = _column(problem)
    if column is not None:
        facts |= {"label": column.label(t.lang), "example": column.good_value}
        facts["allowed"] = _allowed(column, t)
        if column.kind in (Kind.word, Kind.words) and facts.get("suggestion"):
            facts["suggestion"] = column.word_list.named(facts["suggestion"], t.lang)
    return facts


def _allowed(column: Column, t: Translator) -> str:
    if column.kind in (Kind.word, Kind.words):
        return _joined(column.word_list.listed(t.lang), t)
    return _joined([str(number) for number in column.allowed], t)


def _joined(words: list[str], t: Translator) -> str:
    return ("、" if t.lang == "zh" else ", ").join(words)
