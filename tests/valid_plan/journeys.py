"""Runs, laboratories, supplies and waste of the plan worked out by hand."""

from __future__ import annotations

from typing import Any

from masstest.domain.plan import (
    LabHour,
    LabLoad,
    Run,
    Stop,
    Supply,
    SupplyRun,
    SupplyStop,
    WasteRun,
    WasteStop,
)
from masstest.domain.roster import (
    ZoneClass,
)


def _pickup(arrive: int, tubes: int, key: int, oldest: int, **where: str) -> Stop:
    return Stop(
        kind="pickup",
        arrive=arrive,
        depart=arrive + 8,
        tubes=tubes,
        key_tubes=key,
        oldest_sample_at=oldest,
        **where,
    )


def _deliver(arrive: int, tubes: int, key: int) -> Stop:
    return Stop(
        kind="deliver",
        lab_id="L1",
        arrive=arrive,
        depart=arrive + 10,
        tubes=tubes,
        key_tubes=key,
    )


def runs() -> dict[str, Any]:
    runs = (
        Run(
            run_id="R1",
            vehicle_id="V1",
            crew=("driver-1", "courier-1"),
            start=525,
            end=577,
            stops=(
                _pickup(530, 1, 0, 430, team_id="T1", compound_id="C2"),
                # ready by 540: the 4 key tubes, and of the others those full by 535: 19
                _pickup(540, 23, 4, 420, site_id="P1"),
                _pickup(552, 6, 0, 450, site_id="P2"),
                _deliver(567, 30, 4),
            ),
        ),
        Run(
            run_id="R2",
            vehicle_id="V1",
            crew=("driver-1", "courier-1"),
            start=599,
            end=639,
            stops=(_pickup(610, 13, 0, 535, site_id="P1"), _deliver(629, 13, 0)),
        ),
        Run(
            run_id="R3",
            vehicle_id="V2",
            crew=("driver-2", "courier-2"),
            zone_class=ZoneClass.sealed,
            start=488,
            end=517,
            stops=(
                _pickup(490, 40, 10, 420, team_id="T2", compound_id="C4"),
                _deliver(507, 40, 10),
            ),
        ),
    )
    # one tube a minute: 517-557 the sealed compound's, 577-607 run R1's, 639-652 run R2's
    hours = tuple(
        LabHour(hour=hour, received=came, started=started, resulted=done, waiting=waiting)
        for hour, came, started, done, waiting in (
            (480, 40, 23, 0, 17),
            (540, 30, 40, 0, 7),
            (600, 13, 20, 0, 0),
            (660, 0, 0, 0, 0),
            (720, 0, 0, 40, 0),
            (780, 0, 0, 30, 0),
            (840, 0, 0, 13, 0),
        )
    )
    load = LabLoad(
        lab_id="L1", tubes=83, key_tubes=14, key_results_at=791, results_at=862, hours=hours
    )
    return {"runs": runs, "labs": (load,)}


def goods() -> dict[str, Any]:
    return {
        "supplies": (
            Supply(site_id="P1", item="swab", quantity=400),
            Supply(site_id="P2", item="swab", quantity=100),
            Supply(team_id="T1", item="swab", quantity=100),
            Supply(team_id="T2", item="swab", quantity=100),
        ),
        "supply_runs": (
            SupplyRun(
                run_id="S1",
                vehicle_id="V3",
                crew=("driver-3",),
                start=400,
                end=424,
                stops=(
                    SupplyStop(site_id="P1", arrive=400, depart=410),
                    SupplyStop(site_id="P2", arrive=414, depart=424),
                ),
            ),
        ),
        "waste_runs": (
            WasteRun(
                run_id="W1",
                vehicle_id="V4",
                crew=("driver-4",),
                start=640,
                end=664,
                stops=(
                    WasteStop(site_id="P1", arrive=640, depart=650),
                    WasteStop(site_id="P2", arrive=654, depart=664),
                ),
            ),
        ),
    }
