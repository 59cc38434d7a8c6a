"""How far a day strays from its plan: every figure with its unit and source.

``BG`` marks field background for which no measurement was found.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

HORIZON_MIN = 7 * 24 * 60.0  # longer than anything lasts


def spread(default: float, unit: str, source: str) -> Any:
    """A field of `Spread` that carries its unit and source."""
    return field(default=default, metadata={"unit": unit, "source": source})


@dataclass(frozen=True)
class Spread:
    """What is uncertain about a day. `Spread.none()`: nothing, the day goes as planned.

    A ``_sd`` of a pace, a time or a rate is the standard deviation of its logarithm; the
    median is what the plan says.
    """

    turnout: float = spread(0.92, "share", "Weibin 92 %, Wuhan 92.9 %")
    turnout_day_sd: float = spread(0.015, "share", "BG")
    turnout_compound_sd: float = spread(0.03, "share", "BG")
    doorstep_turnout: float = spread(0.98, "share", "BG")

    arrival_lead_min: float = spread(4, "min", "BG")  # people come that much ahead of their turn
    arrival_sd_min: float = spread(8, "min", "BG")
    straggler_share: float = spread(0.02, "share", "BG")
    straggler_mean_min: float = spread(25, "min", "BG")
    straggler_grace_min: float = spread(10, "min", "BG")  # the doors close after the last hour

    late_opening_share: float = spread(0.1, "share", "BG")
    late_opening_mean_min: float = spread(8, "min", "BG")
    lane_pace_day_sd: float = spread(0.02, "-", "BG")
    lane_pace_point_sd: float = spread(0.06, "-", "BG; lanes did 100 to 147 an hour, Xi'an")
    person_sd: float = spread(0.4, "-", "BG")  # one person's time at a lane

    doorstep_pace_day_sd: float = spread(0.02, "-", "BG")
    doorstep_pace_team_sd: float = spread(0.08, "-", "BG")
    doorstep_stop_sd: float = spread(0.2, "-", "BG")  # finding the door, setting up
    doorstep_person_sd: float = spread(0.4, "-", "BG")  # one person's time at the door
    pack_sd: float = spread(0.3, "-", "BG")
    # nobody can know who may still come: a tube that long open at a point is closed as it is
    tube_open_max_min: float = spread(30, "min", "BG; an appointment slot")

    traffic_day_sd: float = spread(0.08, "-", "BG")
    traffic_leg_sd: float = spread(0.15, "-", "BG; Yuhang: 20 min, 30 at peak")
    stop_sd: float = spread(0.25, "-", "BG; 5 to 15 min a stop")
    last_pickup_wait_max_min: float = spread(45, "min", "BG")
    replacement_min: float = spread(60, "min", "BG")  # until another vehicle, or way, is found

    lab_pace_sd: float = spread(0.05, "-", "BG")
    turnaround_sd: float = spread(0.04, "-", "BG")
    batch_tubes: float = spread(90, "tubes", "Sixth Tone: 87; 96 wells less controls")

    @classmethod
    def none(cls) -> Spread:
        """Everybody comes, and everything takes as long as the plan says."""
        whole = {
            "turnout": 1.0,
            "doorstep_turnout": 1.0,
            "batch_tubes": 1.0,
            "tube_open_max_min": HORIZON_MIN,
            "last_pickup_wait_max_min": cls.last_pickup_wait_max_min,
            "replacement_min": cls.replacement_min,
        }
        return cls(**{each.name: whole.get(each.name, 0.0) for each in fields(cls)})

    def rows(self) -> list[dict[str, Any]]:
        """Name, value, unit and source of each figure."""
        return [
            {"name": each.name, "value": getattr(self, each.name), **each.metadata}
            for each in fields(self)
        ]
