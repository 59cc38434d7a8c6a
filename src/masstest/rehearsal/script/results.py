"""What the laboratories report: batches, results, and retests of what is positive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from masstest.domain.travel import Ints
from masstest.live.events import (
    BatchStarted,
    Outcome,
    ResultReported,
    RetestResult,
    RetestSampled,
)
from masstest.rehearsal.script.box import Box, Received, phone_of_source, tube_id
from masstest.rehearsal.script.desk import Desk, Phone
from masstest.rehearsal.script.faults import Faults
from masstest.rehearsal.script.truth import BoxTruth
from masstest.rehearsal.simulation.day import SimulatedDay

RETEST_SAMPLED_AFTER_MIN = 60.0
RETEST_RESULT_AFTER_MIN = 420.0  # Shunyi: about seven hours to the confirmation


@dataclass
class ResultScript:
    """Writes down what becomes of the boxes that were received.

    A tube that was moved on from a lost laboratory is reported by the one that tested it.
    """

    day: SimulatedDay
    desk: Desk
    outcomes: list[Outcome]
    boxes: dict[str, BoxTruth] = field(default_factory=dict)

    def write(self, received: Iterable[Received]) -> None:
        """Batches and results of all boxes."""
        for each in received:
            truth = self._truth(each)
            if truth.has_results:
                self._start(each.box)
                self._results(each.box)
            self.boxes[each.box.box_id] = truth

    def _phone(self, lab: int) -> Phone:
        return Phone("lab", self.day.laboratories[lab].lab.lab_id)

    def _start(self, box: Box) -> None:
        tubes = self.day.tubes
        first = int(box.tubes[np.argmin(tubes.started_min[box.tubes])])
        started, phone = float(tubes.started_min[first]), self._phone(int(tubes.lab[first]))
        fact = BatchStarted(
            lab_id=phone.place, batch_id=f"{phone.place}-{started:.0f}", box_ids=(box.box_id,)
        )
        at_min = max(started, box.received_min + 0.01)
        box.told = (self.desk.report(phone, at_min, fact, box.after),)

    def _results(self, box: Box) -> None:
        tubes = self.day.tubes
        together: dict[tuple[float, int], list[int]] = defaultdict(list)
        for tube in box.tubes.tolist():
            together[float(tubes.resulted_min[tube]), int(tubes.lab[tube])].append(tube)
        negative = 0  # so far
        for (at_min, lab), own in sorted(together.items()):
            phone = self._phone(lab)
            found = [self.outcomes[tube] for tube in own]
            if Outcome.negative in found:
                negative += found.count(Outcome.negative)
                self._result(phone, box, at_min, Outcome.negative, negative, None)
            for tube, outcome in zip(own, found, strict=True):
                if outcome is not Outcome.negative:
                    name = tube_id(self.day, tube)
                    self._result(phone, box, at_min, outcome, 1, name)
                if outcome is Outcome.positive:
                    self._retest(phone, box, tube, at_min)

    def _result(
        self,
        phone: Phone,
        box: Box,
        at_min: float,
        outcome: Outcome,
        tubes: int,
        name: str | None,
    ) -> None:
        fact = ResultReported(
            lab_id=phone.place, box_id=box.box_id, outcome=outcome, tubes=tubes, tube_id=name
        )
        self.desk.report(phone, at_min, fact, box.after)

    def _retest(self, lab: Phone, box: Box, tube: int, at_min: float) -> None:
        """Everybody in a positive pool is sampled again; one of them is positive."""
        source = phone_of_source(self.day, self.day.course.source_ids.index(box.source))
        persons, name = max(1, int(self.day.tubes.persons[tube])), tube_id(self.day, tube)
        sampled = RetestSampled(tube_id=name, persons=persons)
        self.desk.report(source, at_min + RETEST_SAMPLED_AFTER_MIN, sampled)
        for outcome, count in ((Outcome.positive, 1), (Outcome.negative, persons - 1)):
            if count:
                fact = RetestResult(tube_id=name, outcome=outcome, persons=count)
                self.desk.report(lab, at_min + RETEST_RESULT_AFTER_MIN, fact)

    def _truth(self, received: Received) -> BoxTruth:
        box, tubes = received.box, self.day.tubes
        return BoxTruth(
            box_id=box.box_id,
            source=box.source,
            key=box.key,
            seal=box.seal,
            tubes=tuple(tube_id(self.day, int(tube)) for tube in box.tubes),
            first_sample_min=float(tubes.first_min[box.tubes].min()),
            sealed_min=box.sealed_min,
            handed_over_min=box.handed_over_min,
            vehicle_id=received.vehicle_id,
            run_id=received.run_id,
            lab_id=self.day.laboratories[received.lab].lab.lab_id,
            received_min=box.received_min,
            started_min=float(tubes.started_min[box.tubes].min()),
            resulted_min=float(tubes.resulted_min[box.tubes].max()),
            positives=self._with(box.tubes, Outcome.positive),
            invalids=self._with(box.tubes, Outcome.invalid),
        )

    def _with(self, tubes: Ints, outcome: Outcome) -> tuple[str, ...]:
        return tuple(tube_id(self.day, int(t)) for t in tubes if self.outcomes[t] is outcome)


def draw_outcomes(day: SimulatedDay, faults: Faults, rng: np.random.Generator) -> list[Outcome]:
    """The outcome of every tube: some positive, a few invalid, negative all the rest."""
    count = len(day.tubes)
    found = [Outcome.negative] * count
    for tube in np.flatnonzero(rng.random(count) < faults.invalid_share):
        found[tube] = Outcome.invalid
    for tube in rng.choice(count, min(faults.positive_tubes, count), replace=False):
        found[tube] = Outcome.positive
    return found
