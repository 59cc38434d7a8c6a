"""The custody ledger: events applied per second for the day of a large district.

    python benchmarks/custody.py [RUNS]

A made-up day: 130 points, 60 vehicles, 5 laboratories, 1,500 boxes of 20 tubes, each tube scanned
on its own; 5 % of the events come twice, 5 % come hours late, 1 % of the counts are wrong and
counted again. Prints medians: events per second of processor time in one batch, in order and at
random; in batches of 500, all states read after each (much has changed between two such looks);
what a look and a gate's answer take; and the ledger's memory beside the events.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence

from masstest.live.custody import Ledger, box_state
from masstest.live.events import (
    BatchStarted,
    BoxDelivered,
    BoxHandedOver,
    BoxSealed,
    Event,
    LabReceived,
    Outcome,
    PeopleSampled,
    PlainFact,
    PointClosed,
    PointOpened,
    ResultReported,
    ScannedTube,
    TubesScanned,
    VehicleArrived,
    VehicleDeparted,
)

POINTS, VEHICLES, LABS, BOXES, TUBES_PER_BOX = 130, 60, 5, 1500, 20
BATCH = 500
SEED = 20220310


def day() -> list[Event]:
    """The events of the day in the order in which they happen."""
    chance = random.Random(SEED)
    told: list[tuple[float, str, str, PlainFact]] = []
    for number in range(POINTS):
        told.extend(_point(f"S{number:03d}"))
    for number in range(BOXES):
        told.extend(_box(number, chance))
    told.sort(key=lambda row: row[0])
    return [
        Event(event_id=f"event-{n:08d}", at_min=at, place=place, person=person, fact=fact)
        for n, (at, place, person, fact) in enumerate(told)
    ]


def _point(site_id: str) -> Iterator[tuple[float, str, str, PlainFact]]:
    yield 420.0, site_id, "leader", PointOpened(site_id=site_id, lanes=4)
    for step in range(1, 200):
        persons = PeopleSampled(site_id=site_id, persons=step * 12, key_persons=step)
        yield 420.0 + 2 * step, site_id, "leader", persons
    yield 830.0, site_id, "leader", PointClosed(site_id=site_id)


def _box(number: int, chance: random.Random) -> Iterator[tuple[float, str, str, PlainFact]]:
    box_id, site_id = f"B{number:05d}", f"S{number % POINTS:03d}"
    vehicle_id, lab_id = f"V{number % VEHICLES:02d}", f"L{number % LABS}"
    at = 425.0 + 390.0 * (number // POINTS) / (BOXES // POINTS) + chance.random()
    seal, tubes = f"seal-{number:05d}", TUBES_PER_BOX
    run = {"vehicle_id": vehicle_id, "run_id": f"R{number // VEHICLES:03d}", "stop": 0}
    for tube in range(tubes):
        scan = (ScannedTube(tube_id=f"{box_id}-{tube:02d}", persons=10),)
        yield at + tube, site_id, "packer", TubesScanned(box_id=box_id, tubes=scan)
    at += tubes + 1
    count = {"box_id": box_id, "seal": seal, "tubes_counted": tubes}
    yield (
        at,
        site_id,
        "packer",
        BoxSealed.model_validate({**count, "source": site_id, "tubes_scanned": tubes}),
    )
    yield at + 20, vehicle_id, "courier", VehicleArrived.model_validate(run)
    if chance.random() < 0.01:
        wrong = {**count, "tubes_counted": tubes - 1, "vehicle_id": vehicle_id}
        yield at + 21, vehicle_id, "courier", BoxHandedOver.model_validate(wrong)
    with_vehicle = {**count, "vehicle_id": vehicle_id}
    yield at + 24, vehicle_id, "courier", BoxHandedOver.model_validate(with_vehicle)
    yield at + 25, site_id, "courier", VehicleDeparted.model_validate({**run, "box_ids": [box_id]})
    with_lab = {**with_vehicle, "lab_id": lab_id}
    yield at + 60, vehicle_id, "courier", BoxDelivered.model_validate(with_lab)
    yield at + 63, lab_id, "reception", LabReceived.model_validate({**count, "lab_id": lab_id})
    batch = BatchStarted(lab_id=lab_id, batch_id=f"batch-{number // 4}", box_ids=(box_id,))
    yield at + 90, lab_id, "lab", batch
    result = ResultReported(lab_id=lab_id, box_id=box_id, outcome=Outcome.negative, tubes=tubes)
    yield at + 330, lab_id, "lab", result


def as_it_comes(events: Sequence[Event]) -> list[Event]:
    """5 % of the events twice, 5 % up to three hours late."""
    chance = random.Random(SEED + 1)
    arrivals = []
    for event in events:
        late_min = 180.0 * chance.random() if chance.random() < 0.05 else 0.0
        arrivals.append((event.at_min + late_min, event.event_id, event))
        if chance.random() < 0.05:
            arrivals.append((event.at_min + 5.0, event.event_id, event.model_copy(deep=True)))
    arrivals.sort(key=lambda row: row[:2])
    return [event for _, _, event in arrivals]


def read(ledger: Ledger) -> None:
    """Look at everything that a board looks at."""
    for states in (ledger.boxes, ledger.points, ledger.vehicles, ledger.labs):
        len(states)
    len(ledger.anomalies)


def in_one_batch(events: Sequence[Event]) -> Ledger:
    ledger = Ledger()
    ledger.add(events)
    read(ledger)
    return ledger


def in_batches(events: Sequence[Event]) -> Ledger:
    ledger = Ledger()
    for start in range(0, len(events), BATCH):
        ledger.add(events[start : start + BATCH])
        read(ledger)
    return ledger


def median_s(step: Callable[[], object], runs: int) -> float:
    """Median processor time: the fold runs on one processor and waits for nothing."""
    taken = []
    for _ in range(runs):
        gc.collect()
        started = time.process_time()
        step()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    events = day()
    arrivals = as_it_comes(events)
    shuffled = random.Random(SEED + 2).sample(arrivals, len(arrivals))
    print(f"events,{len(events)},as they come,{len(arrivals)}")
    print("way,processor_s,events_per_s")
    ways: dict[str, Callable[[], object]] = {
        "one batch": lambda: in_one_batch(arrivals),
        f"batches of {BATCH} and a look after each": lambda: in_batches(arrivals),
        "one batch in random order": lambda: in_one_batch(shuffled),
    }
    for way, step in ways.items():
        processor_s = median_s(step, runs)
        print(f"{way},{processor_s:.2f},{len(arrivals) / processor_s:.0f}")
    ledger = in_one_batch(arrivals)
    looks = 200

    def look() -> None:
        for _ in range(looks):
            read(ledger)

    processor_s = median_s(look, runs)
    print(f"a look when nothing changed,{processor_s / looks * 1e6:.1f} us")
    processor_s = median_s(lambda: ledger.unaccounted(900.0), runs)
    print(f"unaccounted,{processor_s * 1e3:.1f} ms")
    own = [event for event in events if getattr(event.fact, "box_id", "") == "B00007"]
    processor_s = median_s(lambda: box_state("B00007", own), runs)
    print(f"gate: one box of {len(own)} events,{processor_s * 1e3:.2f} ms")
    tracemalloc.start()
    kept = in_one_batch(arrivals)
    print(f"ledger beside the events,{tracemalloc.get_traced_memory()[0] / 2**20:.0f} MiB")
    tracemalloc.stop()
    assert len(kept) == len(events)


if __name__ == "__main__":
    main()
