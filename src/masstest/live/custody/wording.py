"""Facts of the custody ledger -> words and sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.live.custody.anomalies import Anomaly, AnomalyKind
from masstest.live.custody.boxes import Mismatch, Phase, Station
from masstest.live.custody.gate import NextStep
from masstest.live.custody.states import PointStatus
from masstest.live.custody.unaccounted import UnaccountedKind
from masstest.live.events import AbnormalKind, Outcome
from masstest.text import N_, Translator

_PHASES: Mapping[Phase, str] = {
    Phase.open: N_("being filled"),
    Phase.sealed: N_("sealed, waiting"),
    Phase.with_courier: N_("with the courier"),
    Phase.on_road: N_("on the road"),
    Phase.delivered: N_("delivered"),
    Phase.received: N_("at the laboratory"),
    Phase.started: N_("being tested"),
    Phase.resulted: N_("results complete"),
    Phase.held: N_("held"),
    Phase.lost: N_("lost"),
}

_STATIONS: Mapping[str, str] = {
    Station.sealing: N_("sealing"),
    Station.handover: N_("handover"),
    Station.delivery: N_("delivery"),
    Station.reception: N_("reception"),
    # kinds of events, where an anomaly names one
    "box_sealed": N_("sealing"),
    "box_handed_over": N_("handover"),
    "vehicle_departed": N_("departure"),
    "box_delivered": N_("delivery"),
    "lab_received": N_("reception"),
    "batch_started": N_("start of testing"),
    "result": N_("result"),
}

_POINT_STATUSES: Mapping[PointStatus, str] = {
    PointStatus.waiting: N_("not open yet"),
    PointStatus.open: N_("open"),
    PointStatus.paused: N_("paused"),
    PointStatus.closed: N_("has closed"),
}

_PROBLEMS: Mapping[AbnormalKind, str] = {
    AbnormalKind.leaking: N_("leaking"),
    AbnormalKind.broken: N_("container broken"),
    AbnormalKind.unreadable: N_("label unreadable"),
    AbnormalKind.empty: N_("empty"),
    AbnormalKind.lost: N_("lost"),
    AbnormalKind.other: N_("other problem"),
}

_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.negative: N_("negative"),
    Outcome.positive: N_("positive"),
    Outcome.invalid: N_("invalid"),
}

_NEXT_STEPS: Mapping[NextStep, str] = {
    NextStep.reseal: N_("Count and scan the tubes again, then seal the box again."),
    NextStep.recount: N_("Count the tubes and read the seal again, then repeat this step."),
    NextStep.ask_release: N_("If it still differs, call the transport lead: only they release it."),
}

_UNACCOUNTED: Mapping[UnaccountedKind, str] = {
    UnaccountedKind.lost: N_("Reported lost"),
    UnaccountedKind.never_sealed: N_("Filled, but never sealed"),
    UnaccountedKind.silent: N_("Sealed, and nothing heard of it since"),
    UnaccountedKind.left_behind: N_("Not handed in although its vehicle has delivered"),
    UnaccountedKind.not_received: N_("Delivered, but not received by the laboratory"),
    UnaccountedKind.tubes_missing: N_("Fewer tubes received than sealed"),
    UnaccountedKind.not_started: N_("Received, but not started"),
    UnaccountedKind.results_missing: N_("Fewer results than tubes"),
}

_ANOMALIES: Mapping[AnomalyKind, str] = {
    AnomalyKind.same_id_twice: N_("Two different reports carry the same number {subject}"),
    AnomalyKind.corrects_unknown: N_("A correction of report {subject}, which has not come"),
    AnomalyKind.corrects_correction: N_(
        "Report {subject} is itself a correction: correct the first report instead"
    ),
    AnomalyKind.left_while_held: N_(
        "Box {subject} is reported as under way although it was held at {station}"
    ),
    AnomalyKind.started_while_held: N_(
        "Laboratory {lab_id} works on box {subject} although it was held"
    ),
    AnomalyKind.skipped: N_("Box {subject}: nobody reported {missing}"),
    AnomalyKind.went_back: N_("Box {subject}: {station} reported when it was already {reached}"),
    AnomalyKind.out_of_order: N_(
        "Box {subject}: {station} is {late_min} min later than the step after it; check the clocks"
    ),
    AnomalyKind.sealed_twice: N_(
        "Box {subject} was sealed twice: seal {first_seal}, then seal {seal}"
    ),
    AnomalyKind.two_places: N_("Box {subject} is reported at {place} and at {other}"),
    AnomalyKind.changed_vehicle: N_(
        "Box {subject} changed from vehicle {before} to vehicle {vehicle_id}"
    ),
    AnomalyKind.two_labs: N_(
        "Box {subject} is reported at laboratory {before} and at laboratory {lab_id}"
    ),
    AnomalyKind.needless_release: N_("Box {subject} was released although it was not held"),
    AnomalyKind.tube_in_two_boxes: N_(
        "Tube {tube_id} was scanned into box {box_id} after box {before} with it was sealed"
    ),
    AnomalyKind.scans_differ: N_("Box {subject}: {scanned} tubes scanned, {tubes} counted"),
    AnomalyKind.found_again: N_("Box {subject} was lost and is found again ({station})"),
    AnomalyKind.more_results_than_tubes: N_("Box {subject}: {results} results for {tubes} tubes"),
    AnomalyKind.positive_unnamed: N_("Box {subject}: a positive result without the tube's number"),
    AnomalyKind.count_fell: N_("Point {subject}: {persons} people reported after {before}"),
    AnomalyKind.stop_told_twice: N_(
        "Team {subject}, visit {stop}: {persons} people reported, {before} before"
    ),
    AnomalyKind.unknown_finding: N_("Finding {subject} was closed but never reported"),
    AnomalyKind.retest_unknown: N_(
        "Retest of tube {subject}, of which no positive result is known"
    ),
}


def phase_name(phase: Phase, t: Translator) -> str:
    return t(_PHASES[phase])


def station_name(station: str, t: Translator) -> str:
    """A station, or the kind of event that is told there."""
    return t(_STATIONS.get(station, station))


def point_status_name(status: PointStatus, t: Translator) -> str:
    return t(_POINT_STATUSES[status])


def problem_name(problem: AbnormalKind, t: Translator) -> str:
    return t(_PROBLEMS[problem])


def outcome_name(outcome: Outcome, t: Translator) -> str:
    return t(_OUTCOMES[outcome])


def next_step_sentence(step: NextStep, t: Translator) -> str:
    return t(_NEXT_STEPS[step])


def unaccounted_name(kind: UnaccountedKind, t: Translator) -> str:
    return t(_UNACCOUNTED[kind])


def mismatch_sentence(box_id: str, mismatch: Mismatch, t: Translator) -> str:
    """What differs, with both figures."""
    said = {"box": box_id, "station": station_name(mismatch.station, t)}
    clauses = []
    if mismatch.tubes_differ:
        clauses.append(_tubes_clause(mismatch, t))
    if mismatch.seals_differ:
        clauses.append(
            t(
                "seal {found}, should be {expected}",
                found=mismatch.found_seal,
                expected=mismatch.expected_seal,
            )
        )
    return t("Box {box} held at {station}: {clauses}.", clauses=t("; ").join(clauses), **said)


def _tubes_clause(mismatch: Mismatch, t: Translator) -> str:
    found, expected = mismatch.found_tubes, mismatch.expected_tubes
    if mismatch.station is Station.sealing:
        if expected == found:
            expected = mismatch.known_tubes
        return t("{found} tubes counted, {expected} scanned", found=found, expected=expected)
    return t("{found} tubes counted, should be {expected}", found=found, expected=expected)


def anomaly_sentence(anomaly: Anomaly, t: Translator) -> str:
    """What doesn't fit together."""
    facts: dict[str, object] = dict(anomaly.facts)
    if "station" in facts:
        facts["station"] = station_name(str(facts["station"]), t)
    if "reached" in facts:
        facts["reached"] = phase_name(Phase(str(facts["reached"])), t)
    stop = anomaly.facts.get("stop")
    if isinstance(stop, int):
        facts["stop"] = stop + 1  # people count from one
    missing = anomaly.facts.get("missing")
    if isinstance(missing, tuple):
        facts["missing"] = t(", ").join(station_name(station, t) for station in missing)
    return t(_ANOMALIES[anomaly.kind], subject=anomaly.subject, **facts)
