"""What is counted, entry by entry: so much of a figure, at a place.

An area's figures are the sums of the entries within it. Entries of a place that the plan doesn't
know belong to the district alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from masstest.live.board.boxes import unaccounted
from masstest.live.board.look import Look
from masstest.live.custody import BoxState
from masstest.live.day import Day
from masstest.live.events import Outcome
from masstest.live.missed.by_compound import MissedPart
from masstest.live.reported import GRACE_MIN, Reported
from masstest.live.shapes import SourceState
from masstest.live.source_plans import SourcePlan


class Where(NamedTuple):
    """A place: street, community, and the point or team, as far as there is one."""

    street: str = ""
    community: str = ""
    source: str = ""


class Entry(NamedTuple):
    where: Where
    figure: str
    number: int


class AlertNote(NamedTuple):
    """An alert, as far as a summary counts it."""

    street: str
    community: str
    subject: str
    acknowledged: bool


class Tally:
    """Entries, summed up for every part of the round."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._sums: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for (street, community, source), figure, number in entries:
            self._sums[()][figure] += number
            if street:
                self._sums[street,][figure] += number
            if community:
                self._sums[street, community][figure] += number
            if source:
                self._sums["", "", source][figure] += number

    def of(self, *key: str) -> Mapping[str, int]:
        """Of the district (no key), a street, a community, or (``"", "", id``) a source."""
        return self._sums.get(key, Counter())


def where_of(day: Day, place_id: str) -> Where:
    """The place of a point or team of the plan, or of any site; else nowhere."""
    if source := day.sources.get(place_id):
        return Where(source.street, source.community, place_id)
    if site := day.roster.site.get(place_id):
        return Where(site.street, site.community, place_id)
    return Where()


def entries(look: Look, parts: list[MissedPart], alerts: Iterable[AlertNote]) -> Iterator[Entry]:
    """Everything that the summary counts, at `look.now_min`."""
    yield from _residents(look.day, parts)
    yield from _sources(look, parts)
    yield from _tubes(look)
    for box in look.ledger.boxes.values():
        yield from _box(look.day, box)
    for lost in unaccounted(look):
        yield Entry(where_of(look.day, lost.source), "boxes_unaccounted", 1)
    yield from _retests(look)
    yield from _calls(look)
    yield from _waste(look)
    yield from _findings(look)
    for alert in alerts:
        where = _of_alert(look.day, alert)
        yield Entry(where, "alerts_opened", 1)
        yield Entry(where, "alerts_acknowledged", int(alert.acknowledged))


def _residents(day: Day, parts: Iterable[MissedPart]) -> Iterator[Entry]:
    """Those who live somewhere, wherever they are to be sampled."""
    compounds = day.roster.compound
    for compound_id, due in day.due.items():
        if compound_id in compounds:
            home = compounds[compound_id]
            yield Entry(Where(home.street, home.community), "residents_due", due)
    for part in parts:
        if part.compound_id in compounds:
            home = compounds[part.compound_id]
            yield Entry(Where(home.street, home.community), "residents_missed", part.persons)


def _sources(look: Look, parts: Iterable[MissedPart]) -> Iterator[Entry]:
    for source_id, source in look.day.sources.items():
        where, report = where_of(look.day, source_id), look.state.reports[source_id]
        yield Entry(where, "places", 1)
        yield Entry(where, "due", source.persons)
        yield Entry(where, "tubes_due", source.tubes)
        if source.kind == "point":
            yield Entry(where, "opened", int(report.opened_min is not None))
            yield Entry(where, "opened_late", int(opened_late(source, report)))
            closed_early = report.state is SourceState.closed
            yield Entry(where, "closed_early", int(closed_early))
    for site_id, point in look.ledger.points.items():
        yield Entry(where_of(look.day, site_id), "sampled", point.persons)
    for team_id, team in look.ledger.teams.items():
        yield Entry(where_of(look.day, team_id), "sampled", team.persons)
    for part in parts:
        yield Entry(where_of(look.day, part.source_id), "missed", part.persons)


def opened_late(source: SourcePlan, report: Reported) -> bool:
    """Whether a point opened later than it should have, or still hasn't."""
    if report.opened_min is None:
        return report.state is SourceState.not_open
    return report.opened_min > source.open_min + GRACE_MIN


def _tubes(look: Look) -> Iterator[Entry]:
    tubes = look.state.tubes
    delivered = tubes.at_lab + tubes.resulted
    for figure, counts in (
        ("tubes_made", tubes.made), ("tubes_delivered", delivered),
        ("tubes_resulted", tubes.resulted), ("tubes_lost", tubes.lost),
    ):  # fmt: skip
        rows = counts.tolist()
        for source_id, row in look.day.row.items():
            yield Entry(where_of(look.day, source_id), figure, round(rows[row]))
        yield Entry(Where(), figure, round(rows[-1]))


def _box(day: Day, box: BoxState) -> Iterator[Entry]:
    where = where_of(day, box.source)
    yield Entry(where, "boxes", int(box.sealed_min is not None))
    yield Entry(where, "mismatches", len(box.mismatches))
    yield Entry(where, "releases", len(box.releases))
    yield Entry(where, "held", int(box.held))
    yield Entry(where, "positives", box.results.get(Outcome.positive, 0))
    yield Entry(where, "invalids", box.results.get(Outcome.invalid, 0))


def _retests(look: Look) -> Iterator[Entry]:
    for retest in look.ledger.retests.values():
        where = where_of(look.day, retest.source)
        yield Entry(where, "retests_opened", 1)
        yield Entry(where, "retests_closed", int(retest.closed_min is not None))
        yield Entry(where, "retest_positives", retest.positives)


def _calls(look: Look) -> Iterator[Entry]:
    for place_id, calls in look.ledger.calls.items():
        where = where_of(look.day, place_id)
        for call in calls:
            yield Entry(where, "help_calls" if call.item is None else "supplies_short", 1)


def _waste(look: Look) -> Iterator[Entry]:
    for site_id, point in look.ledger.points.items():
        where = where_of(look.day, site_id)
        yield Entry(where, "waste_bags", sum(waste.bags for waste in point.waste))
        closed = point.closed_min
        left = closed is not None and not any(waste.at_min >= closed for waste in point.waste)
        yield Entry(where, "waste_left", int(left))


def _findings(look: Look) -> Iterator[Entry]:
    for finding in look.ledger.findings.values():
        where = where_of(look.day, finding.site_id)
        yield Entry(where, "findings_opened", 1)
        yield Entry(where, "findings_closed", int(finding.closed_min is not None))
        yield Entry(where, "findings_overdue", int(finding.overdue(look.now_min)))


def _of_alert(day: Day, alert: AlertNote) -> Where:
    where = where_of(day, alert.subject)
    return where if where.street else Where(alert.street, alert.community)
