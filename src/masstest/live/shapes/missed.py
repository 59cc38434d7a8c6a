"""People who were missed, and how to catch up."""

from __future__ import annotations

from typing import Literal

from masstest.domain.units import Model


class MissedCompound(Model):
    """People of a compound who were due and have not been sampled.

    `estimated`: the point gave no count for this compound, so its missed are shared out over
    the compound's appointments. `homebound`: of a doorstep team's stops that were not made.
    """

    compound_id: str
    name: str
    street: str
    community: str
    due: int
    missed: int
    homebound: int
    estimated: bool
    sources: tuple[str, ...]


class CatchUp(Model):
    """A catch-up session: a point that stays open or reopens, or a team that visits homes.

    `opens_min`..`until_min` at `lanes` samples `persons` of `compound_ids` with the usual rate.
    """

    kind: Literal["point", "team"]
    source_id: str
    reopens: bool
    lanes: int
    opens_min: float
    until_min: float
    persons: int
    tubes: int
    compound_ids: tuple[str, ...]


class Missed(Model):
    """The missed (漏检) after the sampling deadline, most missed first, and how to catch up."""

    persons: int
    compounds: tuple[MissedCompound, ...]
    catch_up: tuple[CatchUp, ...]
