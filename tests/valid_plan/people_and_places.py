"""The roster of the round worked out by hand."""

from __future__ import annotations

from typing import Any

from masstest.domain.roster import (
    Level,
    Official,
    Roster,
    SiteStatus,
    StaffPool,
    SupplyItem,
    VehicleKind,
    Zone,
)
from support import compound, lab, north, person, roster, site, vehicle

POINT_ROLES = ("sampler", "registrar", "usher", "packer", "disinfector", "lead")


def valid_roster(**parameters: Any) -> Roster:
    """Who lives where and who can work; `parameters` override the round's."""
    staff = [person(f"{role}-{at}", role) for at in ("P1", "P2") for role in POINT_ROLES]
    staff += [person(f"doorstep-{n}", "doorstep") for n in (1, 2, 3)]
    staff += [person("registrar-T1", "registrar")]
    staff += [person(f"driver-{n}", "driver") for n in (1, 2, 3, 4)]
    staff += [person(f"courier-{n}", "courier") for n in (1, 2)]
    staff += [person(f"reserve-{role}", role, pool=StaffPool.reserve) for role in POINT_ROLES]
    return roster(
        compounds=(
            compound("C1", 240, key_population=40),
            compound("C2", 122, homebound=2, lat=north(200)),
            compound("C4", 40, key_population=10, zone=Zone.sealed, lat=north(400)),
            compound("C5", 60, zone=Zone.controlled, lat=north(1000)),
        ),
        sites=(
            site("P1", 2),
            site("P2", 2, zone=Zone.controlled, lat=north(1000)),
            site("P3", 2, status=SiteStatus.excluded, lat=north(300)),
            site("P4", 2, lat=north(5000)),
        ),
        staff=tuple(staff),
        vehicles=(
            vehicle("V1", 30),
            vehicle("V2", 100, sealed_ok=True),
            vehicle("V3", 0, kind=VehicleKind.supply),
            vehicle("V4", 0, kind=VehicleKind.waste),
        ),
        labs=(lab("L1", 60), lab("L2", 60, sealed_ok=False)),
        supplies=(SupplyItem(item="swab", unit="piece", stock=700, pack_size=100, per_person=1),),
        officials=(
            Official(official_id="O1", name="O1", level=Level.street, street="S"),
            Official(official_id="O2", name="O2", level=Level.community, community="K"),
            Official(official_id="O3", name="O3", level=Level.point),
        ),
        parameters=dict(pool_fill=1.0, lane_rate_10=120, **parameters),
    )
