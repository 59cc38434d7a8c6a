"""Specimens that get old on their way: room temperature is good for four hours."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.live.alerts.condition import Condition, Kind, Look, Severity
from masstest.live.alerts.places import place_of
from masstest.live.custody import PROGRESS, BoxState, Phase, PlaceKind

_AT_LAB = PROGRESS[Phase.delivered]


def box_over_age(look: Look) -> Iterator[Condition]:
    """The oldest sample is ``specimen_amber_min`` old (red: ``specimen_red_min``), and the box
    isn't at a laboratory."""
    limits = look.limits
    for box in look.ledger.boxes.values():
        oldest_min = _oldest_min(box)
        if oldest_min is None or box.phase is Phase.lost or PROGRESS[box.reached] >= _AT_LAB:
            continue
        age_min = look.now_min - oldest_min
        if age_min < limits.specimen_amber_min:
            continue
        over = age_min >= limits.specimen_red_min
        source = place_of(look.day, box.source)
        holder = box.holder
        with_courier = holder is not None and holder.kind is PlaceKind.vehicle
        yield Condition(
            kind=Kind.box_over_age,
            about=box.box_id,
            severity=Severity.red if over else Severity.amber,
            subject=box.box_id,
            cause="over_age" if over else "nearly_over_age",
            owner="transport_lead",
            action="to_nearest_lab" if with_courier else "fetch_the_box",
            street=source.street,
            community=source.community,
            facts={
                "box": box.box_id,
                "sampled_at_min": oldest_min,
                "limit_at_min": oldest_min + limits.specimen_red_min,
                "tubes": box.tubes,
                "where": place_of(look.day, holder.place).shown if holder else source.shown,
            },
        )


def _oldest_min(box: BoxState) -> float | None:
    """The first sample; where nobody said when it was, the first that is known of the box."""
    if box.first_sample_min is not None:
        return box.first_sample_min
    return box.opened_min if box.tubes else None
