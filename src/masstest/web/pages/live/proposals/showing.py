"""Re-planning in the day: what was lost, what would change, a decision, and who has confirmed."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.live.changed_runs import Change
from masstest.service import publications, rounds
from masstest.service.live import proposals
from masstest.service.live.in_force.plan_in_force import plan_in_force
from masstest.service.live.proposals import LEAD_MIN, LONGEST_LEAD_MIN, Asked, State
from masstest.service.problems import Problem
from masstest.text import N_
from masstest.text.sentences import time_name
from masstest.web.pages.live.proposals.cards import called, card_of, names_of
from masstest.web.pages.live.proposals.lying import lying_told
from masstest.web.visits import Visit, visits

router = APIRouter()
_SHOWN = 10
_LONGEST_NUMBER = 6
_MARKS = {
    Change.same: N_("as before"),
    Change.new: N_("new"),
    Change.removed: N_("no longer"),
    Change.retimed: N_("another time"),
    Change.redirected: N_("another laboratory"),
    Change.changed: N_("changed"),
}


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
        names = {} if now is None else names_of(now.roster)
        cards = [
            card_of(
                visit.t,
                found,
                names,
                proposals.proposed_runs(session, found) if found.state is State.open else {},
                lying_told(visit, session, found, names),
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
        called=lambda place_id: called(place_id, names),
    )


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
