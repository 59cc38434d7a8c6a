"""What is wrong now, and who has to act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from masstest.domain.units import Model
from masstest.live.shapes.outlook import Signal

Fact = str | int | float
Facts = Mapping[str, Fact]


class Owner(Model):
    """Who has to act: a role, and ids of the roster (officials, staff) or of a lab or vehicle."""

    role: Literal[
        "point_lead",
        "point_official",
        "community_official",
        "street_official",
        "coordinator",
        "transport_lead",
        "courier",
        "doorstep",
        "lab",
    ]
    ids: tuple[str, ...] = ()


class Action(Model):
    """A proposal: `code` names its sentence (`live.board.sentences`), `facts` its figures."""

    code: str
    facts: Facts = Field(default_factory=dict)


class Wrong(Model):
    """Something that is wrong now. `key` stays the same as long as it is the same trouble."""

    key: str
    code: str
    subject_kind: Literal["point", "team", "box", "vehicle", "lab", "district", "tube"]
    subject: str
    street: str
    community: str
    since_min: float
    minutes: float
    persons: int
    tubes: int
    signal: Signal
    owner: Owner
    facts: Facts
    action: Action
