"""The chain of deadlines: when each link is planned, when it is due, and what binds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from masstest.domain.plan import LabLoad
from masstest.sheets.plan_workbook.book import Book
from masstest.text import N_
from masstest.text.sentences import quantity, time_name


@dataclass(frozen=True)
class Link:
    """One link of the chain.

    Attributes
    ----------
    name : message id of what happens
    planned, limit : when the last one happens, and when that one is due (`Minute`)
    slack_min : minutes to spare at the tightest one of all, which may be another one
    binds : sentence about the tightest one
    """

    name: str
    planned: int | None = None
    limit: int | None = None
    slack_min: int | None = None
    binds: str = ""


FIRST_SAMPLE = N_("First sample")
SAMPLING_DONE = N_("Sampling finished")
LAST_PICKUP = N_("Last pickup")
LAST_RECEPTION = N_("Last reception")
KEY_RESULTS = N_("Key groups' results")
ALL_RESULTS = N_("All results")


def deadline_chain(book: Book) -> list[Link]:
    """First sample, finish, last pickup, last reception, key results, all results."""
    done = _sampling_done(book)
    return [
        _first_sample(book, done),
        done,
        _last_pickup(book),
        _last_reception(book),
        _key_results(book),
        _all_results(book),
    ]


def _sampling_done(book: Book) -> Link:
    """The point or doorstep stop that ends with least to spare."""
    order = book.roster.round
    ends: list[tuple[int, int, str]] = []
    for point in book.plan.points:
        what = book.t(
            "{place}: {lanes}, {people}",
            place=book.site_name(point.site_id),
            lanes=quantity(point.lanes, "lanes", book.t),
            people=quantity(point.persons, "persons", book.t),
        )
        ends.append((order.sampling_deadline - point.finish_at, point.finish_at, what))
    for team_id, stop in book.doorstep_stops:
        what = book.t(
            "{place}: {people}",
            place=f"{book.team_name(team_id)}, {book.compound_name(stop.compound_id)}",
            people=quantity(stop.persons, "persons", book.t),
        )
        ends.append((book.roster.doorstep_deadline - stop.depart, stop.depart, what))
    if not ends:
        return Link(SAMPLING_DONE, limit=order.sampling_deadline)
    slack_min, _, what = min(ends)
    return Link(
        SAMPLING_DONE, max(end for _, end, _ in ends), order.sampling_deadline, slack_min, what
    )


def _first_sample(book: Book, done: Link) -> Link:
    """Sampling has no pause, so a late start is a late finish: the slack is the same."""
    starts = [point.open_from for point in book.plan.points]
    starts += [stop.arrive for _, stop in book.doorstep_stops]
    if not starts or done.slack_min is None:
        return Link(FIRST_SAMPLE, limit=book.roster.round.sampling_start)
    first = min(starts)
    binds = book.t("Sampling has no pauses: a late start is a late finish.")
    return Link(FIRST_SAMPLE, first, first + done.slack_min, done.slack_min, binds)


def _last_pickup(book: Book) -> Link:
    limit_min = book.roster.parameters.pickup_interval_max_min
    timed = [p for p in book.pickups if p.stop.oldest_sample_at is not None and not p.is_fetch]
    if not timed:
        return Link(LAST_PICKUP)
    last = max(timed, key=lambda p: p.stop.arrive)
    tightest = min(timed, key=lambda p: p.oldest_at + limit_min - p.stop.arrive)
    binds = book.t(
        "{place}, run {run}: first sample {oldest}, picked up {at}",
        place=book.stop_place(tightest.stop),
        run=tightest.run.run_id,
        oldest=time_name(tightest.oldest_at, book.t),
        at=time_name(tightest.stop.arrive, book.t),
    )
    slack_min = tightest.oldest_at + limit_min - tightest.stop.arrive
    return Link(LAST_PICKUP, last.stop.arrive, last.oldest_at + limit_min, slack_min, binds)


def _last_reception(book: Book) -> Link:
    limit_min = book.roster.parameters.specimen_age_max_min
    timed = [p for p in book.pickups if p.stop.oldest_sample_at is not None]
    if not timed:
        return Link(LAST_RECEPTION)
    last = max(timed, key=lambda p: (p.delivery.arrive, -p.oldest_at))
    tightest = min(timed, key=lambda p: p.oldest_at + limit_min - p.delivery.arrive)
    binds = book.t(
        "{place}, run {run}: first sample {oldest}, at {lab} {at}",
        place=book.stop_place(tightest.stop),
        run=tightest.run.run_id,
        oldest=time_name(tightest.oldest_at, book.t),
        lab=book.lab_name(tightest.delivery.lab_id),
        at=time_name(tightest.delivery.arrive, book.t),
    )
    slack_min = tightest.oldest_at + limit_min - tightest.delivery.arrive
    return Link(LAST_RECEPTION, last.delivery.arrive, last.oldest_at + limit_min, slack_min, binds)


def _key_results(book: Book) -> Link:
    limit = book.roster.round.key_result_deadline
    return _results(book, KEY_RESULTS, limit, lambda load: load.key_results_at, key=True)


def _all_results(book: Book) -> Link:
    limit = book.roster.round.result_deadline
    return _results(book, ALL_RESULTS, limit, lambda load: load.results_at, key=False)


def _results(
    book: Book, name: str, limit: int, result_at: Callable[[LabLoad], int | None], *, key: bool
) -> Link:
    ready = [(at, load.lab_id) for load in book.plan.labs if (at := result_at(load)) is not None]
    if not ready:
        return Link(name, limit=limit)
    at, lab_id = max(ready)
    return Link(name, at, limit, limit - at, _lab_binds(book, lab_id, at, key=key))


def _lab_binds(book: Book, lab_id: str, at: int, *, key: bool) -> str:
    """What the last result of a laboratory is made of: delivery, queue, testing."""
    lab = book.roster.lab.get(lab_id)
    unloaded = max(_unloaded(book, lab_id, key=key), default=None)
    if lab is None or unloaded is None:
        return book.lab_name(lab_id)
    queue_min = max(0, at - lab.turnaround_min - unloaded)
    return book.t(
        "{lab}: unloaded {unloaded}, {queue} in the queue, {testing} of testing",
        lab=lab.name,
        unloaded=time_name(unloaded, book.t),
        queue=quantity(queue_min, "min", book.t),
        testing=quantity(lab.turnaround_min, "min", book.t),
    )


def _unloaded(book: Book, lab_id: str, *, key: bool) -> Iterator[int]:
    for run in book.plan.runs:
        delivery = run.stops[-1]
        if delivery.lab_id == lab_id and (delivery.key_tubes or not key):
            yield delivery.depart
