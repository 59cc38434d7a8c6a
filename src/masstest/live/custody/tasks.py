"""What somebody has to put right or do again: retests, findings, lights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from masstest.domain.plan import ReadinessItem
from masstest.live.custody.anomalies import Anomaly, AnomalyKind
from masstest.live.custody.boxes import BoxState
from masstest.live.custody.record import in_order
from masstest.live.custody.states import (
    FindingState,
    LightConfirmation,
    RetestState,
    TubeState,
)
from masstest.live.events import (
    Event,
    Finding,
    FindingClosed,
    Outcome,
    ReadinessConfirmed,
    RetestResult,
    RetestSampled,
)


def fold_retest(tube: TubeState, box: BoxState, events: Iterable[Event]) -> RetestState:
    """The retest that a positive tube of `box` opened; `events` are those of the retest.

    A result says how many persons have an outcome so far: the highest counts, whoever tells it and
    how often; and no more are negative than the others leave.
    """
    sampled_min: float | None = None
    sampled, told_min = 0, tube.outcome_min or 0.0
    results: dict[Outcome, int] = {}
    for event in in_order(events):
        match event.fact:
            case RetestSampled(persons=persons):
                sampled, sampled_min = persons, event.at_min
            case RetestResult(outcome=outcome, persons=persons):
                if persons > results.get(outcome, 0):
                    results[outcome], told_min = persons, event.at_min
            case _:
                raise AssertionError(f"{event.fact.kind} isn't about a retest")
    expected = sampled or tube.persons
    if expected is not None and Outcome.negative in results:
        others = sum(results.values()) - results[Outcome.negative]
        results[Outcome.negative] = min(results[Outcome.negative], max(0, expected - others))
    is_closed = expected is not None and sum(results.values()) >= expected
    return RetestState(
        tube_id=tube.tube_id,
        box_id=box.box_id,
        lab_id=box.lab_id or "",
        source=box.source,
        opened_min=tube.outcome_min or 0.0,
        persons=tube.persons,
        sampled_min=sampled_min,
        sampled_persons=sampled,
        results=results,
        closed_min=told_min if is_closed else None,
    )


def unknown_retest(tube_id: str, events: Iterable[Event]) -> Anomaly:
    """Somebody retests a tube that no result calls positive."""
    first = min(events, key=lambda e: e.order)
    return Anomaly(
        AnomalyKind.retest_unknown,
        tube_id,
        first.at_min,
        first.event_id,
        first.place,
        first.person,
    )


def fold_finding(finding_id: str, events: Iterable[Event]) -> FindingState | Anomaly:
    """A finding as last reported; opened when first reported, closed by the latest closing."""
    found: list[tuple[Event, Finding]] = []
    closed: list[tuple[Event, FindingClosed]] = []
    for event in in_order(events):
        if isinstance(event.fact, Finding):
            found.append((event, event.fact))
        elif isinstance(event.fact, FindingClosed):
            closed.append((event, event.fact))
    if not found:
        event = closed[0][0]
        return Anomaly(
            AnomalyKind.unknown_finding,
            finding_id,
            event.at_min,
            event.event_id,
            event.place,
            event.person,
        )
    first, fact = found[0][0], found[-1][1]
    return FindingState(
        finding_id=finding_id,
        site_id=fact.site_id,
        item=fact.item,
        text=fact.text,
        due_min=fact.due_min,
        opened_min=first.at_min,
        opened_by=first.person,
        closed_min=closed[-1][0].at_min if closed else None,
        closed_by=closed[-1][0].person if closed else "",
        closed_text=closed[-1][1].text if closed else "",
    )


def fold_lights(events: Iterable[Event]) -> Mapping[ReadinessItem, LightConfirmation]:
    """A point's lights as last confirmed."""
    lights: dict[ReadinessItem, LightConfirmation] = {}
    for event in in_order(events):
        fact = event.fact
        assert isinstance(fact, ReadinessConfirmed)
        lights[fact.item] = LightConfirmation(
            fact.site_id, fact.item, fact.ok, fact.text, event.at_min, event.person
        )
    return lights
