"""People and posts as a transportation problem: who may take which post at what cost.

Posts that the same people may take at the same place are one *lot*: the people in a lot are
interchangeable, so a point is a handful of rows instead of dozens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from masstest.domain.objective import MISSING_ROLE_MIN_M, PIN_BROKEN_M
from masstest.domain.roster import Role
from masstest.domain.travel import Floats
from masstest.solver.rostering.costs import post_costs_m
from masstest.solver.rostering.posts import WORK_MAX_MIN
from masstest.solver.rostering.rules import may_have
from masstest.solver.rostering.stations import Post
from masstest.solver.rostering.targets import crew_of_two, role_cover
from masstest.solver.rostering.workforce import Bools, Ints, Workforce

DECIMETRES = 10
"""Costs of arcs are whole decimetres."""

Told = Callable[[Sequence[Post]], Floats]
"""Posts of a lot -> (people,) metres that it costs more to tell each person of them."""


def missing_m(post: Post) -> float:
    """What it costs in metres that nobody takes `post`.

    A doorstep post comes before every other: without its pair a team stays away altogether.
    """
    if post.kind == "crew":
        return crew_of_two(post)
    first_m = WORK_MAX_MIN * MISSING_ROLE_MIN_M if post.kind == "team" else 0.0
    return first_m + role_cover(post)


@dataclass(frozen=True)
class Lot:
    """Posts at one place that the same people may take, longest first."""

    posts: tuple[Post, ...]

    @property
    def at(self) -> str:
        return self.posts[0].at

    @property
    def kind(self) -> str:
        return self.posts[0].kind

    @cached_property
    def missing_dm(self) -> list[int]:
        """What each post costs when nobody takes it, dearest first."""
        return [round(missing_m(post) * DECIMETRES) for post in self.posts]


@dataclass(frozen=True)
class Market:
    """Lots, and the cost of every pair of lot and person that no rule forbids.

    Attributes
    ----------
    people : how many people there are, allowed anywhere or not
    lot, person, cost_dm : (pairs,) int arrays, ordered by lot and then person; decimetres
    """

    lots: tuple[Lot, ...]
    people: int
    lot: Ints
    person: Ints
    cost_dm: Ints

    def with_costs(self, cost_dm: Ints) -> Market:
        """The same pairs at other costs."""
        return replace(self, cost_dm=cost_dm)

    def without_teams(self, team_ids: frozenset[str]) -> Market:
        """The same without the posts of some doorstep teams."""
        kept = np.array([lot.kind != "team" or lot.at not in team_ids for lot in self.lots])
        pairs = kept[self.lot]
        return Market(
            tuple(lot for lot, stays in zip(self.lots, kept, strict=True) if stays),
            self.people,
            (np.cumsum(kept) - 1)[self.lot[pairs]],
            self.person[pairs],
            self.cost_dm[pairs],
        )

    def place_numbers(self) -> tuple[Ints, list[str]]:
        """(lots,) number of each lot's place, and the places."""
        places = sorted({lot.at for lot in self.lots})
        number = {at: i for i, at in enumerate(places)}
        return np.array([number[lot.at] for lot in self.lots], dtype=np.int64), places


class _Ability:
    """Masks of who may take a post, each computed once per shape of day."""

    def __init__(self, workforce: Workforce) -> None:
        self._workforce = workforce
        self._by_shape: dict[tuple[object, ...], Bools] = {}

    def of(self, post: Post) -> Bools:
        """(people,) whether a person may take `post` in any of its roles."""
        found = self._as(post, post.roles[0])
        for role in post.roles[1:]:
            found = found | self._as(post, role)
        if post.forced_id is not None:
            found = found & (np.arange(len(found)) == self._workforce.index[post.forced_id])
        return found

    def _as(self, post: Post, role: Role) -> Bools:
        # at a point no rule asks which point it is
        hours = tuple((task.start, task.end) for task in post.day)
        shape = (role, hours) if post.kind == "point" else (role, hours, post.day)
        if shape not in self._by_shape:
            self._by_shape[shape] = may_have(self._workforce, post.day_as(role))
        return self._by_shape[shape]


def build_market(
    workforce: Workforce,
    posts: Sequence[Post],
    open_sites: frozenset[str],
    *,
    free: Bools | None = None,
    told: Told | None = None,
) -> Market:
    """Lots of `posts` with their costs. A person forced to a post may take no other.

    Parameters
    ----------
    free : (people,) who may be asked at all; None: everybody
    told : metres that the posts of a lot cost more because people must be told of them
    """
    ability = _Ability(workforce)
    members: dict[tuple[object, ...], list[Post]] = defaultdict(list)
    masks: dict[tuple[object, ...], Bools] = {}
    for post in posts:
        mask = ability.of(post)
        lot: tuple[object, ...] = (
            post.kind,
            post.at,
            post.roles,
            post.place,
            post.served,
            post.forced_id,
            mask.tobytes(),
        )
        members[lot].append(post)
        masks[lot] = mask
    forced = [workforce.index[p.forced_id] for p in posts if p.forced_id is not None]
    lots: list[Lot] = []
    pairs: list[tuple[Ints, Ints]] = []
    by_place: dict[tuple[object, ...], Ints] = {}
    for lot, own in members.items():
        first = own[0]
        where = (first.kind, first.at, first.place, first.served)
        if where not in by_place:
            by_place[where] = _whole_dm(workforce, first, open_sites)
        able = masks[lot].copy()
        if free is not None:
            able &= free
        if first.forced_id is None:
            able[forced] = False
        people = np.nonzero(able)[0]
        costs = by_place[where][people]
        if told is not None:
            costs = costs + np.rint(told(own)[people] * DECIMETRES).astype(np.int64)
        pairs.append((people, costs))
        lots.append(Lot(tuple(sorted(own, key=lambda post: (-post.needed_min, post.day)))))
    return Market(
        tuple(lots),
        len(workforce),
        np.repeat(np.arange(len(lots)), [len(people) for people, _ in pairs]),
        np.concatenate([people for people, _ in pairs]),
        np.concatenate([costs for _, costs in pairs]),
    )


def _whole_dm(workforce: Workforce, post: Post, open_sites: frozenset[str]) -> Ints:
    """Costs at the post's place in decimetres, with a bonus for who is pinned there.

    The bonus makes a pinned person who stays at home as dear as one who serves elsewhere: a
    pin says that the person serves there, if at all possible. People of the reserve are as
    dear as if they had had the most duties of all: nobody of them is called because a regular
    has had so many.
    """
    pinned_here = np.asarray(workforce.pinned == post.at, dtype=bool)
    most_duties = int(workforce.duties_so_far.max(initial=0))
    costs = (
        post_costs_m(workforce, post, open_sites)
        - PIN_BROKEN_M * pinned_here
        + most_duties * workforce.duty_so_far_m * workforce.reserve
    )
    found: npt.NDArray[np.int64] = np.rint(costs * DECIMETRES).astype(np.int64)
    return found
