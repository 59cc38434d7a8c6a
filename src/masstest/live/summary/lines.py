"""The lists of the summary: what went wrong one by one, and how it ended."""

from __future__ import annotations

from typing import Literal

from masstest.live.board.look import Look
from masstest.live.custody import BoxState, Ledger, Mismatch
from masstest.live.day import Day
from masstest.live.summary.entries import Where, where_of
from masstest.live.summary.shapes import FindingLine, MismatchLine, RetestLine, ShortLine

RELEASING_ROLE = "transport_lead"
"""Nobody else can release a box."""


def _shown(look: Look, where: Where) -> bool:
    return look.street in (None, where.street)


def mismatches(look: Look) -> tuple[MismatchLine, ...]:
    """Every mismatch, in the order of time."""
    lines = []
    for box in look.ledger.boxes.values():
        where = where_of(look.day, box.source)
        if _shown(look, where):
            lines += [_mismatch(box, where, each) for each in box.mismatches]
    return tuple(sorted(lines, key=lambda line: (line.at_min, line.box_id)))


def _mismatch(box: BoxState, where: Where, found: Mismatch) -> MismatchLine:
    release = next((r for r in box.releases if r.event_id == found.cleared_by), None)
    ended: Literal["released", "recounted", "held"] = "recounted"
    if release is not None:
        ended = "released"
    elif found.cleared_min is None:
        ended = "held"
    return MismatchLine(
        box_id=box.box_id,
        source=box.source,
        street=where.street,
        community=where.community,
        station=found.station.value,
        at_min=found.at_min,
        expected_tubes=found.expected_tubes,
        found_tubes=found.found_tubes,
        expected_seal=found.expected_seal,
        found_seal=found.found_seal,
        ended=ended,
        ended_min=found.cleared_min,
        released_by_role="" if release is None else RELEASING_ROLE,
        reason="" if release is None else release.reason,
    )


def supplies(look: Look) -> tuple[ShortLine, ...]:
    """Who ran short of what, in the order of time."""
    lines = []
    for place_id, calls in look.ledger.calls.items():
        where = where_of(look.day, place_id)
        if not _shown(look, where):
            continue
        lines += [
            ShortLine(
                place_id=place_id,
                street=where.street,
                community=where.community,
                at_min=call.at_min,
                item=call.item,
                quantity=call.quantity,
            )
            for call in calls
            if call.item is not None
        ]
    return tuple(sorted(lines, key=lambda line: (line.at_min, line.place_id)))


def finding_lines(
    day: Day, ledger: Ledger, now_min: float, street: str | None
) -> tuple[FindingLine, ...]:
    """Findings of all streets or of one: open ones first, the most overdue first."""
    lines = []
    for finding in ledger.findings.values():
        where = where_of(day, finding.site_id)
        if street not in (None, where.street):
            continue
        lines.append(
            FindingLine(
                finding_id=finding.finding_id,
                site_id=finding.site_id,
                street=where.street,
                community=where.community,
                item=finding.item,
                text=finding.text,
                opened_min=finding.opened_min,
                due_min=finding.due_min,
                closed_min=finding.closed_min,
                closed_text=finding.closed_text,
                overdue=finding.overdue(now_min),
            )
        )
    lines.sort(key=lambda f: (f.closed_min is not None, f.due_min, f.opened_min, f.finding_id))
    return tuple(lines)


def retests(look: Look) -> tuple[RetestLine, ...]:
    """Every pool positive that was broken up, in the order of time."""
    lines = []
    for retest in look.ledger.retests.values():
        where = where_of(look.day, retest.source)
        if not _shown(look, where):
            continue
        lines.append(
            RetestLine(
                tube_id=retest.tube_id,
                source=retest.source,
                street=where.street,
                community=where.community,
                opened_min=retest.opened_min,
                persons=retest.persons,
                sampled_persons=retest.sampled_persons,
                positives=retest.positives,
                closed_min=retest.closed_min,
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.opened_min, line.tube_id)))
