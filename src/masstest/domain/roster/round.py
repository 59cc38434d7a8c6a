"""The round: one day's testing of one district."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from masstest.domain.units import Minute, Model


class Scope(StrEnum):
    full = "full"
    key_area = "key_area"
    key_groups = "key_groups"


class Crs(StrEnum):
    wgs84 = "wgs84"
    gcj02 = "gcj02"
    bd09 = "bd09"


class TransportMode(StrEnum):
    auto = "auto"
    shared = "shared"
    dedicated = "dedicated"


class Round(Model):
    """One day's testing of one district."""

    district: str
    date: dt.date
    number: Annotated[int, Field(ge=1)] = 1
    scope: Scope = Scope.full
    areas: tuple[str, ...] = ()
    timezone: str = "Asia/Shanghai"
    crs: Crs = Crs.wgs84
    sampling_start: Minute = 7 * 60
    sampling_deadline: Minute = 14 * 60
    key_result_deadline: Minute = 18 * 60
    result_deadline: Minute = 31 * 60
    transport_mode: TransportMode = TransportMode.auto

    @model_validator(mode="after")
    def _in_order(self) -> Round:
        if not self.sampling_start < self.sampling_deadline <= self.result_deadline:
            raise ValueError("sampling_start < sampling_deadline <= result_deadline must hold")
        return self
