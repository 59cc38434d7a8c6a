"""What went wrong with a job, as a sentence: facts are kept, the reader's language decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from masstest.jobs.states import Fault
from masstest.text import N_, Translator

_SENTENCES: Mapping[Fault, str] = {
    Fault.bad_input: N_("This can't be planned: {count} problems in the roster or the request."),
    Fault.plan_refused: N_(
        "The plan broke a rule that must hold ({rules}), so it was thrown away. Please report this."
    ),
    Fault.out_of_memory: N_(
        "Planning needed more than {limit_mb} MB of memory. Raise MASSTEST_JOB_MEMORY_MB, or plan "
        "fewer people at once."
    ),
    Fault.time_exceeded: N_(
        "Planning did not come to an end within {limit_s} s, not even when it was asked to."
    ),
    Fault.crashed: N_("The planning process ended without an answer ({error})."),
    Fault.worker_lost: N_("Nothing more was heard of the worker; it is taken for dead."),
    Fault.worker_stopped: N_("The worker was stopped before the plan was ready."),
    Fault.attempts_exhausted: N_("Tried {attempts} times without success. The last time: {last}"),
}
_NOTES: Mapping[str, str] = {
    "cancel_requested": N_("Asked to stop and keep the best plan so far."),
    "time_limit_reached": N_("Time is up: the best plan so far is being finished."),
    "used": N_("Took {cpu_s} s of processor time and {peak_mb} MB of memory."),
}
# of what `requests`, `inputs` and planning in the day find wrong; others have sentences elsewhere
_PROBLEMS: Mapping[str, str] = {
    "setting_unknown": N_("There is no setting “{name}”."),
    "setting_wrong": N_("The setting “{name}” can't be {value}."),
    "roster_unusable": N_("The roster {name} has errors: mend them and upload it again."),
    "document_unreadable": N_("{name} can't be read from the database any more: restore a backup."),
    "replan_freeze_past": N_("The change would begin before now: let it begin a little later."),
    "replan_impossible": N_(
        "With what was lost no plan keeps to the rules that must hold ({rules}): take out less, or "
        "find a replacement (a vehicle, a laboratory) and put it into the roster."
    ),
}
PROBLEM_CODES = frozenset(_PROBLEMS)


def fault_sentence(problem: Mapping[str, Any], t: Translator) -> str:
    """A job's `problem` (``{code, facts}``), or the note of an attempt that came to nothing."""
    code, facts = Fault(problem["code"]), dict(problem["facts"])
    match code:
        case Fault.bad_input:
            facts["count"] = len(facts["problems"])
        case Fault.plan_refused:
            facts["rules"] = ", ".join(sorted({v["rule"] for v in facts["violations"]}))
        case Fault.crashed:
            facts["error"] = facts["error"] or facts["status"]
        case Fault.time_exceeded:
            facts["limit_s"] = round(facts["limit_s"])
        case Fault.attempts_exhausted:
            facts["last"] = fault_sentence(facts["last"], t)
    return t(_SENTENCES[code], **facts)


def note_sentence(facts: Mapping[str, Any], t: Translator) -> str:
    """What an event of kind ``note`` says."""
    code = facts["code"]
    return t(_NOTES[code], **facts) if code in _NOTES else fault_sentence(facts, t)


def problem_sentence(code: str, facts: Mapping[str, Any], t: Translator) -> str:
    """One of the problems of ``bad_input`` whose code is in `PROBLEM_CODES`."""
    return t(_PROBLEMS[code], **facts)
