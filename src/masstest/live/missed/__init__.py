"""Who was missed (漏检) when the sampling deadline has passed, and how to catch up."""

from __future__ import annotations

from masstest.live.completion import Completion
from masstest.live.day import Day
from masstest.live.missed.by_compound import MissedPart, missed_parts
from masstest.live.missed.catch_up import catch_ups
from masstest.live.shapes import Missed, MissedCompound

__all__ = ["missed"]


def missed(
    day: Day, state: Completion, now_min: float, *, street: str | None = None
) -> Missed | None:
    """The missed by compound, most first, and a catch-up session for them.

    None until the sampling deadline has passed. With `street`, of its compounds only.
    """
    if now_min < day.round.sampling_deadline:
        return None
    compounds = day.roster.compound
    parts = [
        part
        for part in missed_parts(day, state.reports)
        if part.persons > 0
        and part.compound_id in compounds
        and (street is None or compounds[part.compound_id].street == street)
    ]
    by_compound: dict[str, list[MissedPart]] = {}
    for part in parts:
        by_compound.setdefault(part.compound_id, []).append(part)
    rows = []
    for compound_id, own in by_compound.items():
        compound = compounds[compound_id]
        rows.append(
            MissedCompound(
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
        )
    rows.sort(key=lambda row: (-row.missed, row.compound_id))
    return Missed(
        persons=sum(row.missed for row in rows),
        compounds=tuple(rows),
        catch_up=catch_ups(day, state.reports, parts, now_min),
    )
