"""The people of a roster as arrays, and what they can be asked to do.

A *task* is a duty without its person; a *day* is all that one person does, tasks in order of
time. Every rule of `masstest.solver.rostering.rules` answers for one day and all people at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from masstest.domain.objective import DUTY_ABOVE_WAY_M, DUTY_SO_FAR_M
from masstest.domain.roster import Role, Roster, Staff, StaffPool, ZoneClass, ZoneGroup
from masstest.domain.travel import Floats, Place, Travel
from masstest.domain.units import ceil_min, floor_min

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

TRAINED_ROLES = frozenset({Role.sampler, Role.doorstep})
NO_MINUTE = -(10**9)


class Served(StrEnum):
    """Whom a task serves. `open` vehicles carry what is not sealed: controlled or common."""

    sealed = "sealed"
    controlled = "controlled"
    common = "common"
    open = "open"

    @classmethod
    def by_vehicle(cls, zone_class: ZoneClass) -> Served:
        return cls.sealed if zone_class is ZoneClass.sealed else cls.open


class Task(NamedTuple):
    """One role at one place in [start, end), whoever does it.

    `start_place` and `end_place` differ for teams on their way; `served` is None for what
    meets no residents and carries no specimens (supplies, waste).
    """

    role: Role
    at: str
    lane: int | None
    start: int
    end: int
    start_place: Place
    end_place: Place
    served: Served | None


Day = tuple[Task, ...]


def day_of(tasks: Iterable[Task]) -> Day:
    """`tasks` in order of time."""
    return tuple(sorted(tasks, key=lambda task: (task.start, task.end, task.at)))


@dataclass(frozen=True)
class Workforce:
    """Everybody on the roster, one array element per person, in the roster's order."""

    roster: Roster
    travel: Travel

    @property
    def staff(self) -> tuple[Staff, ...]:
        return self.roster.staff

    def __len__(self) -> int:
        return len(self.roster.staff)

    @cached_property
    def index(self) -> dict[str, int]:
        return {person.staff_id: i for i, person in enumerate(self.staff)}

    @cached_property
    def suited(self) -> frozenset[Role]:
        """Roles whose stints are limited."""
        return frozenset(Role(role) for role in self.roster.parameters.suited_roles)

    @cached_property
    def has_role(self) -> dict[Role, Bools]:
        return {
            role: np.array([role in person.roles for person in self.staff], dtype=bool)
            for role in Role
        }

    @cached_property
    def trained(self) -> Bools:
        """Whether the training is valid on the round's date."""
        date = self.roster.round.date
        return np.array(
            [p.trained_until is not None and p.trained_until >= date for p in self.staff],
            dtype=bool,
        )

    @cached_property
    def available_from(self) -> Ints:
        return np.array([person.available_from for person in self.staff], dtype=np.int64)

    @cached_property
    def available_until(self) -> Ints:
        return np.array([person.available_until for person in self.staff], dtype=np.int64)

    @cached_property
    def work_max_min(self) -> Ints:
        """`max_hours` in whole minutes."""
        return np.array([floor_min(p.max_hours * 60) for p in self.staff], dtype=np.int64)

    @cached_property
    def rested_from(self) -> Ints:
        """First minute of a new duty: `min_rest_h` after the last one."""
        rest_min = self.roster.parameters.min_rest_h * 60
        return np.array(
            [
                NO_MINUTE if p.last_duty_end is None else ceil_min(p.last_duty_end + rest_min)
                for p in self.staff
            ],
            dtype=np.int64,
        )

    @cached_property
    def reserve(self) -> Bools:
        return np.array([person.pool is StaffPool.reserve for person in self.staff], dtype=bool)

    @cached_property
    def duties_so_far(self) -> Ints:
        return np.array([person.duties_so_far for person in self.staff], dtype=np.int64)

    @cached_property
    def duty_so_far_m(self) -> float:
        """What each earlier duty of a person on duty costs: more than any way in the district."""
        longest_m = float(self.travel.commute_m.max(initial=0.0))
        return max(DUTY_SO_FAR_M, DUTY_ABOVE_WAY_M + 1_000.0 * math.ceil(longest_m / 1_000))

    @cached_property
    def last_group(self) -> npt.NDArray[np.object_]:
        """Zone group served last, or None."""
        groups: list[ZoneGroup | None] = [
            None if person.last_zone is None else person.last_zone.group for person in self.staff
        ]
        return np.array(groups, dtype=object)

    @cached_property
    def pinned(self) -> npt.NDArray[np.object_]:
        """Site each person is pinned to, or None."""
        return np.array([person.pinned_site_id for person in self.staff], dtype=object)

    @cached_property
    def _commute_m(self) -> Floats:
        rows = [self.travel.staff_row[person.staff_id] for person in self.staff]
        found: Floats = self.travel.commute_m[rows]
        return found

    def commute_m(self, place: Place) -> Floats:
        """(people,) metres from home to `place`."""
        column: Floats = self._commute_m[:, self.travel.place_index[place]]
        return column
