"""Districts, streets and communities, and how far they are."""

from __future__ import annotations

from typing import Literal

from masstest.domain.units import Model
from masstest.live.shapes.outlook import Expected, Signal


class Progress(Model):
    """How far a part of the round is, and how far the plan is at the same minute.

    Every tube made is in exactly one of five places: ``tubes_made == tubes_loose +
    tubes_in_box + tubes_on_road + tubes_at_lab + tubes_resulted + tubes_lost``.

    Attributes
    ----------
    persons_due, persons_sampled : of the plan; as reported (can exceed what is due)
    persons_planned : sampled by now if the plan were kept
    ahead_persons : sampled less planned; negative is behind
    ahead_min : minutes that the plan would need for the difference; negative is behind
    tubes_made : sealed boxes' tubes, and tubes still loose
    tubes_loose : made but in no sealed box yet. `tubes_estimated` of them were not scanned
        but worked out from the people sampled and the pool sizes
    tubes_in_box : in sealed (or held) boxes that are still where they were filled
    tubes_on_road : with a courier, or in a vehicle
    tubes_at_lab : received by a laboratory, without a result
    tubes_resulted : with a result of any kind
    tubes_lost : in boxes reported lost
    tubes_planned_made, tubes_planned_at_lab, tubes_planned_resulted : of the plan by now,
        each counted since the morning (at_lab: ever received)
    """

    persons_due: int
    persons_sampled: int
    persons_planned: int
    ahead_persons: int
    ahead_min: float
    tubes_due: int
    tubes_made: int
    tubes_estimated: int
    tubes_loose: int
    tubes_in_box: int
    tubes_on_road: int
    tubes_at_lab: int
    tubes_resulted: int
    tubes_lost: int
    tubes_planned_made: int
    tubes_planned_at_lab: int
    tubes_planned_resulted: int


class Area(Model):
    """A district, street or community. `street` is empty for the district."""

    kind: Literal["district", "street", "community"]
    name: str
    street: str
    progress: Progress
    finish: Expected | None
    signal: Signal
