"""What the places of a round are called, as the plan in force has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from masstest.service.live.desk.projection import projections
from masstest.service.live.desk.questions import at_the_desk
from masstest.store.engine import Store


@dataclass(frozen=True)
class SourceName:
    """A point or a doorstep team."""

    source_id: str
    name: str
    street: str
    is_point: bool


@dataclass(frozen=True)
class PlaceNames:
    """Streets in their order; points and teams; laboratories by id."""

    streets: tuple[str, ...]
    sources: tuple[SourceName, ...]
    labs: Mapping[str, str]


@at_the_desk
def place_names(store: Store, round_id: str) -> PlaceNames:
    """The places of a round. Rights are the caller's business.

    Raises
    ------
    Problem
        ``no_plan_in_force`` if it never had one.
    """
    day = projections(store).of(round_id).day
    return PlaceNames(
        tuple(day.streets),
        tuple(
            SourceName(key, source.name, source.street, source.kind == "point")
            for key, source in day.sources.items()
        ),
        {lab_id: plan.lab.name for lab_id, plan in day.labs.items()},
    )
