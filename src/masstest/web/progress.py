"""A job as a coordinator follows it: stages in words, the gap over time, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from masstest.domain.city import Fate
from masstest.domain.outcome import Problem, Severity, StageStatus
from masstest.jobs.faults import PROBLEM_CODES, fault_sentence, note_sentence
from masstest.jobs.faults import problem_sentence as request_sentence
from masstest.jobs.states import EventKind, Fault, JobKind, JobState
from masstest.service.jobs import Waiting
from masstest.store.tables import Job, JobEvent
from masstest.text import N_, Translator
from masstest.text.city_sentences import CITY_PROBLEM_CODES, city_problem_sentence, fate_name
from masstest.text.sentences import rule_name, stage_name, stage_status_name

STAGES = ("doorstep", "location", "transport", "supplies", "waste", "rostering")
_STATES = {
    JobState.queued: N_("waiting"),
    JobState.running: N_("being planned"),
    JobState.done: N_("ready"),
    JobState.failed: N_("failed"),
    JobState.cancelled: N_("stopped"),
}
_NO_WORKER = N_(
    "One may just be starting. If this stays for a minute, ask whoever runs the service to start "
    "one on the server: masstest worker."
)


@dataclass(frozen=True)
class StageRow:
    """One stage: `state` is ``waiting``, ``running``, ``done`` or ``skipped``."""

    stage: str
    name: str
    state: str
    words: str
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    wall_s: float | None = None


@dataclass(frozen=True)
class CurvePoint:
    """What was known of a stage at a moment of the work."""

    at_s: float
    stage: str
    name: str
    objective: float
    bound: float | None
    gap: float


@dataclass(frozen=True)
class DistrictRow:
    """One district of a city's job; `fate` is empty until its plan is made, or given up."""

    name: str
    fate: str
    words: str
    shortages: int | None = None
    wall_s: float | None = None


@dataclass(frozen=True)
class Progress:
    """Everything the page shows of a job. `now` is one sentence; `advice` what to do."""

    state: JobState
    words: str
    now: str
    advice: str
    stages: list[StageRow]
    districts: list[DistrictRow]
    curve: list[CurvePoint]
    notes: list[str]
    problems: list[str]
    elapsed_s: int
    last_event: int
    stopping: bool


def state_name(state: JobState | str) -> str:
    """What a job's state is called, untranslated."""
    return _STATES[JobState(state)]


def progress_of(
    job: Job,
    events: Sequence[JobEvent],
    waiting: Waiting | None,
    now: dt.datetime,
    t: Translator,
    names: Mapping[str, str] | None = None,
) -> Progress:
    """Put together what the store says of a job; `waiting` for one that waits, `names` of the
    districts for a city's."""
    state = JobState(job.state)
    told = [e for e in events if e.kind == EventKind.stage]
    stages, districts, reports = [], [], []
    if job.kind == JobKind.city:
        # a district that an earlier attempt has planned stays planned
        districts = _districts(job, told, state, names or {}, t)
        sentence, advice = _now_of_city(job, state, districts, waiting, t)
    else:
        reports = [e for e in told if e.attempt == job.attempt]
        stages = _stages(reports, state, t)
        sentence, advice = _now(job, state, stages, waiting, t)
    began = job.started_at or job.created_at
    return Progress(
        state=state,
        words=t(_STATES[state]),
        now=sentence,
        advice=advice,
        stages=stages,
        districts=districts,
        curve=[] if job.started_at is None else _curve(reports, job.started_at, t),
        notes=[note_sentence(e.facts, t) for e in events if e.kind == EventKind.note],
        problems=problem_lines(job.problem, t),
        elapsed_s=max(0, round(((job.finished_at or now) - began).total_seconds())),
        last_event=events[-1].number if events else 0,
        stopping=job.cancel_requested_at is not None and not state.final,
    )


def _districts(
    job: Job,
    told: Sequence[JobEvent],
    state: JobState,
    names: Mapping[str, str],
    t: Translator,
) -> list[DistrictRow]:
    """The districts of a city by name, each as it was reported last."""
    latest = {event.facts["stage"]: event.facts for event in told}
    rows = []
    for key in job.request["rosters"]:
        name, facts = names.get(key, key), latest.get(key)
        if facts is None:
            rows.append(DistrictRow(name, "", "–" if state.final else t(N_("not yet"))))
            continue
        words = fate_name(Fate(facts["status"]), t)
        shortages = round(facts["objective"])
        rows.append(DistrictRow(name, facts["status"], words, shortages, facts["wall_s"]))
    return sorted(rows, key=lambda row: row.name)


def _now_of_city(
    job: Job,
    state: JobState,
    districts: Sequence[DistrictRow],
    waiting: Waiting | None,
    t: Translator,
) -> tuple[str, str]:
    """What is going on in a city's job, and what to do about it."""
    done, count = sum(bool(row.fate) for row in districts), len(districts)
    match state:
        case JobState.queued:
            return _queued(job, waiting or Waiting(0, 0), t)
        case JobState.running if job.cancel_requested_at is not None:
            return t(N_("Stopping: what is planned by now is kept.")), ""
        case JobState.running:
            return t(N_("Districts planned: {done} of {count}."), done=done, count=count), ""
        case JobState.done:
            return t(N_("All districts are through.")), ""
        case JobState.cancelled:
            return t(N_("Stopped, as somebody asked.")), ""
        case _:
            return t(N_("No plan was made.")), _advice(job.problem, t)


def _stages(reports: Sequence[JobEvent], state: JobState, t: Translator) -> list[StageRow]:
    """The stages in their order, each with its latest report."""
    latest = {event.facts["stage"]: event.facts for event in reports}
    order = [*STAGES, *(stage for stage in latest if stage not in STAGES)]
    return [_row(stage, latest.get(stage), state, t) for stage in order]


def _row(stage: str, facts: Mapping[str, Any] | None, state: JobState, t: Translator) -> StageRow:
    name = stage_name(stage, t)
    if facts is None:
        words = "–" if state.final else t(N_("not yet"))
        return StageRow(stage, name, "waiting", words)
    status = StageStatus(facts["status"])
    words = stage_status_name(status, t)
    if status is StageStatus.skipped:
        return StageRow(stage, name, "skipped", words)
    if status is StageStatus.running and state.final:
        return StageRow(stage, name, "waiting", t(N_("broken off")))
    known = status is not StageStatus.running or facts["best_bound"] is not None
    return StageRow(
        stage,
        name,
        "running" if status is StageStatus.running else "done",
        words,
        facts["objective"] if known else None,
        facts["best_bound"],
        facts["gap"],
        facts["wall_s"] if known else None,
    )


def _curve(reports: Sequence[JobEvent], began: dt.datetime, t: Translator) -> list[CurvePoint]:
    return [
        CurvePoint(
            max(0.0, round((event.created_at - began).total_seconds(), 1)),
            event.facts["stage"],
            stage_name(event.facts["stage"], t),
            event.facts["objective"],
            event.facts["best_bound"],
            max(0.0, event.facts["gap"]),
        )
        for event in reports
        if event.facts["gap"] is not None
    ]


def _now(
    job: Job, state: JobState, stages: Sequence[StageRow], waiting: Waiting | None, t: Translator
) -> tuple[str, str]:
    """What is going on, and what to do about it."""
    match state:
        case JobState.queued:
            return _queued(job, waiting or Waiting(0, 0), t)
        case JobState.running if job.cancel_requested_at is not None:
            return t(N_("Stopping: the best plan so far is being finished.")), ""
        case JobState.running:
            current = next((row.name for row in stages if row.state == "running"), "")
            if current:
                return t(N_("Being planned: {stage}."), stage=current), ""
            if all(row.state in ("done", "skipped") for row in stages):
                return t(N_("All stages are planned; the plan is being checked and kept.")), ""
            return t(N_("Being planned.")), ""
        case JobState.done:
            return t(N_("The plan is ready.")), ""
        case JobState.cancelled:
            advice = "" if job.plan_id else t(N_("There was no plan yet that could be kept."))
            return t(N_("Stopped, as somebody asked.")), advice
        case _:
            return t(N_("No plan was made.")), _advice(job.problem, t)


def _queued(job: Job, waiting: Waiting, t: Translator) -> tuple[str, str]:
    if waiting.workers == 0:
        return t(N_("No worker is running, so the plan waits.")), t(_NO_WORKER)
    if waiting.ahead:
        return t(N_("Waiting; plans before it: {count}."), count=waiting.ahead), ""
    return t(N_("It is the next; a worker takes it in a moment.")), ""


def _advice(problem: Mapping[str, Any] | None, t: Translator) -> str:
    return "" if problem is None else fault_sentence(problem, t)


def problem_lines(problem: Mapping[str, Any] | None, t: Translator) -> list[str]:
    """The single problems or broken rules of a failure, if it names any."""
    if problem is None:
        return []
    facts = problem["facts"]
    match Fault(problem["code"]):
        case Fault.bad_input:
            return [_input_sentence(row, t) for row in facts["problems"]]
        case Fault.plan_refused:
            return sorted({rule_name(row["rule"], t) for row in facts["violations"]})
        case Fault.attempts_exhausted:
            return problem_lines(facts["last"], t)
        case _:
            return []


def _input_sentence(row: Mapping[str, Any], t: Translator) -> str:
    if row["code"] in PROBLEM_CODES:
        return request_sentence(row["code"], row["facts"], t)
    if row["code"] in CITY_PROBLEM_CODES:
        found = Problem(code=row["code"], severity=Severity.error, facts=row["facts"])
        return city_problem_sentence(found, t)
    from masstest.sheets import problem_sentence  # 0.4 s to import: not for those who need none

    problem = Problem(
        code=row["code"],
        severity=Severity.error,
        sheet=row["sheet"],
        cell=row["cell"],
        value=row["value"],
        facts=row["facts"],
    )
    return problem_sentence(problem, t)
