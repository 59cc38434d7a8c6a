"""A box that is held because count or seal doesn't match."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.live.alerts.condition import Condition, Kind, Look, Severity
from masstest.live.alerts.places import place_of
from masstest.live.custody import Station


def count_mismatch(look: Look) -> Iterator[Condition]:
    """A box is held: it can't go on until it is counted again, or released."""
    for box in look.ledger.boxes.values():
        found = box.mismatch
        if found is None:
            continue
        source, place = place_of(look.day, box.source), place_of(look.day, found.place)
        cause = "count_differs" if found.tubes_differ else "seal_differs"
        expected = found.expected_tubes if found.expected_tubes is not None else found.known_tubes
        if expected == found.found_tubes and found.known_tubes is not None:
            expected = found.known_tubes
        yield Condition(
            kind=Kind.count_mismatch,
            about=box.box_id,
            severity=Severity.red,
            subject=box.box_id,
            cause=cause,
            owner="transport_lead",
            action="scan_again" if found.station is Station.sealing else "count_again",
            street=source.street or place.street,
            community=source.community or place.community,
            facts={
                "box": box.box_id,
                "where": place.shown or source.shown,
                "held_at_min": found.at_min,
                "expected_tubes": expected,
                "found_tubes": found.found_tubes,
                "expected_seal": found.expected_seal,
                "found_seal": found.found_seal,
            },
        )
