"""The planning parameters: name, default, unit and source of each.

``BG`` marks field background for which no rule was found: such values stay visible and easy
to change. Every parameter can be set in the `round` sheet, by the API and on the command line.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from masstest.domain.units import Minute, Model

GUIDE = "NHC guide, 3rd edition, 2022"


def parameter(default: Any, unit: str, source: str, **limits: Any) -> Any:
    """A field of `Parameters` that carries its unit and source."""
    return Field(default, json_schema_extra={"unit": unit, "source": source}, **limits)


Pool = Annotated[int, Field(ge=1, le=20)]


class Parameters(Model):
    people_per_point_urban: int = parameter(2500, "persons", GUIDE, gt=0)
    people_per_point_rural: int = parameter(1000, "persons", "derived", gt=0)
    people_per_lane: int = parameter(700, "persons", GUIDE, gt=0)
    roster_people_per_sampler: int = parameter(360, "persons", GUIDE, gt=0)

    lane_rate_20: float = parameter(110, "persons/h", "BG", gt=0)
    lane_rate_10: float = parameter(100, "persons/h", "Beijing, Xi'an", gt=0)
    lane_rate_5: float = parameter(90, "persons/h", "BG", gt=0)
    lane_rate_1: float = parameter(70, "persons/h", "BG", gt=0)

    pool_size_sealed: Pool = parameter(1, "persons/tube", "2nd/3rd edition")
    pool_size_controlled: Pool = parameter(10, "persons/tube", "2nd/3rd edition")
    pool_size_precaution: Pool = parameter(10, "persons/tube", "2nd/3rd edition")
    pool_size_normal: Pool = parameter(10, "persons/tube", "2nd/3rd edition")
    pool_size_isolation: Pool = parameter(1, "persons/tube", "2nd/3rd edition")
    key_pool_size: Pool | None = parameter(None, "persons/tube", "the zone's")
    pool_fill: float = parameter(0.95, "-", "BG", gt=0, le=1)

    walking_limit_urban_m: float = parameter(1000, "m", "15 min walk, Beijing", gt=0)
    walking_limit_rural_m: float = parameter(3000, "m", "BG", gt=0)
    max_wait_min: int = parameter(20, "min", "Beijing", ge=0)
    slot_min: int = parameter(30, "min", "BG", ge=5, le=240)
    finish_margin_min: int = parameter(30, "min", "BG", ge=0)
    finish_reserve_share: float = parameter(0.12, "-", "docs/formulation.md", ge=0, lt=1)

    samplers_per_lane: int = parameter(1, "persons", "Weibin; BG", ge=1)
    registrars_per_lane: int = parameter(1, "persons", "Weibin; BG", ge=0)
    ushers_per_lane: int = parameter(1, "persons", "Weibin; BG", ge=0)
    leads_per_point: int = parameter(1, "persons", "BG", ge=0)
    disinfectors_per_point: int = parameter(1, "persons", "BG", ge=0)
    lanes_per_packer: int = parameter(4, "lanes", "BG", gt=0)
    suited_roles: tuple[str, ...] = parameter(
        ("sampler", "registrar", "packer", "disinfector", "doorstep"), "roles", "BG"
    )
    stint_max_min: int = parameter(240, "min", "BG", ge=15)
    stint_rest_min: int = parameter(60, "min", "BG", ge=0)
    min_rest_h: float = parameter(8, "h", "BG", ge=0)

    pickup_interval_max_min: int = parameter(120, "min", "Daxing, Shiquan", gt=0)
    specimen_age_max_min: int = parameter(240, "min", "NHC", gt=0)
    specimen_age_margin_min: int = parameter(40, "min", "docs/formulation.md", ge=0)
    team_pickup_margin_min: int = parameter(15, "min", "docs/formulation.md", ge=0)
    pack_min: int = parameter(5, "min", "BG", ge=0)
    stop_min: int = parameter(8, "min", "BG", ge=0)
    unload_min: int = parameter(10, "min", "BG", ge=0)
    tubes_per_box: int = parameter(100, "tubes", "BG", gt=0)
    lab_turnaround_min: int = parameter(210, "min", "BG", ge=0)
    key_result_margin_min: int = parameter(60, "min", "docs/formulation.md", ge=0)
    result_margin_min: int = parameter(60, "min", "docs/formulation.md", ge=0)

    road_speed_urban: float = parameter(25, "km/h", "Yuhang", gt=0)
    road_speed_rural: float = parameter(40, "km/h", "Yuhang", gt=0)
    road_detour: float = parameter(1.4, "-", "BG", ge=1)
    walk_detour: float = parameter(1.3, "-", "BG", ge=1)

    doorstep_person_min: float = parameter(3, "min", "Xi'an, derived", ge=0)
    doorstep_stop_min: float = parameter(5, "min", "BG", ge=0)
    sealed_persons_per_hour: float = parameter(40, "persons/h", "BG", gt=0)
    doorstep_deadline: Minute | None = parameter(None, "time", "sampling_deadline")
    doorstep_margin_min: int = parameter(80, "min", "docs/formulation.md", ge=0)

    reserve_call_penalty: float = parameter(1_000_000, "m walked", "docs/formulation.md", ge=0)
    move_penalty_m: float = parameter(300, "m walked per person", "docs/formulation.md", ge=0)
    point_cost_m: float = parameter(320_000, "m walked per point", "docs/formulation.md", ge=0)
    lane_cost_m: float = parameter(30_000, "m walked per lane", "docs/formulation.md", ge=0)
    waste_deadline_h: float = parameter(4, "h", "BG", gt=0)

    def lane_rate(self, pool_size: int) -> float:
        """Persons per hour at one open lane; sizes between the listed ones take the next below."""
        if pool_size >= 20:
            return self.lane_rate_20
        if pool_size >= 10:
            return self.lane_rate_10
        return self.lane_rate_5 if pool_size >= 5 else self.lane_rate_1

    def persons_per_tube(self, pool_size: int) -> float:
        """Mean persons in a tube of `pool_size`; a single tube holds one."""
        return 1.0 if pool_size == 1 else pool_size * self.pool_fill
