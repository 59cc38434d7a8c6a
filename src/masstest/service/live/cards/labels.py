"""Labels for boxes: a code for every box that the plan fills, and some to spare."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission, Scope
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.service import rounds
from masstest.service.live.cards.box_codes import box_prefix
from masstest.service.live.cards.passes import PassPlace, places_of
from masstest.service.live.in_force.plan_in_force import plan_in_force
from masstest.service.problems import not_found

_SPARE_SHARE = 0.2


@dataclass(frozen=True)
class LabelSheet:
    """The labels of one point or doorstep team: as many as `boxes`, and `spare` more."""

    place: PassPlace
    boxes: int
    spare: int
    codes: tuple[str, ...]


def label_sheets(session: Session, actor: Actor, round_id: str) -> list[LabelSheet]:
    """Labels for every point and doorstep team of the plan in force.

    Raises
    ------
    Problem
        ``not_found``, also if nothing is in force.
    """
    rounds.get(session, actor, round_id, Permission.edit_passes)
    found = plan_in_force(session, round_id)
    if found is None:
        raise not_found("plan in force")
    return [
        _sheet(place, found.plan, found.roster)
        for place in places_of(found.plan, found.roster)
        if place.scope in (Scope.point, Scope.team)
    ]


def _sheet(place: PassPlace, plan: Plan, roster: Roster) -> LabelSheet:
    boxes = _boxes(place, plan, roster.parameters.tubes_per_box)
    spare = max(1, ceil(boxes * _SPARE_SHARE))
    prefix = box_prefix(place.place_id)
    codes = tuple(f"{prefix}-{number:02d}" for number in range(1, boxes + spare + 1))
    return LabelSheet(place, boxes, spare, codes)


def _boxes(place: PassPlace, plan: Plan, tubes_per_box: int) -> int:
    """Every pickup takes whole boxes along, full or not."""
    picked = [
        ceil(stop.tubes / tubes_per_box)
        for run in plan.runs
        for stop in run.stops
        if stop.kind == "pickup" and place.place_id == (stop.team_id or stop.site_id)
    ]
    if place.scope is Scope.point:
        made = plan.point[place.place_id].tubes
    else:
        made = sum(stop.tubes for stop in plan.team[place.place_id].stops)
    return max(sum(picked), ceil(made / tubes_per_box), 1)
