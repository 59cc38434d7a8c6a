"""Re-planning in the day: what was lost, what would change, a decision, and who has confirmed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.domain.day_so_far import Unfinished
from masstest.domain.roster import Roster
from masstest.jobs.faults import fault_sentence
from masstest.live.changed_runs import Change, RunOfCrew
from masstest.service import publications, rounds
from masstest.service.live import proposals
from masstest.service.live.plan_in_force import plan_in_force
from masstest.service.live.proposals import LEAD_MIN, LONGEST_LEAD_MIN, Asked, Shown, State
from masstest.service.problems import Problem
from masstest.text import N_, Translator
from masstest.text.sentences import approximation_sentence, time_name
from masstest.web.progress import problem_lines
from masstest.web.visits import Visit, visits

router = APIRouter()
Names = Mapping[str, str]
_SHOWN = 10
_LONGEST_NUMBER = 6

_STATES = {
    State.planning: ("running", N_("being worked out")),
    State.open: ("late", N_("waits for a decision")),
    State.failed: ("wrong", N_("came to nothing")),
    State.accepted: ("good", N_("accepted")),
    State.rejected: ("", N_("rejected")),
    State.outdated: ("", N_("outdated: another plan is in force")),
}
_CHANGES = {
    "residents_elsewhere": N_("residents go to another place"),
    "residents_retimed": N_("residents come at another time"),
    "staff_told": N_("people on duty have another task"),
    "runs_changed": N_("specimen runs are different"),
    "supply_runs_changed": N_("supply runs are different"),
    "waste_runs_changed": N_("waste runs are different"),
    "points_changed": N_("points open, close or have other hours"),
    "teams_changed": N_("doorstep teams go another way"),
}
_MARKS = {
    Change.same: N_("as before"),
    Change.new: N_("new"),
    Change.removed: N_("no longer"),
    Change.retimed: N_("another time"),
    Change.redirected: N_("another laboratory"),
    Change.changed: N_("changed"),
}
_KINDS = {
    "lab": N_("laboratory {name}"),
    "vehicle": N_("vehicle {name}"),
    "site": N_("point {name}"),
    "staff": N_("{name} (staff)"),
}
_DEADLINES = (
    ("finish_at", N_("Sampled by")),
    ("key_results_at", N_("Key results")),
    ("results_at", N_("All results")),
)


@dataclass(frozen=True)
class _Card:
    """A proposal in the reader's language."""

    found: Shown
    kind: str
    state: str
    lost: str
    changes: tuple[tuple[int, str], ...]
    deadlines: tuple[tuple[str, str | None, str | None], ...]
    approximations: tuple[str, ...]
    unfinished: tuple[str, ...]
    lying: tuple[str, ...]
    why_not: tuple[str, ...]
    runs: tuple[tuple[str, tuple[RunOfCrew, ...]], ...]

    @property
    def look(self) -> tuple[object, ...]:
        proposal = self.found.proposal
        return proposal.proposal_id, proposal.version, self.state


@router.get("/rounds/{round_id}/proposals")
def show_proposals(round_id: str, visit: Visit = visits(Permission.read_live)) -> Response:
    """What was proposed, and the form to ask for another."""
    return _shown(visit, round_id, "live/proposals")


@router.get("/rounds/{round_id}/proposals/now")
def proposals_now(
    round_id: str, seen: str = "", visit: Visit = visits(Permission.read_live)
) -> Response:
    """The changing part of the page; nothing if it looks as it did."""
    return _shown(visit, round_id, "live/proposal_cards", seen=seen)


@router.post("/rounds/{round_id}/proposals")
def ask(round_id: str, visit: Visit = visits(Permission.make_plans)) -> Response:
    """Ask for a change with what the form says was lost."""
    minutes = visit.text("lead_min") or str(LEAD_MIN)
    if not minutes.isdecimal() or len(minutes) > _LONGEST_NUMBER:
        raise Problem("malformed", reason="lead_min")
    asked = Asked(
        excludes=tuple(
            f"{kind}={name}"
            for kind in ("lab", "vehicle", "site")
            for name in visit.form.getlist(kind)
            if isinstance(name, str) and name
        ),
        lead_min=min(int(minutes), LONGEST_LEAD_MIN),
        weather=visit.text("weather") == "yes",
        note=visit.text("note")[:500],
    )
    state = proposals.read_state(visit.store, visit.actor, round_id)
    with visit.writing() as session:
        proposals.propose(
            session,
            visit.actor,
            round_id,
            state=state,
            asked=asked,
            max_attempts=visit.settings.job_max_attempts,
        )
    return visit.go(f"/rounds/{round_id}/proposals")


@router.post("/proposals/{proposal_id}/acceptance")
def accept(proposal_id: str, visit: Visit = visits(Permission.publish_plans)) -> Response:
    """Put the proposed plan in force, once every rule has been checked again."""
    version = _version(visit)
    with visit.reading() as session:
        checked = proposals.files(session, visit.actor, proposal_id, version)
    publications.recheck(checked, visit.lang)
    with visit.writing() as session:
        proposals.accept(session, visit.actor, proposal_id, version, checked)
    return visit.go(f"/rounds/{checked.round.round_id}/proposals")


@router.post("/proposals/{proposal_id}/rejection")
def reject(proposal_id: str, visit: Visit = visits(Permission.publish_plans)) -> Response:
    with visit.writing() as session:
        found = proposals.reject(
            session, visit.actor, proposal_id, _version(visit), note=visit.text("note")[:500]
        )
        round_id = found.proposal.round_id
    return visit.go(f"/rounds/{round_id}/proposals")


def _version(visit: Visit) -> int:
    seen = visit.text("version")
    return int(seen) if seen.isdecimal() and len(seen) <= _LONGEST_NUMBER else 0


def _shown(visit: Visit, round_id: str, template: str, seen: str = "") -> Response:
    with visit.reading() as session:
        stored = rounds.get(session, visit.actor, round_id, Permission.read_live)
        page = proposals.list_page(session, visit.actor, round_id, limit=_SHOWN)
        now = plan_in_force(session, round_id)
        names = {} if now is None else _names(now.roster)
        cards = [
            _card(
                visit.t,
                found,
                names,
                proposals.proposed_runs(session, found) if found.state is State.open else {},
                _lying(visit, session, found, names),
            )
            for found in page.items
        ]
    told = proposals.confirmations(visit.store, visit.actor, round_id)
    look = hashlib.sha256(repr([[card.look for card in cards], told]).encode()).hexdigest()[:16]
    if seen == look:
        return Response(status_code=204)
    may = {
        permission.value: visit.actor.may(permission, district=stored.district)
        for permission in (Permission.make_plans, Permission.publish_plans, Permission.read_plans)
    }
    places: dict[str, Any] = {} if now is None else _places(now.plan, now.roster)
    return visit.page(
        template,
        round=stored,
        cards=cards,
        told=told,
        look=look,
        may=may,
        places=places,
        lead_min=LEAD_MIN,
        longest_lead_min=LONGEST_LEAD_MIN,
        mark=lambda change: visit.t(_MARKS[change]),
        minute=lambda at_min: time_name(int(at_min), visit.t),
        called=lambda place_id: _called(place_id, names),
    )


def _names(roster: Roster) -> Names:
    """What places and vehicles are called, by their ids."""
    return (
        {compound.compound_id: compound.name for compound in roster.compounds}
        | {site.site_id: site.name for site in roster.sites}
        | {lab.lab_id: lab.name for lab in roster.labs}
        | {vehicle.vehicle_id: vehicle.plate for vehicle in roster.vehicles}
    )


def _called(place_id: str | None, names: Names) -> str:
    """Id and name: one is printed on the sheets, the other is what people say."""
    if place_id is None:
        return "–"
    name = names.get(place_id, place_id)
    return place_id if name == place_id else f"{place_id} {name}"


def _places(plan: Any, roster: Any) -> dict[str, list[tuple[str, str]]]:
    """What can be lost: laboratories and vehicles that the plan uses, and its points."""
    labs = {load.lab_id for load in plan.labs}
    vehicles = {run.vehicle_id for run in plan.runs}
    return {
        "lab": [(lab.lab_id, lab.name) for lab in roster.labs if lab.lab_id in labs],
        "vehicle": [
            (vehicle.vehicle_id, vehicle.plate)
            for vehicle in roster.vehicles
            if vehicle.vehicle_id in vehicles
        ],
        "site": [(point.site_id, point.name) for point in plan.points],
    }


def _card(
    t: Translator,
    found: Shown,
    names: Names,
    runs: dict[str, tuple[RunOfCrew, ...]],
    lying: tuple[str, ...],
) -> _Card:
    kind, words = _STATES[found.state]
    after = {} if found.plan is None else found.plan.kpis
    problem = found.problem if found.state is State.failed else None
    return _Card(
        found=found,
        kind=kind,
        state=t(words),
        lost=_lost(t, found.proposal.reason, names),
        changes=tuple(
            (found.changes[name], t(words))
            for name, words in _CHANGES.items()
            if found.changes.get(name)
        ),
        deadlines=tuple(
            (t(words), found.base.kpis.get(name), after.get(name)) for name, words in _DEADLINES
        ),
        approximations=tuple(approximation_sentence(each, t) for each in found.approximations),
        unfinished=tuple(_unfinished(t, each, names) for each in found.unfinished),
        lying=lying,
        why_not=() if problem is None else (fault_sentence(problem, t), *problem_lines(problem, t)),
        runs=tuple(runs.items()),
    )


def _lost(t: Translator, reason: dict[str, Any], known: Names) -> str:
    """What was said to be lost, and what the reports say is closed."""
    subjects = [*reason["excludes"], *(f"site={site_id}" for site_id in reason["closed"])]
    names = []
    for subject in dict.fromkeys(subjects):
        kind, _, name = (part.strip() for part in subject.partition("="))
        names.append(t(_KINDS[kind], name=_called(name, known)) if kind in _KINDS else subject)
    if not names:
        return t(N_("Nothing was lost; the plan is to follow what was reported."))
    separator = "、" if t.lang == "zh" else ", "
    told = t(N_("Lost: {what}."), what=separator.join(names))
    return f"{told} {t(N_('Closed by the weather.'))}" if reason.get("weather") else told


def _unfinished(t: Translator, each: Unfinished, names: Names) -> str:
    if each.finish_min is None:
        sentence = N_("{persons} persons of {place} have no place in time.")
        return t(sentence, persons=each.persons, place=_called(each.compound_id, names))
    sentence = N_("{place} is done at {at}: {persons} persons after the deadline.")
    at = time_name(each.finish_min, t)
    return t(sentence, place=_called(each.site_id, names), at=at, persons=each.persons)


def _lying(visit: Visit, session: Session, found: Shown, names: Names) -> tuple[str, ...]:
    """What lies at a lost laboratory, and whom to ring about it."""
    t, lines = visit.t, []
    separator = "、" if t.lang == "zh" else ", "
    for each in proposals.lying(found):
        lab = _called(each.lab_id, names)
        if each.boxes:
            sentence = N_(
                "{boxes} boxes with {tubes} tubes lie at {lab} and are in no batch: the proposal "
                "has them fetched as far as vehicles have time. Have them ready at the reception."
            )
            lines.append(t(sentence, boxes=each.boxes, tubes=each.tubes, lab=lab))
        if each.started_boxes:
            sentence = N_(
                "{boxes} boxes with {tubes} tubes are in batches at {lab} without results: ask "
                "whether they will still come."
            )
            facts = {"boxes": each.started_boxes, "tubes": each.started_tubes}
            lines.append(t(sentence, lab=lab, **facts))
        people = proposals.whom_to_ring(session, visit.actor, found, each.lab_id)
        if people:
            said = separator.join(dict.fromkeys(contact.name for contact in people))
            lines.append(t(N_("Ring: {names}."), names=said))
        else:
            lines.append(t(N_("Ring the laboratory's reception and the transport lead.")))
    return tuple(lines)
