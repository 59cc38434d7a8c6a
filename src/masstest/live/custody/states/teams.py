"""Doorstep teams and the stops that they have made."""

from __future__ import annotations

from dataclasses import dataclass

from masstest.live.custody.states.calls import Call
from masstest.live.custody.states.series import Series


@dataclass(frozen=True, slots=True)
class StopDone:
    stop: int
    compound_id: str
    at_min: float
    persons: int
    key_persons: int
    person: str


@dataclass(frozen=True, slots=True)
class TeamState:
    team_id: str
    stops: tuple[StopDone, ...] = ()  # by `stop`
    help: tuple[Call, ...] = ()
    supplies: tuple[Call, ...] = ()
    last_heard_min: float = float("-inf")

    @property
    def persons(self) -> int:
        return sum(stop.persons for stop in self.stops)

    @property
    def key_persons(self) -> int:
        return sum(stop.key_persons for stop in self.stops)

    @property
    def sampled(self) -> Series:
        return Series.of((stop.at_min, stop.persons) for stop in self.stops)
