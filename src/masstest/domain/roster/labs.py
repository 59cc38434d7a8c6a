"""Laboratories: when they receive, how much, how fast."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from masstest.domain.roster.ranges import Count, Lat, Lon
from masstest.domain.units import Minute, Model


class LabKind(StrEnum):
    fixed = "fixed"
    cabin = "cabin"
    dome = "dome"


class Lab(Model):
    lab_id: str
    name: str
    lon: Lon
    lat: Lat
    tubes_per_hour: Annotated[int, Field(ge=1)]
    kind: LabKind = LabKind.fixed
    receive_from: Minute
    receive_until: Minute
    turnaround_min: Annotated[int, Field(ge=0)] = 210
    tubes_per_day: Count | None = None
    sealed_ok: bool = True
