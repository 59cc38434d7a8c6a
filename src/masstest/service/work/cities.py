"""The rosters of a city's districts held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from masstest.domain.outcome import BadInput, Problem
from masstest.domain.roster import Roster
from masstest.jobs.faults import PROBLEM_CODES, problem_sentence
from masstest.jobs.requests import Value, with_settings
from masstest.planner.city import Survey, city_problems, survey
from masstest.text import Lang, translator
from masstest.text.city_sentences import city_problem_sentence


def contradictions(
    documents: Mapping[str, bytes], settings: Mapping[str, Value], lang: Lang
) -> tuple[str, list[dict[str, Any]]]:
    """A code and what is wrong: settings that a roster can't have, else rosters that don't fit
    together. No rows: nothing is wrong. `documents` are the rosters by district."""
    surveys: list[Survey] = []
    wrong: dict[tuple[str, str], Problem] = {}
    for district, document in documents.items():
        try:
            roster = with_settings(Roster.from_json(document), settings)
        except BadInput as refused:
            # a setting that no roster has is told once
            wrong |= {(p.code, str(p.facts["name"])): p for p in refused.problems}
        else:
            surveys.append(survey(district, roster))
    if wrong:
        return "wrong_settings", _rows(wrong.values(), lang)
    return "city_contradicts", _rows(city_problems(surveys), lang)


def _rows(problems: Iterable[Problem], lang: Lang) -> list[dict[str, Any]]:
    return [_row(problem, lang) for problem in problems]


def _row(problem: Problem, lang: Lang) -> dict[str, Any]:
    t = translator(lang)
    if problem.code in PROBLEM_CODES:
        told = {
            "pointer": f"/settings/{problem.facts['name']}",
            "text": problem_sentence(problem.code, problem.facts, t),
        }
    else:
        told = {"text": city_problem_sentence(problem, t)}
    return {"code": problem.code, "sheet": problem.sheet, **problem.facts, **told}
