"""What the walk of a box comes to, when all its events are known."""

from __future__ import annotations

from masstest.live.custody.anomalies import Anomaly, AnomalyKind
from masstest.live.custody.box.walk import BoxWalk
from masstest.live.custody.boxes import BoxState, Phase, Station
from masstest.live.events import AbnormalKind

# A box that has reached this must have been counted at that station.
_NEEDED = {
    Station.sealing: Phase.with_courier,
    Station.handover: Phase.on_road,
    Station.reception: Phase.started,
}


def end_of(walk: BoxWalk) -> BoxState:
    """The state of the box at the end of its walk."""
    hold, sealing, results, times = walk.hold, walk.sealing, walk.results, walk.times
    hold.close()
    for release in hold.needless:
        walk.odd(AnomalyKind.needless_release, release)
    scanned = walk.contents.now()
    received_tubes = walk.received_tubes if Phase.received in times else 0
    tubes = _best_tubes(walk, received_tubes, scanned)
    if results.total and results.total >= tubes - _without_result(walk):
        walk.reached = Phase.resulted
    counted = results.settled(tubes)
    _say_what_is_odd(walk, tubes, scanned, counted.beyond)
    is_held = hold.is_on and not walk.has_reached(Phase.started)
    return BoxState(
        box_id=walk.box_id,
        phase=Phase.lost if walk.lost else Phase.held if is_held else walk.reached,
        reached=walk.reached,
        source=walk.source,
        key=sealing is not None and sealing.key,
        seal=hold.seal,
        first_sample_min=sealing.first_sample_min if sealing else None,
        scanned=scanned,
        tubes_counted=sealing.tubes_counted if sealing else None,
        tubes_scanned=sealing.tubes_scanned if sealing else None,
        tubes=tubes,
        counts=tuple(hold.counts),
        mismatch=hold.mismatches[-1] if hold.is_on else None,
        mismatches=tuple(hold.mismatches),
        releases=tuple(hold.releases),
        holders=tuple(walk.holders),
        opened_min=times.get(Phase.open),
        sealed_min=times.get(Phase.sealed),
        handed_over_min=times.get(Phase.with_courier),
        departed_min=times.get(Phase.on_road),
        delivered_min=times.get(Phase.delivered),
        received_min=times.get(Phase.received),
        started_min=times.get(Phase.started),
        resulted_min=counted.last_min if walk.reached is Phase.resulted else None,
        last_heard_min=walk.last_heard_min,
        vehicle_id=walk.vehicle_id,
        run_id=walk.run_id,
        lab_id=walk.lab_id,
        batch_id=walk.batch_id,
        received_tubes=received_tubes,
        results=counted.by_outcome,
        results_beyond=counted.beyond,
        result_steps=counted.steps,
        positive_tubes=results.positive_tubes(),
        flags=tuple(walk.flags),
        anomalies=tuple(sorted(walk.anomalies, key=lambda a: a.order)),
    )


def _best_tubes(walk: BoxWalk, received_tubes: int, scanned: frozenset[str]) -> int:
    if received_tubes:
        return received_tubes
    return len(scanned) if walk.hold.tubes is None else walk.hold.tubes


def _without_result(walk: BoxWalk) -> int:
    """Abnormal tubes that nobody expects a result of (any more)."""
    abnormal = {
        flag.tube_id
        for flag in walk.flags
        if flag.tube_id and flag.problem is not AbnormalKind.other
    }
    return len(abnormal - walk.results.named.keys())


def _say_what_is_odd(walk: BoxWalk, tubes: int, scanned: frozenset[str], beyond: int) -> None:
    """What can be said only when all events are known; told at the last of them."""

    def odd(kind: AnomalyKind, **facts: str | int | tuple[str, ...]) -> None:
        walk.anomalies.append(Anomaly(kind, walk.box_id, walk.last_heard_min, "", facts=facts))

    visited = walk.hold.visited
    missing = tuple(
        str(station)
        for station, phase in _NEEDED.items()
        if walk.has_reached(phase) and station not in visited
    )
    if missing:
        odd(AnomalyKind.skipped, missing=missing, reached=str(walk.reached))
    if walk.sealing is not None and not walk.hold.is_on and scanned and len(scanned) != tubes:
        odd(AnomalyKind.scans_differ, scanned=len(scanned), tubes=tubes)
    if beyond:
        told = walk.results.total
        odd(AnomalyKind.more_results_than_tubes, results=told, tubes=tubes)
    sealed_min = walk.times.get(Phase.sealed)
    if sealed_min is not None:
        for tube_id, (at_min, event_id, box_id) in walk.contents.taken_out(sealed_min):
            facts = {"tube_id": tube_id, "box_id": box_id, "before": walk.box_id}
            kind = AnomalyKind.tube_in_two_boxes
            walk.anomalies.append(Anomaly(kind, walk.box_id, at_min, event_id, facts=facts))
