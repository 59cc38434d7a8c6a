"""Who may report what, and where: each kind of fact needs a permission at a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from masstest.access.actor import Actor
from masstest.access.roles import Permission, Scope
from masstest.live import events as e
from masstest.service.live.in_force.round_on import RoundOn
from masstest.service.problems import Problem


class Needed(NamedTuple):
    """A permission, and the place of the round at which it must hold; no scope: anywhere in the
    district."""

    permission: Permission
    scope: Scope | None = None
    place: str = ""


_AT: Mapping[Scope, Permission] = {
    Scope.point: Permission.report_point,
    Scope.team: Permission.report_doorstep,
    Scope.vehicle: Permission.report_transport,
    Scope.lab: Permission.report_lab,
}


def refusal(actor: Actor, on: RoundOn, place: str, fact: e.Fact) -> Problem | None:
    """Why `actor` can't report `fact` at `place`; None if they can.

    A correction is looked at as the fact that it puts in place; whether it may touch what it
    corrects shows when that has been looked up.
    """
    if isinstance(fact, e.Correction):
        if fact.fact is None:
            return None
        fact = fact.fact
    unknown = _unknown(on, place, fact)
    if unknown is not None:
        return unknown
    if any(_has(actor, on, each) for each in _needed(on, place, fact)):
        return None
    return Problem("report_not_allowed", kind=fact.kind, place=_subject(place, fact))


def may_correct(actor: Actor, on: RoundOn) -> bool:
    """Whether `actor` may put right what others have reported."""
    return actor.may(Permission.correct_reports, district=on.district)


def default_place(fact: e.Fact) -> str:
    """The place that a fact itself names, for an event that names none."""
    if isinstance(fact, e.Correction):
        return "" if fact.fact is None else default_place(fact.fact)
    for name in ("site_id", "team_id", "source", "lab_id", "vehicle_id", "caller"):
        found = getattr(fact, name, None)
        if found is not None:
            return str(found)
    return ""


def _has(actor: Actor, on: RoundOn, needed: Needed) -> bool:
    where: dict[str, Any] = {} if needed.scope is None else {needed.scope.value: needed.place}
    return actor.may(needed.permission, district=on.district, **where)


def _needed(on: RoundOn, place: str, fact: e.PlainFact) -> Iterator[Needed]:
    """Each of these is enough."""
    yield from _NEEDED.get(fact.kind, _by_place)(on, place, fact)


def _by_place(on: RoundOn, place: str, fact: Any) -> Iterator[Needed]:
    for scope in _scopes(on, place):
        yield Needed(_AT[scope], scope, place)


def _of_site(on: RoundOn, place: str, fact: Any) -> Iterator[Needed]:
    yield Needed(Permission.report_point, Scope.point, fact.site_id)


def _of_source(on: RoundOn, place: str, fact: e.BoxSealed) -> Iterator[Needed]:
    yield from _by_place(on, fact.source, fact)


def _of_vehicle(on: RoundOn, place: str, fact: Any) -> Iterator[Needed]:
    yield Needed(Permission.report_transport, Scope.vehicle, fact.vehicle_id)


def _of_lab(on: RoundOn, place: str, fact: Any) -> Iterator[Needed]:
    yield Needed(Permission.report_lab, Scope.lab, fact.lab_id)


def _of_team(on: RoundOn, place: str, fact: e.DoorstepStopDone) -> Iterator[Needed]:
    yield Needed(Permission.report_doorstep, Scope.team, fact.team_id)


def _of_call(on: RoundOn, place: str, fact: e.CallSettled) -> Iterator[Needed]:
    """Who called, or the crew that came."""
    yield from _by_place(on, fact.caller, fact)
    if Scope.vehicle in _scopes(on, place):
        yield Needed(Permission.report_transport, Scope.vehicle, place)


def _of_waste(on: RoundOn, place: str, fact: e.WasteTaken) -> Iterator[Needed]:
    """Who takes it, or the point that hands it over."""
    yield from _of_vehicle(on, place, fact)
    yield from _of_site(on, place, fact)


def _of_release(on: RoundOn, place: str, fact: e.BoxReleased) -> Iterator[Needed]:
    yield Needed(Permission.release_boxes)


def _of_inspector(on: RoundOn, site_id: str) -> Needed:
    street = on.places.street_of_site.get(site_id, "")
    return Needed(Permission.report_findings, Scope.street, street)


def _of_finding(on: RoundOn, place: str, fact: e.Finding) -> Iterator[Needed]:
    yield _of_inspector(on, fact.site_id)


def _of_closing(on: RoundOn, place: str, fact: e.FindingClosed) -> Iterator[Needed]:
    yield _of_inspector(on, place)


def _of_light(on: RoundOn, place: str, fact: e.ReadinessConfirmed) -> Iterator[Needed]:
    yield from _of_site(on, place, fact)
    yield _of_inspector(on, fact.site_id)


# kinds that aren't here belong to whoever the event's place is
_NEEDED: Mapping[str, Callable[[RoundOn, str, Any], Iterator[Needed]]] = {
    "point_opened": _of_site,
    "point_paused": _of_site,
    "point_closed": _of_site,
    "people_sampled": _of_site,
    "call_settled": _of_call,
    "waste_taken": _of_waste,
    "box_sealed": _of_source,
    "box_handed_over": _of_vehicle,
    "box_delivered": _of_vehicle,
    "lab_received": _of_lab,
    "box_released": _of_release,
    "vehicle_arrived": _of_vehicle,
    "vehicle_departed": _of_vehicle,
    "run_confirmed": _of_vehicle,
    "batch_started": _of_lab,
    "result": _of_lab,
    "doorstep_stop_done": _of_team,
    "finding": _of_finding,
    "finding_closed": _of_closing,
    "readiness_confirmed": _of_light,
}
# of these the place says who speaks, so there must be one
_PLACED = frozenset(
    {
        "help_needed", "supplies_short", "tubes_scanned", "box_abnormal", "tube_abnormal",
        "retest_sampled", "retest_result", "finding_closed",
    }
)  # fmt: skip


def _scopes(on: RoundOn, name: str) -> Iterator[Scope]:
    """What kinds of place have this name."""
    if name in on.places.street_of_site:
        yield Scope.point
    if name in on.places.teams:
        yield Scope.team
    if name in on.places.vehicles:
        yield Scope.vehicle
    if name in on.places.labs:
        yield Scope.lab


def _unknown(on: RoundOn, place: str, fact: e.PlainFact) -> Problem | None:
    """The first thing that is named and isn't in the round."""
    places = on.places
    known = {
        "site_id": places.street_of_site,
        "team_id": places.teams,
        "vehicle_id": places.vehicles,
        "lab_id": places.labs,
        "run_id": places.runs,
    }
    for name, there in known.items():
        value = getattr(fact, name, None)
        if value is not None and value not in there:
            return Problem("unknown_place", kind=name.removesuffix("_id"), name=value)
    if isinstance(fact, e.CallSettled) and not tuple(_scopes(on, fact.caller)):
        return Problem("unknown_place", kind="place", name=fact.caller)
    if isinstance(fact, e.BoxSealed) and not {Scope.point, Scope.team} & {
        *_scopes(on, fact.source)
    }:
        return Problem("unknown_place", kind="source", name=fact.source)
    if (place or fact.kind in _PLACED) and not tuple(_scopes(on, place)):
        return Problem("unknown_place", kind="place", name=place)
    return None


def _subject(place: str, fact: e.PlainFact) -> str:
    return default_place(fact) or place
