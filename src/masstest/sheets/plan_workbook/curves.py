"""The day in steps: people sampled by half hour, tubes at the laboratories by hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from masstest.sheets.plan_workbook.book import Book, Row

_STEP_MIN = 30


def sampling_rows(book: Book) -> Iterator[Row]:
    """People sampled in each half hour, at points (by their slots) and at the door."""
    at_points = _spread(list(_point_spans(book)))
    at_doors = _spread([(s.arrive, s.depart, s.persons) for _, s in book.doorstep_stops])
    steps = at_points.keys() | at_doors.keys()
    if not steps:
        return
    everybody = sum(at_points.values()) + sum(at_doors.values())
    in_all = 0.0
    for step in range(min(steps), max(steps) + 1):
        begin, end = step * _STEP_MIN, (step + 1) * _STEP_MIN
        in_all += at_points[step] + at_doors[step]
        yield {
            "from": begin,
            "until": end,
            "at_points": round(at_points[step]),
            "at_doors": round(at_doors[step]),
            "in_all": round(in_all),
            "share": in_all / everybody,
            "lanes": sum(
                p.lanes for p in book.plan.points if p.open_from < end and p.finish_at > begin
            ),
        }


def _point_spans(book: Book) -> Iterator[tuple[int, int, int]]:
    """(from, until, persons) of every slot; of the whole point where slots are not planned."""
    for point in book.plan.points:
        rows = book.coverage_at.get(point.site_id, ())
        for row in rows:
            for slot in row.slots:
                until = min(slot.until, point.finish_at)
                yield slot.from_, until if until > slot.from_ else slot.until, slot.persons
            if not row.slots:
                yield point.open_from, point.finish_at, row.persons


def _spread(spans: list[tuple[int, int, int]]) -> defaultdict[int, float]:
    """Step number -> persons, each span's persons spread evenly over it."""
    persons_in: defaultdict[int, float] = defaultdict(float)
    for begin, end, persons in spans:
        if end <= begin:
            persons_in[begin // _STEP_MIN] += persons
            continue
        for step in range(begin // _STEP_MIN, (end - 1) // _STEP_MIN + 1):
            overlap = min(end, (step + 1) * _STEP_MIN) - max(begin, step * _STEP_MIN)
            persons_in[step] += persons * overlap / (end - begin)
    return persons_in


def lab_rows_by_hour(book: Book) -> Iterator[Row]:
    """Tubes of all laboratories together in each clock hour."""
    hours = [(load.lab_id, hour) for load in book.plan.labs for hour in load.hours]
    if not hours:
        return
    received: dict[int, int] = defaultdict(int)
    started: dict[int, int] = defaultdict(int)
    resulted: dict[int, int] = defaultdict(int)
    waiting: dict[int, int] = defaultdict(int)
    for _, hour in hours:
        received[hour.hour] += hour.received
        started[hour.hour] += hour.started
        resulted[hour.hour] += hour.resulted
        waiting[hour.hour] += hour.waiting
    labs = {lab_id for lab_id, _ in hours} & book.roster.lab.keys()
    capacity = sum(book.roster.lab[lab_id].tubes_per_hour for lab_id in labs)
    for begin in range(min(received), max(received) + 60, 60):
        yield {
            "hour": begin,
            "received": received[begin],
            "started": started[begin],
            "resulted": resulted[begin],
            "waiting": waiting[begin],
            "capacity": capacity,
        }
