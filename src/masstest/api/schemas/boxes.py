"""Boxes as they are answered. Times are minutes since 00:00 local time of the round's date.

A `person` is a name for those who may see names, else the number of somebody of staff, else empty.
"""

from __future__ import annotations

from collections.abc import Callable

from pydantic import Field

from masstest.api.schemas.common import Out
from masstest.api.schemas.live import EventOut
from masstest.live.custody import Phase, PlaceKind, Station, UnaccountedKind
from masstest.service.live.board.boxes import BoxAndEvents, KnownBox


class HoldingOut(Out):
    """Who had a box, from when until when; null: has it now."""

    from_min: float
    until_min: float | None
    kind: PlaceKind
    place: str
    person: str


class CountOut(Out):
    """One count of a box."""

    station: Station
    at_min: float
    place: str
    person: str
    tubes: int
    seal: str
    agreed: bool


class MismatchOut(Out):
    """Why a box is held: what was expected, and what was found."""

    station: Station
    at_min: float
    place: str
    person: str
    expected_tubes: int | None
    found_tubes: int
    expected_seal: str | None
    found_seal: str


class BoxOut(Out):
    """A box: how far it is, who has it, and whether its counts agree."""

    box_id: str = Field(examples=["B0042"])
    phase: Phase
    reached: Phase = Field(description="how far it came; other than `phase` if held or lost")
    source: str = Field(description="point or doorstep team that filled it")
    street: str
    seal: str | None
    tubes: int
    key: bool
    held_for: MismatchOut | None = Field(description="the open difference")
    released_by: str
    release_reason: str
    unaccounted: UnaccountedKind | None = Field(description="why nobody knows where it is")
    vehicle_id: str | None
    lab_id: str | None
    holders: list[HoldingOut]
    counts: list[CountOut]


class BoxWithEventsOut(Out):
    """A box, and its events in the order in which they came."""

    box: BoxOut
    events: list[EventOut]


def box_out(known: KnownBox, named: Callable[[str], str]) -> BoxOut:
    """A box as it is answered; `named` says what a person may be called."""
    state = known.state
    held_for = None
    if state.mismatch is not None:
        held_for = MismatchOut.model_validate(state.mismatch)
        held_for = held_for.model_copy(update={"person": named(state.mismatch.person)})
    return BoxOut(
        box_id=state.box_id,
        phase=state.phase,
        reached=state.reached,
        source=state.source,
        street=known.street,
        seal=state.seal,
        tubes=state.tubes,
        key=state.key,
        held_for=held_for,
        released_by=named(state.released_by),
        release_reason=state.release_reason,
        unaccounted=None if known.unaccounted is None else known.unaccounted.kind,
        vehicle_id=state.vehicle_id,
        lab_id=state.lab_id,
        holders=[
            HoldingOut.model_validate(each).model_copy(update={"person": named(each.person)})
            for each in state.holders
        ],
        counts=[
            CountOut.model_validate(each).model_copy(update={"person": named(each.person)})
            for each in state.counts
        ],
    )


def box_with_events_out(found: BoxAndEvents, named: Callable[[str], str]) -> BoxWithEventsOut:
    """A box with its events as it is answered."""
    return BoxWithEventsOut(
        box=box_out(found.box, named),
        events=[
            EventOut.model_validate(each).model_copy(update={"person": named(each.person)})
            for each in found.events
        ],
    )
