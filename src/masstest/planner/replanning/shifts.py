"""Every run as a shift of its own, with the places where it begins and ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from masstest.domain.plan import Run, Stop, SupplyRun, SupplyStop, WasteRun, WasteStop
from masstest.domain.roster import VehicleKind, ZoneClass
from masstest.domain.travel import Place
from masstest.solver.stages import CrewShift


def shifts_of_runs(
    runs: Sequence[Run], supply_runs: Sequence[SupplyRun], waste_runs: Sequence[WasteRun]
) -> tuple[CrewShift, ...]:
    """One shift per run; a vehicle's run begins where the one before it ended."""
    return (
        *_shifts(VehicleKind.specimen, runs),
        *_shifts(VehicleKind.supply, supply_runs),
        *_shifts(VehicleKind.waste, waste_runs),
    )


def _shifts(kind: VehicleKind, runs: Sequence[Run | SupplyRun | WasteRun]) -> Iterator[CrewShift]:
    here: dict[str, Place] = {}
    for run in sorted(runs, key=lambda run: (run.start, run.end)):
        zone_class: ZoneClass | None = run.zone_class if isinstance(run, Run) else None
        end_place = _place(run.stops[-1])
        yield CrewShift(
            vehicle_id=run.vehicle_id,
            kind=kind,
            run_ids=(run.run_id,),
            start=run.start,
            end=run.end,
            zone_class=zone_class,
            start_place=here.get(run.vehicle_id, Place("vehicle", run.vehicle_id)),
            end_place=end_place,
            run_min=run.end - run.start,
        )
        here[run.vehicle_id] = end_place


def _place(stop: Stop | SupplyStop | WasteStop) -> Place:
    if isinstance(stop, Stop):
        if stop.lab_id is not None:
            return Place("lab", stop.lab_id)
        if stop.compound_id is not None:
            return Place("compound", stop.compound_id)
    return Place("site", str(stop.site_id))
