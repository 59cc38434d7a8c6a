"""What in the events doesn't fit together: nothing is refused for it, somebody should look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class AnomalyKind(StrEnum):
    """Facts named in brackets are the keys of `Anomaly.facts`."""

    # about events
    same_id_twice = "same_id_twice"  # two different events with one id; [kept: its kind]
    corrects_unknown = "corrects_unknown"  # [corrects] hasn't come (yet)
    corrects_correction = "corrects_correction"  # [corrects] is itself a correction: no effect
    # about boxes
    left_while_held = "left_while_held"  # [station where it was held, by: kind of the event]
    started_while_held = "started_while_held"  # [lab_id]
    skipped = "skipped"  # [missing: stations that nobody reported, reached]
    went_back = "went_back"  # reported at a [station] that it had passed, [reached]
    out_of_order = "out_of_order"  # [station] reported [late_min] after a later station: clocks?
    sealed_twice = "sealed_twice"  # [first_seal, seal] although it wasn't held
    two_places = "two_places"  # reported at [place] while it was at [other]
    changed_vehicle = "changed_vehicle"  # [vehicle_id, before]
    two_labs = "two_labs"  # [lab_id, before]
    needless_release = "needless_release"  # released without being held
    tube_in_two_boxes = "tube_in_two_boxes"  # [tube_id, box_id, before: a sealed box]
    scans_differ = "scans_differ"  # [scanned: tubes known, tubes: counted], box not held
    found_again = "found_again"  # reported at a [station] after it was lost
    more_results_than_tubes = "more_results_than_tubes"  # [results, tubes]
    positive_unnamed = "positive_unnamed"  # a positive result without its tube; [tubes]
    # about points, teams, findings, retests
    count_fell = "count_fell"  # [persons] reported after [before], set aside or put in its place
    stop_told_twice = "stop_told_twice"  # [stop, persons, before]
    unknown_finding = "unknown_finding"  # closed, but never reported
    retest_unknown = "retest_unknown"  # of a tube that no positive result names


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Facts, not a sentence. `subject` is a box, tube, point, ... as `kind` implies."""

    kind: AnomalyKind
    subject: str
    at_min: float
    event_id: str
    place: str = ""
    person: str = ""
    facts: Mapping[str, str | int | tuple[str, ...]] = field(default_factory=dict)

    @property
    def order(self) -> tuple[float, str, str, str]:
        return self.at_min, self.subject, self.kind, self.event_id
