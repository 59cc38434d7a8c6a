"""What can be wrong with the data of a travel provider, as sentences."""

from __future__ import annotations

from masstest.domain.outcome import Problem
from masstest.text import N_, Translator

_SERVER = N_("Check the address, start the server, or plan with straight-line travel times.")
# code (of a server, with its reason) -> what is wrong, how to mend it
_SENTENCES: dict[str, tuple[str, str]] = {
    "travel_unavailable.unreachable": (
        N_("The road server {url} can't be reached ({detail})."),
        _SERVER,
    ),
    "travel_unavailable.not_osrm": (
        N_("{url} does not answer as an OSRM table service ({detail})."),
        _SERVER,
    ),
    "travel_unavailable.refused": (
        N_("The road server {url} refused the request ({detail})."),
        _SERVER,
    ),
    "factors_text": (
        N_("The file {file} is not UTF-8 text."),
        N_("Save it as “CSV UTF-8”."),
    ),
    "factors_column": (
        N_("The file {file} has no column “{value}”."),
        N_("Its first line must name the columns street, other_street, walk, drive."),
    ),
    "factors_street": (
        N_("{cell}: no compound or site of the roster is in a street “{value}”."),
        N_("Write the street as in the roster."),
    ),
    "factors_number": (
        N_("{cell}: “{value}” is not a factor."),
        N_("Write a number above 0, inf for no way across, or nothing for 1."),
    ),
}


def travel_problem_sentence(problem: Problem, t: Translator) -> str:
    """What is wrong and how to mend it, in the language of `t`."""
    reason = problem.facts.get("reason")
    what, mend = _SENTENCES[f"{problem.code}.{reason}" if reason else problem.code]
    facts = {**problem.facts, "cell": problem.cell or "", "value": problem.value or ""}
    return t(what, **facts) + (" " if t.lang == "en" else "") + t(mend)
