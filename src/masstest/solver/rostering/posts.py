"""Posts: one person's day at one place, and how many of them a number of positions needs.

A *position* is a place to be manned without a gap (a sampling table, the disinfection of a
point). A *post* is what one person does there: stretches of work with rests between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from masstest.domain.parameters import Parameters

WORK_MAX_MIN = 480
"""A post never asks for more work than the 8 hours that are the default of `max_hours`."""


class Stretch(NamedTuple):
    """Work at `position` (0-based) in [start, end), minutes from the opening."""

    position: int
    start: int
    end: int


Pattern = tuple[Stretch, ...]
"""What one person does, in order of time."""


def posts_needed(
    role_positions: int, minutes: int, parameters: Parameters, *, suited: bool = True
) -> int:
    """People who keep `role_positions` positions of one role manned for `minutes`.

    Parameters
    ----------
    role_positions : positions side by side, for instance lanes x samplers_per_lane
    minutes : length of the window, from opening to the last person sampled
    suited : whether the role wears a protective suit, so that `stint_limit` applies
    """
    return len(patterns(role_positions, minutes, parameters, suited=suited))


def patterns(
    positions: int, minutes: int, parameters: Parameters, *, suited: bool = True
) -> tuple[Pattern, ...]:
    """Posts that man `positions` positions without a gap during [0, minutes).

    Every stretch of a suited role is at most `stint_max_min` long, every rest at least
    `stint_rest_min`, and no post is longer than `WORK_MAX_MIN` in all. The number of posts is
    minimal for windows up to 9 hours if `stint_rest_min` divides `stint_max_min` (as the
    defaults do): see "Posts" in the formulation for the proof.
    """
    if positions <= 0 or minutes <= 0:
        return ()
    if not suited:
        return _wrapped(positions, minutes)
    return _suited(positions, minutes, parameters.stint_max_min, parameters.stint_rest_min)


@lru_cache(maxsize=4096)
def _wrapped(positions: int, minutes: int) -> tuple[Pattern, ...]:
    """Without stints: wrap the positions' time around people of `WORK_MAX_MIN` each.

    The wrap-around rule of McNaughton (1959, doi:10.1287/mnsc.6.1.1): a person who takes the
    tail of one position and the head of the next never has both at once, because
    `WORK_MAX_MIN` is at most `minutes` whenever anything is wrapped.
    """
    if minutes <= WORK_MAX_MIN:
        return tuple((Stretch(p, 0, minutes),) for p in range(positions))
    people = -(-positions * minutes // WORK_MAX_MIN)
    edges = [positions * minutes * i // people for i in range(people + 1)]
    found = []
    for begin, end in pairwise(edges):
        first, last = begin // minutes, (end - 1) // minutes
        pieces = [
            Stretch(p, max(begin - p * minutes, 0), min(end - p * minutes, minutes))
            for p in range(first, last + 1)
        ]
        found.append(tuple(sorted(pieces, key=lambda piece: piece.start)))
    return tuple(found)


@lru_cache(maxsize=4096)
def _suited(positions: int, minutes: int, stint_min: int, rest_min: int) -> tuple[Pattern, ...]:
    if minutes <= stint_min and minutes <= WORK_MAX_MIN:
        return tuple((Stretch(p, 0, minutes),) for p in range(positions))
    if rest_min == 0:
        return tuple(tuple(_cut(post, stint_min)) for post in _wrapped(positions, minutes))
    if stint_min % rest_min == 0 and positions * rest_min > stint_min:
        return _in_groups(positions, minutes, stint_min, rest_min)
    reliefs = max(1, -(-positions * rest_min // stint_min))
    while True:
        found = _rotation(positions, reliefs, minutes, stint_min, rest_min)
        if all(work_min(post) <= WORK_MAX_MIN for post in found):
            return found
        reliefs += 1


def _in_groups(positions: int, minutes: int, stint_min: int, rest_min: int) -> tuple[Pattern, ...]:
    """Even groups of neighbouring positions, each with one person more than it has positions."""
    groups = -(-positions * rest_min // stint_min)
    found: list[Pattern] = []
    first = 0
    for group in range(groups):
        size = (positions - first) // (groups - group)
        for post in _suited(size, minutes, stint_min, rest_min):
            found.append(tuple(s._replace(position=s.position + first) for s in post))
        first += size
    return tuple(found)


def _rotation(
    positions: int, reliefs: int, minutes: int, stint_min: int, rest_min: int
) -> tuple[Pattern, ...]:
    """`positions + reliefs` people in turn: everybody works `positions` slots, rests `reliefs`.

    With slots of q minutes a stretch lasts positions x q <= stint_min and a rest
    reliefs x q >= rest_min, so rest_min / reliefs <= q <= stint_min / positions. At every
    slot's end one person goes to rest, and the one who comes back takes over that position.
    Slots as long as possible mean few handovers; they are evened out where the rest allows it.
    """
    people = positions + reliefs
    longest = Fraction(stint_min, positions)
    slots = -(-minutes // longest)
    even = Fraction(minutes, slots)
    slot = even if even * reliefs >= rest_min else longest
    posts: list[list[Stretch]] = [[] for _ in range(people)]
    resting = {-back % people for back in range(reliefs)}
    at = dict(zip(sorted(set(range(people)) - resting), range(positions), strict=True))
    since = dict.fromkeys(at, 0)
    number = 1
    while (now := int(number * slot)) < minutes:
        leaves, comes = number % people, (number - reliefs) % people
        position = at.pop(leaves)
        posts[leaves].append(Stretch(position, since.pop(leaves), now))
        at[comes], since[comes] = position, now
        number += 1
    for who, position in at.items():
        posts[who].append(Stretch(position, since[who], minutes))
    return tuple(post for post in (tuple(s for s in p if s.end > s.start) for p in posts) if post)


def _cut(post: Pattern, stint_min: int) -> list[Stretch]:
    """Stretches cut into pieces of at most `stint_min` (no rest is asked between them)."""
    return [
        Stretch(piece.position, start, min(start + stint_min, piece.end))
        for piece in post
        for start in range(piece.start, piece.end, stint_min)
    ]


def work_min(post: Sequence[Stretch]) -> int:
    """Minutes of work in a post."""
    return sum(piece.end - piece.start for piece in post)


def short_patterns(
    positions: int, people: int, minutes: int, parameters: Parameters, *, suited: bool = True
) -> tuple[Pattern, ...]:
    """What `people` do where `posts_needed` asks for more: the most minutes manned.

    As many positions as possible, from the first, are manned without a gap; each of the
    others has one person, who leaves it empty during rests. With fewer people than positions
    the last positions stay empty.
    """
    if people < positions:
        whole, alone = 0, people
    else:
        whole = max(
            n
            for n in range(positions + 1)
            if posts_needed(n, minutes, parameters, suited=suited) + positions - n <= people
        )
        alone = positions - whole
    found = list(patterns(whole, minutes, parameters, suited=suited))
    found += [_solo(whole + n, minutes, parameters, suited=suited) for n in range(alone)]
    return tuple(found)


def _solo(position: int, minutes: int, parameters: Parameters, *, suited: bool) -> Pattern:
    """The most that one person can man of one position during [0, minutes)."""
    stint = parameters.stint_max_min if suited else WORK_MAX_MIN
    rest = parameters.stint_rest_min if suited else 0
    pieces: list[Stretch] = []
    start, left = 0, WORK_MAX_MIN
    while start < minutes and left > 0:
        end = min(start + stint, start + left, minutes)
        pieces.append(Stretch(position, start, end))
        left -= end - start
        start = end + rest
    return tuple(pieces)


def solo_min(minutes: int, parameters: Parameters) -> int:
    """The most minutes in a suit that one person can work during `minutes`."""
    cycle = parameters.stint_max_min + parameters.stint_rest_min
    return minutes // cycle * parameters.stint_max_min + min(
        minutes % cycle, parameters.stint_max_min
    )
