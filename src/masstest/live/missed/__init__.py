"""Who was missed (漏检) when the sampling deadline has passed, and how to catch up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import partial

from masstest.live.completion import Completion
from masstest.live.day import Day
from masstest.live.missed.by_compound import MissedPart, missed_parts
from masstest.live.missed.catch_up import catch_ups
from masstest.live.shapes import CatchUp, Missed, MissedCompound

__all__ = ["missed"]


def missed(
    day: Day, state: Completion, now_min: float, *, street: str | None = None
) -> Missed | None:
    """The missed by compound, most first, and a catch-up session for them.

    None until the sampling deadline has passed. With `street`, of its compounds only.
    """
    if now_min < day.round.sampling_deadline:
        return None
    memory = state.memory
    every = memory.get(
        ("missed",), (memory.version, now_min), lambda: _by_street(day, state, now_min)
    )
    own = [found for name, found in every.items() if street in (None, name)]
    rows = [row for some, _ in own for row in some]
    sessions = [session for _, some in own for session in some]
    rows.sort(key=lambda row: (-row.missed, row.compound_id))
    sessions.sort(key=lambda each: (-each.persons, each.source_id, each.compound_ids))
    return Missed(
        persons=sum(row.missed for row in rows), compounds=tuple(rows), catch_up=tuple(sessions)
    )


def _by_street(
    day: Day, state: Completion, now_min: float
) -> Mapping[str, tuple[list[MissedCompound], list[CatchUp]]]:
    """street -> its compounds and sessions."""
    compounds = day.roster.compound
    parts: dict[str, list[MissedPart]] = defaultdict(list)
    for part in missed_parts(day, state):
        if part.persons > 0 and part.compound_id in compounds:
            parts[compounds[part.compound_id].street].append(part)
    return {
        street: (_rows(day, state, own), catch_ups(day, state, street, own, now_min))
        for street, own in parts.items()
    }


def _rows(day: Day, state: Completion, parts: list[MissedPart]) -> list[MissedCompound]:
    by_compound: dict[str, list[MissedPart]] = defaultdict(list)
    for part in parts:
        by_compound[part.compound_id].append(part)
    return [
        state.memory.get(
            ("missed of", compound_id), tuple(own), partial(_of_compound, day, compound_id, own)
        )
        for compound_id, own in by_compound.items()
    ]


def _of_compound(day: Day, compound_id: str, own: list[MissedPart]) -> MissedCompound:
    compound = day.roster.compound[compound_id]
    return MissedCompound(
        compound_id=compound_id,
        name=compound.name,
        street=compound.street,
        community=compound.community,
        due=day.due[compound_id],
        missed=sum(part.persons for part in own),
        homebound=sum(part.persons for part in own if part.at_home),
        estimated=any(part.estimated for part in own),
        sources=tuple(dict.fromkeys(part.source_id for part in own)),
    )
