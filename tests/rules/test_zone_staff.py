"""zone_staff (physical): nobody serves two zones in a round."""

from __future__ import annotations

import pytest

import plan_parts
import rostering_days as days
import support
from masstest.domain.plan import Run
from masstest.domain.roster import Zone, ZoneClass

ZONES = {"P1": Zone.normal, "P2": Zone.precaution, "P3": Zone.controlled}


TINY = days.Tiny(
    support.roster(
        sites=tuple(support.site(site_id, zone=zone) for site_id, zone in ZONES.items()),
        staff=(support.person("A", "usher", "driver"),),
        vehicles=(support.vehicle("V1"), support.vehicle("V2", sealed_ok=True)),
    ),
    (
        days.task("usher", "P1", 420, 480, "common"),
        days.task("usher", "P2", 500, 560, "common"),
        days.task("usher", "P3", 600, 660, "controlled"),
        days.ride("driver", "V1", 700, 760, "open"),
        days.ride("driver", "V2", 800, 860, "sealed"),
        days.ride("driver", "V2", 900, 960, None),
    ),
    tuple(plan_parts.point(site_id, zone=zone) for site_id, zone in ZONES.items()),
    runs=(
        Run(run_id="R1", vehicle_id="V1", start=700, end=760, stops=()),
        Run(
            run_id="R2",
            vehicle_id="V2",
            zone_class=ZoneClass.sealed,
            start=800,
            end=860,
            stops=(),
        ),
    ),
)


@pytest.mark.parametrize("held", [[0, 2], [0, 4], [2, 4], [3, 4], [0, 3, 2]])
def test_two_zones_are_forbidden(held: list[int]) -> None:
    TINY.assert_forbidden({"A": held}, "zone_staff")


@pytest.mark.parametrize("held", [[0, 1], [0, 3], [2, 3], [4], [4, 5], [0, 1, 3, 5]])
def test_one_zone_and_open_vehicles_beside_it_are_allowed(held: list[int]) -> None:
    TINY.assert_allowed({"A": held})


def test_model_and_check_agree_on_every_assignment() -> None:
    TINY.assert_parity()
