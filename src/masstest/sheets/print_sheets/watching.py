"""What a working group should keep an eye on, as sentences: the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from masstest.domain.plan import Point
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.words import words_in
from masstest.text.sentences import (
    readiness_item_name,
    readiness_note,
    time_name,
    violation_sentence,
)


def watch_lines(book: Book, street: str, points: Sequence[Point]) -> list[str]:
    """Rules missed, lights that are not green, the last and the largest point, moved compounds."""
    words = words_in(book.t)
    lines = [*_missed(book, street, points), *_not_ready(book, points, words)]
    if points:
        lines += [_latest(book, points, words), _largest(points, words)]
    return lines + list(_moved(book, street, words))


def _missed(book: Book, street: str, points: Sequence[Point]) -> Iterator[str]:
    own = {point.site_id for point in points}
    own |= {c.compound_id for c in book.roster.compounds if c.street == street}
    for violation in book.plan.violations:
        if not own.isdisjoint(violation.subjects):
            yield violation_sentence(violation, book.roster, book.t)


def _not_ready(book: Book, points: Sequence[Point], words: dict[str, str]) -> Iterator[str]:
    names = {point.site_id: point.name for point in points}
    own = [light for light in book.plan.readiness if light.site_id in names]
    for light in own:
        if light.state == "short":
            item = readiness_item_name(light.item, book.t)
            note = readiness_note(light, book.t)
            yield words["watch_light"].format(name=names[light.site_id], item=item, note=note)
    confirm = dict.fromkeys(light.item for light in own if light.state == "confirm")
    if confirm:
        items = book.t(", ").join(readiness_item_name(item, book.t) for item in confirm)
        yield words["watch_confirm"].format(items=items)


def _latest(book: Book, points: Sequence[Point], words: dict[str, str]) -> str:
    last = max(points, key=lambda point: point.finish_at)
    deadline = book.plan.round.sampling_deadline
    slack = deadline - last.finish_at
    return words["watch_latest" if slack >= 0 else "watch_late"].format(
        name=last.name,
        at=time_name(last.finish_at, book.t),
        slack=slack,
        late=-slack,
        deadline=time_name(deadline, book.t),
    )


def _largest(points: Sequence[Point], words: dict[str, str]) -> str:
    busiest = max(points, key=lambda point: point.persons)
    return words["watch_busiest"].format(
        name=busiest.name, people=busiest.persons, lanes=busiest.lanes
    )


def _moved(book: Book, street: str, words: dict[str, str]) -> Iterator[str]:
    before = book.roster.previous_sites
    moved = [
        row
        for row in book.plan.coverage
        if book.street_of(row.compound_id) == street
        and row.compound_id in before
        and row.site_id not in before[row.compound_id]
    ]
    if moved:
        rows = book.t(", ").join(
            words["watch_moved_row"].format(
                compound=book.compound_name(row.compound_id), site=book.site_name(row.site_id)
            )
            for row in moved
        )
        yield words["watch_moved"].format(n=len(moved)) + " " + rows
