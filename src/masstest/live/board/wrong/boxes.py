"""Boxes that are held, too old, or unaccounted for."""

from __future__ import annotations

import math
from collections.abc import Iterator

from masstest.live.board.boxes import expected_tubes, unaccounted
from masstest.live.board.look import Look
from masstest.live.board.wrong.making import crew_of, owner_of, wrong
from masstest.live.custody import BoxState, Phase, Unaccounted
from masstest.live.shapes import Action, Owner, Signal, Wrong

WARN_SHARE = 0.75  # of the age limit: 3 h of 4


def wrong_boxes(look: Look) -> Iterator[Wrong]:
    """Held boxes, boxes over age or nearly so, those that nobody can account for, and those with
    more results than tubes."""
    for own in look.memory.boxes.sources.values():
        for box in own.held:
            yield _held(look, box)
        for box in own.with_too_many_results:
            yield _too_many_results(look, box)
        for box in own.not_at_lab:
            old = _old(look, box)
            if old is not None:
                yield old
    for one in unaccounted(look):
        yield _unaccounted(look, one)


def _held(look: Look, box: BoxState) -> Wrong:
    assert box.mismatch is not None
    mismatch = box.mismatch
    place = box.holder.place if box.holder else box.source
    seal = mismatch.seals_differ and not mismatch.tubes_differ
    return wrong(
        "box_seal_differs" if seal else "box_count_differs",
        "box",
        box.box_id,
        mismatch.at_min,
        Signal.red,
        Owner(role="transport_lead"),
        Action(code="recount_or_release", facts={"box": box.box_id, "place": place}),
        source=look.day.sources.get(box.source),
        minutes=look.now_min - mismatch.at_min,
        tubes=box.tubes,
        facts={
            "place": place,
            "expected_tubes": expected_tubes(mismatch) or 0,
            "found_tubes": mismatch.found_tubes,
            "expected_seal": mismatch.expected_seal or "",
            "found_seal": mismatch.found_seal,
        },
        about=mismatch.station.value,
    )


def _too_many_results(look: Look, box: BoxState) -> Wrong:
    lab_id = box.lab_id or ""
    since_min = box.resulted_min or box.last_heard_min
    return wrong(
        "box_results_beyond",
        "box",
        box.box_id,
        since_min,
        Signal.amber,
        Owner(role="lab", ids=(lab_id,) if lab_id else ()),
        Action(code="check_results", facts={"lab": lab_id, "box": box.box_id}),
        source=look.day.sources.get(box.source),
        minutes=look.now_min - since_min,
        tubes=box.results_beyond,
        facts={
            "place": lab_id,
            "tubes": box.tubes,
            "results": box.tubes + box.results_beyond,
        },
    )


def _old(look: Look, box: BoxState) -> Wrong | None:
    if box.first_sample_min is None:
        return None
    limit = float(look.day.roster.parameters.specimen_age_max_min)
    age = look.now_min - box.first_sample_min
    expected_min = _expected_at_lab(look, box)
    warn = WARN_SHARE * limit
    if age <= limit and (age <= warn or expected_min <= box.first_sample_min + limit):
        return None
    source = look.day.sources.get(box.source)
    delivered = box.reached is Phase.delivered and box.lab_id is not None
    carried = not delivered and box.reached is not Phase.sealed and box.vehicle_id is not None
    place = box.holder.place if box.holder else box.source
    if delivered:
        owner = Owner(role="lab", ids=(box.lab_id or "",))
        action = Action(code="take_over", facts={"lab": box.lab_id or ""})
    elif carried:
        owner = crew_of(look, box.vehicle_id or "")
        action = Action(code="deliver_now", facts={"place": place})
    else:
        owner = owner_of(source) if source else Owner(role="transport_lead")
        action = Action(code="fetch_now", facts={"place": place})
    return wrong(
        "box_over_age" if age > limit else "box_nearly_over_age",
        "box",
        box.box_id,
        box.first_sample_min + warn,
        Signal.red if age > limit else Signal.amber,
        owner,
        action,
        source=source,
        minutes=age - limit,
        tubes=box.tubes,
        facts={
            "place": place,
            "tubes": box.tubes,
            "age_min": math.floor(age),
            "limit_at_min": box.first_sample_min + limit,
        },
    )


def _expected_at_lab(look: Look, box: BoxState) -> float:
    """When its vehicle, or the next one that comes to its source, will be at a laboratory."""
    if box.reached is Phase.sealed:
        for pickup in look.day.pickups.get(box.source, ()):
            move = look.moves[pickup.vehicle_id]
            if not move.reached(pickup.run_id, pickup.stop):
                return max(look.now_min, pickup.delivered_min + move.late_min)
        return math.inf
    run = look.day.runs.get(box.run_id or "")
    if run is None:
        return math.inf
    late = look.moves[run.vehicle_id].late_min
    return max(look.now_min, run.stops[-1].arrive + late)


def _unaccounted(look: Look, one: Unaccounted) -> Wrong:
    place = one.holder.place if one.holder else one.source
    in_lab = one.kind.value in ("not_received", "not_started", "results_missing", "tubes_missing")
    owner = Owner(role="transport_lead")
    action = Action(code="find_box", facts={"box": one.box_id, "place": place})
    if in_lab and one.lab_id:
        owner = Owner(role="lab", ids=(one.lab_id,))
        if one.kind.value == "not_received":
            place = one.lab_id
            action = Action(code="take_over", facts={"lab": one.lab_id})
    return wrong(
        f"box_{one.kind.value}",
        "box",
        one.box_id,
        one.since_min,
        Signal.red if one.kind.value in ("lost", "left_behind", "tubes_missing") else Signal.amber,
        owner,
        action,
        source=look.day.sources.get(one.source),
        minutes=look.now_min - one.since_min,
        tubes=one.tubes,
        facts={"place": place, "tubes": one.tubes, "since_at_min": one.since_min},
    )
