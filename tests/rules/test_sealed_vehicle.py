"""sealed_vehicle (physical): sealed-zone tubes travel apart from all others."""

from __future__ import annotations

from itertools import product

import plan_parts
import support
import transport_days as days
from masstest.domain.plan import Run
from masstest.domain.roster import Zone, ZoneClass

RULE = "sealed_vehicle"


def tiny() -> days.TinyDay:
    """Point P1, and team T1 in the sealed compound C2."""
    roster = support.roster(
        (support.compound("C1", 38), support.compound("C2", 4, zone=Zone.sealed)),
        (support.site("P1"),),
        vehicles=(support.vehicle("V1"), support.vehicle("V2", sealed_ok=True)),
        labs=(support.lab("L1"), support.lab("L2", sealed_ok=False)),
        result_deadline=900,
    )
    stop = plan_parts.stop("C2", 420, 426, 4, tubes=4)
    team = plan_parts.team(stop, zone=Zone.sealed)
    return days.TinyDay(roster, (days.coverage(),), (team,))


def trip(vehicle_id: str, lab_id: str, carries: str, zone_class: ZoneClass) -> list[Run]:
    point = days.pickup("P1", 460, 4)
    team = days.pickup("P1", 480, 4, site_id=None, team_id="T1", compound_id="C2")
    stops = {"point": [point], "team": [team], "both": [point, team]}[carries]
    end = days.delivery(lab_id, 500, 4 * len(stops))
    return [days.run(vehicle_id, *stops, end, zone_class=zone_class)]


def test_the_wrong_vehicle_laboratory_company_or_class_is_forbidden() -> None:
    sealed, open_ = ZoneClass.sealed, ZoneClass.open
    tiny().assert_forbidden(RULE, trip("V1", "L1", "team", sealed))
    tiny().assert_forbidden(RULE, trip("V2", "L2", "team", sealed))
    tiny().assert_forbidden(RULE, trip("V2", "L1", "both", sealed))
    tiny().assert_forbidden(RULE, trip("V2", "L1", "team", open_))
    tiny().assert_forbidden(RULE, trip("V2", "L1", "point", sealed))


def test_apart_and_fitted_for_it_is_allowed() -> None:
    tiny().assert_allowed(RULE, trip("V2", "L1", "team", ZoneClass.sealed))
    tiny().assert_allowed(RULE, trip("V1", "L2", "point", ZoneClass.open))


def test_model_and_check_agree_on_every_assignment() -> None:
    choices = product(("V1", "V2"), ("L1", "L2"), ("point", "team", "both"), ZoneClass)
    tiny().assert_parity(RULE, ((trip(*choice), ()) for choice in choices))
