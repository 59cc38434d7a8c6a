"""What changed for vehicles and laboratories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from masstest.domain.plan import Plan, Stop
from masstest.domain.roster import VehicleKind
from masstest.planner.differences.facts import (
    Call,
    Journey,
    LabChange,
    Named,
    RunAspect,
    RunChange,
)
from masstest.planner.differences.matching import matched, share_in_common
from masstest.planner.differences.names import Names

_ALIKE_MIN = 240  # runs that far apart in time have nothing in common but the place


def run_changes(
    before: Plan, after: Plan, teams: Mapping[str, str], names: Names
) -> Iterator[RunChange]:
    """Runs that are new, gone, or have another vehicle, laboratory, other stops or times.

    Runs are matched by what they pick up, where they take it, and when; ids don't count.

    Parameters
    ----------
    teams : id of each doorstep team in the earlier plan -> its id in the later one
    """
    olds, news = journeys(before, names, teams), journeys(after, names, {})
    for kind in VehicleKind:
        for old, new in matched(olds[kind], news[kind], _likeness):
            changed = tuple(_changed(old, new)) if old is not None and new is not None else ()
            if old is None or new is None or changed:
                yield RunChange(kind=kind, before=old, after=new, changed=changed)


def journeys(
    plan: Plan, names: Names, teams: Mapping[str, str]
) -> dict[VehicleKind, list[Journey]]:
    """All runs of a plan in one form, by kind of vehicle and start."""
    found: dict[VehicleKind, list[Journey]] = {
        VehicleKind.specimen: [
            Journey(
                run_id=run.run_id,
                vehicle=names.vehicle(run.vehicle_id),
                lab=names.lab(run.stops[-1].lab_id or ""),
                start=run.start,
                end=run.end,
                calls=tuple(
                    Call(place=_source(stop, names, teams), at=stop.arrive, tubes=stop.tubes)
                    for stop in run.stops
                    if stop.kind == "pickup"
                ),
            )
            for run in plan.runs
        ]
    }
    for kind, runs in (
        (VehicleKind.supply, plan.supply_runs),
        (VehicleKind.waste, plan.waste_runs),
    ):
        found[kind] = [
            Journey(
                run_id=run.run_id,
                vehicle=names.vehicle(run.vehicle_id),
                lab=None,
                start=run.start,
                end=run.end,
                calls=tuple(Call(place=names.site(s.site_id), at=s.arrive) for s in run.stops),
            )
            for run in runs
        ]
    for rows in found.values():
        rows.sort(key=lambda journey: (journey.start, journey.vehicle.id))
    return found


def _source(stop: Stop, names: Names, teams: Mapping[str, str]) -> Named:
    if stop.team_id is not None:
        return Named(id=teams.get(stop.team_id, stop.team_id))
    if stop.lab_id is not None:
        return names.lab(stop.lab_id)
    return names.site(stop.site_id or "")


def _likeness(old: Journey, new: Journey) -> float:
    """Common stops first; among equals those near in time, by the same vehicle, to the same lab."""
    common = share_in_common(_stops(old), _stops(new))
    apart_min = abs(old.end - new.end)
    if common == 0 or apart_min > _ALIKE_MIN:
        return 0.0
    near = 1 - apart_min / _ALIKE_MIN
    return common + near + 0.5 * (old.vehicle == new.vehicle) + 0.25 * (old.lab == new.lab)


def _stops(journey: Journey) -> dict[str, int]:
    return {call.place.id: 1 for call in journey.calls}


def _changed(old: Journey, new: Journey) -> Iterator[RunAspect]:
    if old.vehicle != new.vehicle:
        yield "vehicle"
    if [call.place for call in old.calls] != [call.place for call in new.calls]:
        yield "stops"
    elif [call.at for call in old.calls] != [call.at for call in new.calls]:
        yield "times"
    if old.lab != new.lab:
        yield "lab"
    elif old.end != new.end and [c.at for c in old.calls] == [c.at for c in new.calls]:
        yield "times"
    if sum(c.tubes or 0 for c in old.calls) != sum(c.tubes or 0 for c in new.calls):
        yield "tubes"


def lab_changes(before: Plan, after: Plan, names: Names) -> Iterator[LabChange]:
    """Laboratories with another load, or results at another time."""
    olds = {load.lab_id: load for load in before.labs}
    news = {load.lab_id: load for load in after.labs}
    for lab_id in sorted(olds.keys() | news.keys()):
        old, new = olds.get(lab_id), news.get(lab_id)
        change = LabChange(
            lab=names.lab(lab_id),
            tubes_before=old.tubes if old else 0,
            tubes_after=new.tubes if new else 0,
            key_results_before=old.key_results_at if old else None,
            key_results_after=new.key_results_at if new else None,
            results_before=old.results_at if old else None,
            results_after=new.results_at if new else None,
        )
        same = (
            change.tubes_before == change.tubes_after
            and change.key_results_before == change.key_results_after
            and change.results_before == change.results_after
        )
        if not same:
            yield change
