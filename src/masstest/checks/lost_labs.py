"""Laboratories that were lost in the day: what they keep, what lies there, what runs fetch.

A lost laboratory keeps the tubes that it had started: of all that was brought there the first, key
tubes before all others, each kind in order of arrival. The others lie there, in the same order and
apart by zone class, until runs fetch them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from masstest.checks.sources import Source, deliveries, oldest_in, pickups, source_of
from masstest.domain.plan import LabLoad, Plan, Run, Stop


class Share(NamedTuple):
    """Tubes of one delivery to a lost laboratory: kept there, or lying there."""

    run: Run
    stop: Stop
    key_kept: int
    other_kept: int
    key_lying: int
    other_lying: int


class Fetch(NamedTuple):
    """A pickup at a laboratory beside what it can find: `tubes` of those recorded at the most."""

    run: Run
    stop: Stop
    tubes: int
    key_tubes: int
    oldest_sample_at: int | None


class Unfetched(NamedTuple):
    """Tubes that nobody fetches from a lost laboratory."""

    lab_id: str
    tubes: int
    key_tubes: int


@dataclass
class _Pile:
    """What is left of one delivery."""

    there_from: int
    sealed: bool
    oldest_sample_at: int | None
    left: dict[bool, int]  # key tubes and others


def shares(plan: Plan, load: LabLoad) -> Iterator[Share]:
    """What a lost laboratory keeps of each delivery, in order of arrival."""
    key_left, other_left = load.key_tubes, load.tubes - load.key_tubes
    brought = [(run, stop) for run, stop in deliveries(plan) if stop.lab_id == load.lab_id]
    for run, stop in sorted(brought, key=lambda row: (row[1].depart, row[0].run_id)):
        tubes = max(0, stop.tubes)
        key = min(max(0, stop.key_tubes), tubes)
        key_kept = min(key, max(0, key_left))
        other_kept = min(tubes - key, max(0, other_left))
        key_left, other_left = key_left - key_kept, other_left - other_kept
        yield Share(run, stop, key_kept, other_kept, key - key_kept, tubes - key - other_kept)


def follow_fetches(plan: Plan, sealed: Collection[Source]) -> tuple[list[Fetch], list[Unfetched]]:
    """What every pickup at a laboratory can find, and what is left there after the last one.

    Nothing can be fetched where no laboratory was lost, nor before it was.

    Parameters
    ----------
    sealed : sources whose tubes are of the class sealed
    """
    piles = {
        lab_id: [_pile(share, sealed) for share in shares(plan, load)]
        for lab_id, load in plan.lost_labs.items()
    }
    found = []
    calls = [(run, stop) for run, stop in pickups(plan) if stop.lab_id is not None]
    for run, stop in sorted(calls, key=lambda call: (call[1].arrive, call[0].run_id)):
        load = plan.lost_labs.get(stop.lab_id or "")
        is_lost = load is not None and load.lost_at is not None and stop.arrive >= load.lost_at
        there = piles[load.lab_id] if load is not None and is_lost else []
        found.append(_fetch(run, stop, there))
    left = []
    for lab_id, own in piles.items():
        key, other = (sum(pile.left[kind] for pile in own) for kind in (True, False))
        if key + other:
            left.append(Unfetched(lab_id, key + other, key))
    return found, left


def _pile(share: Share, sealed: Collection[Source]) -> _Pile:
    return _Pile(
        share.stop.depart,
        _brings_sealed(share.run, sealed),
        oldest_in(share.run),
        {True: share.key_lying, False: share.other_lying},
    )


def _brings_sealed(run: Run, sealed: Collection[Source]) -> bool:
    """Whether a run has tubes of sealed zones, by its own class or by where it took them."""
    sources = (source_of(stop) for stop in run.stops if stop.kind == "pickup")
    return run.zone_class.value == "sealed" or any(source in sealed for source in sources)


def _fetch(run: Run, stop: Stop, there: Sequence[_Pile]) -> Fetch:
    """Take what the stop records, as far as it is there, key tubes and early deliveries first."""
    is_sealed = run.zone_class.value == "sealed"
    taken = {True: 0, False: 0}
    moments = []
    for kind in (True, False):
        for pile in there:
            if pile.sealed is not is_sealed or pile.there_from > stop.arrive:
                continue
            part = min(pile.left[kind], max(0, stop.tubes) - sum(taken.values()))
            pile.left[kind] -= part
            taken[kind] += part
            if part and pile.oldest_sample_at is not None:
                moments.append(pile.oldest_sample_at)
    return Fetch(run, stop, sum(taken.values()), taken[True], min(moments, default=None))


__all__ = ["Fetch", "Share", "Unfetched", "follow_fetches", "shares"]
