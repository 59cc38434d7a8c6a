"""What is wrong with a request to plan again, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.outcome import Problem
from masstest.text import N_, Translator

_SENTENCES: Mapping[str, str] = {
    "replan_other_round": N_(
        "The plan is of {plan}, the roster of {roster}: plan again with the roster of the same "
        "round, or carry the plan over to the next round first."
    ),
    "replan_kind": N_("“{subject}” is not understood: write one of {kinds}, then = and the id."),
    "replan_unknown": N_("“{subject}” is not in the roster: check the id."),
    "replan_pin_excluded": N_("{subject} is both pinned and taken out: leave one of the two."),
    "replan_past": N_(
        "{subject} has been used before the freeze but is no longer in the roster: put it back, "
        "and end its hours at the freeze."
    ),
}


def request_sentence(problem: Problem, t: Translator) -> str:
    """A problem that `replan` raised, and how to mend it, in the language of `t`."""
    return t(_SENTENCES[problem.code], **problem.facts)
