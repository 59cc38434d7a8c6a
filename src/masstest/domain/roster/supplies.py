"""Consumables: what there is, and how fast it is used."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from masstest.domain.units import Model


class SupplyItem(Model):
    """An item of consumables. Rates are in `unit` per person, tube, staff shift, lane, point."""

    item: str
    unit: str
    stock: Annotated[float, Field(ge=0)]
    pack_size: Annotated[float, Field(gt=0)] = 1
    per_person: Annotated[float, Field(ge=0)] = 0
    per_tube: Annotated[float, Field(ge=0)] = 0
    per_staff_shift: Annotated[float, Field(ge=0)] = 0
    per_lane: Annotated[float, Field(ge=0)] = 0
    per_point: Annotated[float, Field(ge=0)] = 0
