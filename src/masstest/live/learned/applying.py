"""Chosen rates written into a roster: parameters, and the laboratories' own figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from masstest.domain.parameters import Parameters
from masstest.domain.roster import Roster

PARAMETERS = (
    "lane_rate_20", "lane_rate_10", "lane_rate_5", "lane_rate_1", "stop_min", "unload_min",
    "doorstep_person_min", "doorstep_stop_min", "sealed_persons_per_hour",
)  # fmt: skip
OF_LABS = ("turnaround_min", "tubes_per_hour")


class UnknownRate(ValueError):
    """`name` is no rate that a roster has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no rate of the roster: {name}")
        self.name = name


def with_learned(roster: Roster, chosen: Mapping[str, float]) -> Roster:
    """The roster with the chosen rates in place of its own.

    Parameters
    ----------
    chosen : name of a `LearnedRate` -> value: a parameter, or ``L1.turnaround_min`` or
        ``L1.tubes_per_hour`` of a laboratory. A laboratory that the roster no longer has is
        left out.

    Raises
    ------
    UnknownRate
        For any other name.
    """
    parameters: dict[str, Any] = {}
    of_labs: dict[str, dict[str, int]] = {}
    for name, value in chosen.items():
        lab_id, dot, field = name.rpartition(".")
        if dot and field in OF_LABS:
            of_labs.setdefault(lab_id, {})[field] = round(value)
        elif name in PARAMETERS:
            whole = Parameters.model_fields[name].annotation is int
            parameters[name] = round(value) if whole else value
        else:
            raise UnknownRate(name)
    labs = tuple(
        lab.model_validate(lab.model_dump() | of_labs[lab.lab_id]) if lab.lab_id in of_labs else lab
        for lab in roster.labs
    )
    changed = Parameters.model_validate(roster.parameters.model_dump() | parameters)
    return roster.model_copy(update={"parameters": changed, "labs": labs})
