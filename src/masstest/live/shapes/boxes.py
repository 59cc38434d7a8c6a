"""Boxes that need somebody, and open retests."""

from __future__ import annotations

from masstest.domain.units import Model


class BoxLine(Model):
    """A box that needs somebody: unaccounted for, or held.

    `kind` is ``held``, or of `custody.UnaccountedKind`. `tubes` that can't be accounted for, or
    all of a held box; `tubes_found` is the count that differed from the `tubes_expected`. `holder`
    is the place that has it.
    """

    box_id: str
    kind: str
    source: str
    street: str
    tubes: int
    holder: str
    since_min: float
    tubes_found: int | None = None
    tubes_expected: int | None = None
    seal_differs: bool = False


class Retest(Model):
    """An open single-tube retest after a pool positive."""

    tube_id: str
    box_id: str | None
    source: str | None
    street: str
    since_min: float
    persons: int | None
    sampled_min: float | None
