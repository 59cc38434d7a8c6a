"""The eight in place (八个到位): what the plan says of each point, and what people confirmed.

The plan computes a light where it can. Somebody on the spot, or an inspector, may confirm it or
say that it isn't so; the last one who said something counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import get_args

from masstest.domain.plan import Readiness, ReadinessItem
from masstest.domain.units import Model
from masstest.live.custody import Ledger, LightConfirmation
from masstest.live.day import Day

ITEMS: tuple[ReadinessItem, ...] = get_args(ReadinessItem)


class LightState(StrEnum):
    """How a light stands, the worst first."""

    refused = "refused"  # somebody says that it isn't in place
    short = "short"  # the plan lacks something, and nobody has said otherwise
    open = "open"  # to be confirmed by somebody
    planned = "planned"  # in place by the plan; nobody has looked yet
    confirmed = "confirmed"  # somebody says that it is in place


class Light(Model):
    """One of a point's eight. `note` and `facts` are the plan's; `text` was said on the spot."""

    item: ReadinessItem
    state: LightState
    note: str
    facts: Mapping[str, str | float | int]
    text: str = ""
    at_min: float | None = None
    person: str = ""

    @property
    def is_open(self) -> bool:
        """Nobody has looked at it, and the plan knows of nothing amiss."""
        return self.state in (LightState.open, LightState.planned)

    @property
    def in_place(self) -> bool:
        return self.state in (LightState.planned, LightState.confirmed)


class PointLights(Model):
    """A point's eight lights, in the order of the method."""

    site_id: str
    name: str
    street: str
    community: str
    open_min: float
    lights: tuple[Light, ...]

    @property
    def confirmed(self) -> int:
        return sum(light.state is LightState.confirmed for light in self.lights)

    @property
    def in_place(self) -> int:
        """Lights that are in place, as somebody says or by the plan."""
        return sum(light.in_place for light in self.lights)

    @property
    def open_lights(self) -> int:
        return sum(light.is_open for light in self.lights)


def readiness(day: Day, ledger: Ledger, *, street: str | None = None) -> tuple[PointLights, ...]:
    """The points of the plan, of all or of one street: those with most to see to first."""
    computed = {(each.site_id, each.item): each for each in day.plan.readiness}
    told = ledger.readiness
    points = []
    for site_id, source in day.sources.items():
        if source.kind != "point" or street not in (None, source.street):
            continue
        own = told.get(site_id, {})
        points.append(
            PointLights(
                site_id=site_id,
                name=source.name,
                street=source.street,
                community=source.community,
                open_min=source.open_min,
                lights=tuple(
                    _light(item, computed.get((site_id, item)), own.get(item)) for item in ITEMS
                ),
            )
        )
    return tuple(sorted(points, key=_first))


def _first(point: PointLights) -> tuple[int, int, float, str]:
    refused = sum(light.state is LightState.refused for light in point.lights)
    return -refused, point.in_place - len(point.lights), point.open_min, point.site_id


def _light(item: ReadinessItem, plan: Readiness | None, told: LightConfirmation | None) -> Light:
    if told is not None:
        state = LightState.confirmed if told.ok else LightState.refused
    elif plan is None or plan.state == "confirm":
        state = LightState.open
    else:
        state = LightState.planned if plan.state == "ok" else LightState.short
    return Light(
        item=item,
        state=state,
        note="" if plan is None else plan.note,
        facts={} if plan is None else plan.facts,
        text="" if told is None else told.text,
        at_min=None if told is None else told.at_min,
        person="" if told is None else told.person,
    )
