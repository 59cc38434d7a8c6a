"""A village with three people for every post, at very different distances from it."""

from __future__ import annotations

import datetime as dt

from masstest.domain.roster import Level, Official, Roster, VehicleKind, Zone
from support import DATE, compound, lab, north, person, roster, site, vehicle

ROLES = ("sampler", "registrar", "usher", "packer", "disinfector", "lead", "driver", "courier")
HOMES_M = (0, 2_000, 6_000)
TRAINED = dt.timedelta(days=100)


def village() -> Roster:
    """One point with one lane, one vehicle and one laboratory: one of each role is needed."""
    staff = [
        person(f"{role}-{number}", role, lat=north(away_m), trained_until=DATE + TRAINED)
        for role in ROLES
        for number, away_m in enumerate(HOMES_M)
    ]
    staff.append(person("waste-driver", "driver"))
    return roster(
        compounds=(compound("C1", 240, key_population=40), compound("C2", 60, lat=north(200))),
        sites=(site("P1", 1), site("P2", 1, zone=Zone.controlled, lat=north(900))),
        staff=tuple(staff),
        vehicles=(
            vehicle("V1", 500),
            vehicle("V2", 0, kind=VehicleKind.waste, driver_id="waste-driver"),
        ),
        labs=(lab("L1", 100),),
        officials=(
            Official(official_id="O1", name="O1", level=Level.street, street="S"),
            Official(official_id="O2", name="O2", level=Level.community, community="K"),
            Official(official_id="O3", name="O3", level=Level.point),
        ),
    )
