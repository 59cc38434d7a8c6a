"""The rules of a plan, as data: one line per rule, in the contract's order.

A *physical* rule holds in every plan that is written. A *target* rule is met if at all
possible, lowest number first, and otherwise missed by the least amount.
The same code names the solver's function, the checker's function, the test file and the
heading in ``docs/formulation.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """`priority` is None for a physical rule, 1 (first) .. 9 for a target."""

    code: str
    stage: str
    priority: int | None
    unit: str
    source: str

    @property
    def physical(self) -> bool:
        return self.priority is None


_CONTRACT = "plan contract"
_GUIDE = "NHC guide, 3rd edition"

RULES: tuple[Rule, ...] = (
    Rule("full_coverage", "location", 1, "persons", "product method: full coverage"),
    Rule("zone_separation", "location", None, "compounds", "Zhengzhou notice, 2022"),
    Rule("site_available", "location", None, "min", _CONTRACT),
    Rule("lane_limit", "location", None, "lanes", _CONTRACT),
    Rule("walking_limit", "location", 5, "m", "Beijing: 15 min walk"),
    Rule("sampling_deadline", "location", 2, "min", "Weibin: sampled by 14:00"),
    Rule("queue_limit", "location", 6, "min", "Beijing: queue <= 20 min"),
    Rule("role_cover", "rostering", 4, "min", "Weibin roles"),
    Rule("required_skill", "rostering", None, "duties", _CONTRACT),
    Rule("training_valid", "rostering", None, "duties", _CONTRACT),
    Rule("one_place", "rostering", None, "min", _CONTRACT),
    Rule("availability", "rostering", None, "min", _CONTRACT),
    Rule("stint_limit", "rostering", None, "min", "Nanchang heat rule; BG"),
    Rule("min_rest", "rostering", None, "min", _CONTRACT),
    Rule("zone_staff", "rostering", None, "zones", _CONTRACT),
    Rule("regular_first", "rostering", 7, "persons", "regular + reserve"),
    Rule("tube_conservation", "transport", None, "tubes", "Huiji: count and seal"),
    Rule("vehicle_capacity", "transport", None, "tubes", _CONTRACT),
    Rule("vehicle_hours", "transport", None, "min", _CONTRACT),
    Rule("drive_time", "transport", None, "min", _CONTRACT),
    Rule("crew_of_two", "transport", 4, "persons", "Hongkou: driver + clerk"),
    Rule("pickup_interval", "transport", 8, "min", "Daxing, Shiquan"),
    Rule("specimen_age", "transport", 3, "min", "NHC: 4 h at room temperature"),
    Rule("sealed_vehicle", "transport", None, "tubes", _CONTRACT),
    Rule("lab_hours", "transport", None, "min", _CONTRACT),
    Rule("lab_capacity", "transport", None, "tubes", "Hefei labs suspended"),
    Rule("key_result_deadline", "transport", 3, "min", "Weibin: key groups by 18:00"),
    Rule("result_deadline", "transport", 3, "min", _GUIDE),
    Rule("doorstep_coverage", "doorstep", 1, "persons", "door to door"),
    Rule("doorstep_deadline", "doorstep", 2, "min", "Weibin: sampled by 14:00"),
    Rule("doorstep_pair", "doorstep", None, "persons", "Xi'an village pairs"),
    Rule("stock_limit", "supplies", 6, "units", _CONTRACT),
    Rule("kit_arrival", "supplies", 6, "min", _CONTRACT),
    Rule("waste_removed", "waste", 8, "min", "four fast: waste"),
    Rule("three_tiers", "officials", 9, "officials", "three tiers of named responsibility"),
)

RULE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}
