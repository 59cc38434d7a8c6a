"""What people said is wrong: help, supplies, findings; and what is overdue: waste, retests."""

from __future__ import annotations

import math
from collections.abc import Iterator

from masstest.live.board.look import Look
from masstest.live.board.wrong.making import owner_of, wrong
from masstest.live.shapes import Action, Owner, Signal, Wrong

HELP_LASTS_MIN = 60.0  # a call for help is shown for so long; BG
SUPPLIES_LAST_MIN = 120.0
RETEST_DUE_MIN = 420.0  # pool positive to single results: 7 h (Shunyi)


def wrong_reports(look: Look) -> Iterator[Wrong]:
    """Calls, findings, waste and retests."""
    yield from _calls(look)
    yield from _findings(look)
    yield from _waste(look)
    yield from _retests(look)


def _calls(look: Look) -> Iterator[Wrong]:
    for place, calls in look.ledger.calls.items():
        source = look.day.sources.get(place)
        latest = {call.item: call for call in sorted(calls, key=lambda c: (c.at_min, c.event_id))}
        for item, call in latest.items():
            lasts = look.now_min - call.at_min
            if call.settled_min is not None:
                continue
            if not 0 <= lasts <= (HELP_LASTS_MIN if item is None else SUPPLIES_LAST_MIN):
                continue
            report = look.state.reports.get(place)
            left = max(0, source.persons - report.persons) if source and report else 0
            needs: dict[str, str | int | float] = {"place": place}
            if item is not None:
                needs |= {"item": item, "quantity": call.quantity or 0}
            kind = source.kind if source else "lab" if place in look.day.labs else "vehicle"
            yield wrong(
                "help_needed" if item is None else "supplies_short",
                kind,
                place,
                call.at_min,
                Signal.red if item is None else Signal.amber,
                owner_of(source) if source and item is None else Owner(role="coordinator"),
                Action(code="send_help" if item is None else "send_supplies", facts=needs),
                source=source,
                minutes=lasts,
                persons=left,
                facts={"item": item or "", "text": call.text, "since_at_min": call.at_min},
                about=item or "",
            )


def _findings(look: Look) -> Iterator[Wrong]:
    for finding in look.ledger.findings.values():
        source = look.day.sources.get(finding.site_id)
        if not finding.overdue(look.now_min):
            continue
        yield wrong(
            "finding_overdue",
            "point",
            finding.site_id,
            finding.due_min,
            Signal.amber,
            owner_of(source) if source else Owner(role="coordinator"),
            Action(code="close_finding", facts={"finding": finding.finding_id}),
            source=source,
            minutes=look.now_min - finding.due_min,
            facts={"text": finding.text, "due_at_min": finding.due_min},
            about=finding.finding_id,
        )


def _waste(look: Look) -> Iterator[Wrong]:
    limit = look.day.roster.parameters.waste_deadline_h * 60
    for site_id, point in look.ledger.points.items():
        if point.closed_min is None or site_id not in look.day.sources:
            continue
        lasts = look.now_min - point.closed_min
        if lasts <= limit or any(w.at_min >= point.closed_min for w in point.waste):
            continue
        yield wrong(
            "waste_late",
            "point",
            site_id,
            point.closed_min + limit,
            Signal.amber,
            Owner(role="coordinator"),
            Action(code="send_waste_vehicle", facts={"place": site_id}),
            source=look.day.sources[site_id],
            minutes=lasts - limit,
            facts={"hours": round(lasts / 60, 1)},
        )


def _retests(look: Look) -> Iterator[Wrong]:
    for retest in look.ledger.retests.values():
        if retest.closed_min is not None:
            continue
        source = look.day.sources.get(retest.source)
        lasts = look.now_min - retest.opened_min
        sampled = retest.sampled_min is not None
        due = retest.opened_min + RETEST_DUE_MIN
        official = source.officials.street if source else ()
        owner = Owner(role="lab", ids=(retest.lab_id,)) if sampled and retest.lab_id else None
        yield wrong(
            "retest_open",
            "tube",
            retest.tube_id,
            retest.opened_min,
            Signal.red if look.now_min > due or not sampled else Signal.amber,
            owner or Owner(role="street_official", ids=official),
            Action(
                code="hurry_retest" if sampled else "sample_retest",
                facts={"tube": retest.tube_id, "due_at_min": due},
            ),
            source=source,
            minutes=lasts,
            persons=retest.persons or 0,
            facts={
                "persons": retest.persons or 0,
                "since_at_min": retest.opened_min,
                "minutes": math.floor(lasts),
            },
        )
