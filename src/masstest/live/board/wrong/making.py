"""Making one line of what is wrong."""

from __future__ import annotations

from typing import Literal

from masstest.live.board.look import Look
from masstest.live.shapes import Action, Facts, Owner, Signal, Wrong
from masstest.live.source_plans import SourcePlan

SubjectKind = Literal["point", "team", "box", "vehicle", "lab", "district", "tube"]


def wrong(
    code: str,
    subject_kind: SubjectKind,
    subject: str,
    since_min: float,
    signal: Signal,
    owner: Owner,
    action: Action,
    *,
    source: SourcePlan | None = None,
    minutes: float = 0.0,
    persons: float = 0,
    tubes: float = 0,
    facts: Facts | None = None,
    about: str = "",
) -> Wrong:
    """A line; `about` tells two of the same code and subject apart."""
    return Wrong(
        key=f"{code}:{subject}" + (f":{about}" if about else ""),
        code=code,
        subject_kind=subject_kind,
        subject=subject,
        street=source.street if source else "",
        community=source.community if source else "",
        since_min=round(since_min, 1),
        minutes=round(max(0.0, minutes), 1),
        persons=round(persons),
        tubes=round(tubes),
        signal=signal,
        owner=owner,
        facts={"subject": subject, **(facts or {})},
        action=action,
    )


def owner_of(source: SourcePlan) -> Owner:
    """Who answers for a point or team: its cadre, or else who leads it."""
    if source.kind == "team":
        return Owner(role="doorstep", ids=source.lead_ids)
    if source.officials.point:
        return Owner(role="point_official", ids=source.officials.point)
    return Owner(role="point_lead", ids=source.lead_ids)


def crew_of(look: Look, vehicle_id: str) -> Owner:
    """The courier and driver of a vehicle's present run."""
    move = look.moves.get(vehicle_id)
    if move is None or not move.stops:
        return Owner(role="transport_lead")
    return Owner(role="courier", ids=move.stops[max(move.at, 0)][0].crew)
