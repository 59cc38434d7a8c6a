"""Sentences about a city: what its rosters contradict, and what became of its districts."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.city import Fate
from masstest.domain.outcome import Problem
from masstest.text import N_, Translator

_PROBLEMS: Mapping[str, str] = {
    "city_empty": N_("There is no district: put one roster per district into the folder."),
    "city_round": N_(
        "{district}, sheet round, {field}: {value}, but {other} in {other_district}. The districts "
        "of a round have the same date and the same deadlines."
    ),
    "city_lab": N_(
        "{district}, sheet labs, {lab}, {field}: {value}, but {other} in {other_district}. A "
        "laboratory with one lab_id is one laboratory: write the same, or give it another lab_id."
    ),
    "city_vehicle": N_(
        "{district}, sheet vehicles: {plate} is also in {other_district}. Leave each vehicle to "
        "one district."
    ),
    "city_person": N_(
        "{district}, sheet staff: {person} is also in {other_district}. Leave each person to one "
        "district."
    ),
    "city_cluster_missing": N_(
        "For a cluster install the extra: pip install masstest[cluster] ({detail})."
    ),
    "city_cluster_unreachable": N_(
        "The cluster {address} can't be reached ({detail}). Check the address and that the "
        "scheduler runs, or plan with --executor local."
    ),
}
CITY_PROBLEM_CODES = frozenset(_PROBLEMS)
_FATES = {
    Fate.met: N_("every rule met"),
    Fate.short: N_("short of targets"),
    Fate.refused: N_("refused: a rule that must hold was broken"),
    Fate.lost: N_("no plan: its worker died each time"),
    Fate.unplanned: N_("not planned: stopped before its turn"),
}
_STATUS = {
    "met": N_("Every district's plan meets every rule."),
    "short": N_("Some district is short of its targets."),
    "incomplete": N_("Some district has no plan."),
}


def city_problem_sentence(problem: Problem, t: Translator) -> str:
    """What is wrong and how to mend it, in the language of `t`."""
    return t(_PROBLEMS[problem.code], **problem.facts)


def fate_name(fate: Fate, t: Translator) -> str:
    """What became of a district, in the language of `t`."""
    return t(_FATES[fate])


def city_status_sentence(status: str, t: Translator) -> str:
    """The outcome of a city (``met``, ``short``, ``incomplete``) in one sentence."""
    return t(_STATUS[status])
