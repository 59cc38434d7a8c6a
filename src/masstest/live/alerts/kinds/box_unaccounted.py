"""Boxes and tubes that nobody can account for."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.live.alerts.condition import Condition, Kind, Look, Severity
from masstest.live.alerts.places import place_of
from masstest.live.custody import UnaccountedKind

# Somebody may have specimens that nobody is looking for.
_GONE = (UnaccountedKind.lost, UnaccountedKind.left_behind, UnaccountedKind.tubes_missing)
_AT_LAB = (
    UnaccountedKind.tubes_missing,
    UnaccountedKind.not_started,
    UnaccountedKind.results_missing,
)


def box_unaccounted(look: Look) -> Iterator[Condition]:
    """What the board can't account for, of each box and in each way."""
    for line in look.board.unaccounted:
        kind = UnaccountedKind(line.kind)
        source = place_of(look.day, line.source)
        yield Condition(
            kind=Kind.box_unaccounted,
            about=f"{line.box_id}/{kind}",
            severity=Severity.red if kind in _GONE else Severity.amber,
            subject=line.box_id,
            cause=kind.value,
            owner="lab" if kind in _AT_LAB else "transport_lead",
            action="ask_the_lab" if kind in _AT_LAB else "ask_last_holder",
            street=source.street,
            community=source.community,
            facts={
                "box": line.box_id,
                "tubes": line.tubes,
                "expected_tubes": line.tubes + (line.tubes_found or 0),
                "where": place_of(look.day, line.holder or line.source).shown,
                "heard_at_min": line.since_min,
            },
        )
