"""Who can be on duty, and which officials are answerable for what."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from masstest.domain.roster.ranges import Count, Lat, Lon
from masstest.domain.roster.zones import Zone
from masstest.domain.units import Minute, Model


class Role(StrEnum):
    sampler = "sampler"
    registrar = "registrar"
    usher = "usher"
    packer = "packer"
    disinfector = "disinfector"
    lead = "lead"
    doorstep = "doorstep"
    driver = "driver"
    courier = "courier"


class StaffPool(StrEnum):
    regular = "regular"
    reserve = "reserve"


class Staff(Model):
    """A person who can be on duty."""

    staff_id: str
    name: str
    roles: frozenset[Role]
    organisation: str = ""
    team: str = ""
    phone: str = ""
    pool: StaffPool = StaffPool.regular
    lon: Lon
    lat: Lat
    street: str = ""
    available_from: Minute
    available_until: Minute
    max_hours: Annotated[float, Field(ge=0, le=24)] = 8
    trained_until: dt.date | None = None
    last_duty_end: Minute | None = None
    duties_so_far: Count = 0
    last_zone: Zone | None = None
    pinned_site_id: str | None = None


class Level(StrEnum):
    street = "street"
    community = "community"
    point = "point"


class Official(Model):
    official_id: str
    name: str
    title: str = ""
    phone: str = ""
    level: Level
    street: str = ""
    community: str = ""
