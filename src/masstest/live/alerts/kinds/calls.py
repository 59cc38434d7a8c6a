"""What people at points, in vehicles and in laboratories ask for."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.live.alerts.condition import Condition, Kind, Look, Severity
from masstest.live.alerts.places import place_of
from masstest.live.custody import Call, PointStatus


def help_needed(look: Look) -> Iterator[Condition]:
    """Somebody called for help less than ``help_lasts_min`` ago, and it hasn't come."""
    for place_id, calls in look.ledger.calls.items():
        latest = _latest(look, (c for c in calls if c.item is None), look.limits.help_lasts_min)
        if latest is None:
            continue
        place = place_of(look.day, place_id)
        yield Condition(
            kind=Kind.help_needed,
            about=place_id,
            severity=Severity.red,
            subject=place_id,
            cause="said_why" if latest.text else "called",
            owner="coordinator",
            action="call_back",
            street=place.street,
            community=place.community,
            facts={"point": place.shown, "called_at_min": latest.at_min, "text": latest.text},
            raised_min=latest.at_min,
        )


def supplies_short(look: Look) -> Iterator[Condition]:
    """A place that still works reported an item as short less than ``supplies_last_min`` ago, and
    it hasn't come."""
    for place_id, calls in look.ledger.calls.items():
        point = look.ledger.points.get(place_id)
        if point is not None and point.status is PointStatus.closed:
            continue
        place = place_of(look.day, place_id)
        for item in sorted({call.item for call in calls if call.item is not None}):
            own = (call for call in calls if call.item == item)
            latest = _latest(look, own, look.limits.supplies_last_min)
            if latest is None:
                continue
            yield Condition(
                kind=Kind.supplies_short,
                about=f"{place_id}/{item}",
                severity=Severity.amber,
                subject=place_id,
                cause="so_many_needed" if latest.quantity else "item_short",
                owner="coordinator",
                action="send_supplies",
                street=place.street,
                community=place.community,
                facts={
                    "point": place.shown,
                    "item": item,
                    "quantity": latest.quantity,
                    "called_at_min": latest.at_min,
                },
                raised_min=latest.at_min,
            )


def _latest(look: Look, calls: Iterator[Call], lasts_min: float) -> Call | None:
    latest = max(calls, key=lambda call: (call.at_min, call.event_id), default=None)
    if latest is None or latest.settled_min is not None:
        return None
    if look.now_min - latest.at_min >= lasts_min:
        return None
    return latest
