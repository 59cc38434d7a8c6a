"""The lists of what went wrong: missed people, boxes held or lost, retests, calls, findings."""

from __future__ import annotations

from collections.abc import Callable

from masstest.live.custody import UnaccountedKind
from masstest.live.custody.wording import station_name, unaccounted_name
from masstest.live.summary import DailySummary
from masstest.live.summary import wording as words
from masstest.sheets.daily_summary.flat import Cell, Column, Table
from masstest.text import N_, Translator
from masstest.text.sentences.names import readiness_item_name


def missed(day: DailySummary, t: Translator) -> Table:
    """The compounds whose people were missed."""
    called = _names(day)
    rows: list[list[Cell]] = [
        [m.street, m.community, m.compound_id, m.name, m.due, m.missed, m.homebound,
         t(N_("estimated")) if m.estimated else t(N_("counted")),
         t(N_(", ")).join(called(source) for source in m.sources)]
        for m in day.missed
    ]  # fmt: skip
    columns = (
        Column(t(N_("Street")), 16), Column(t(N_("Community")), 18), Column(t(N_("Number")), 10),
        Column(t(N_("Compound")), 26), Column(t(N_("Due")), 9, "number"),
        Column(t(N_("Missed")), 9, "number"), Column(t(N_("Of these at home")), 9, "number"),
        Column(t(N_("How it is known")), 12), Column(t(N_("Points and teams")), 40),
    )  # fmt: skip
    return Table(
        t(N_("Missed people")), columns, rows,
        t(N_("Nobody was missed, or sampling still goes on.")), fixed=4,
    )  # fmt: skip


def mismatches(day: DailySummary, t: Translator) -> Table:
    """The boxes that were held, and how that ended."""
    called = _names(day)
    rows: list[list[Cell]] = [
        [m.box_id, m.street, m.community, called(m.source), station_name(m.station, t), m.at_min,
         m.expected_tubes, m.found_tubes, m.expected_seal, m.found_seal, words.ended(m.ended, t),
         m.ended_min, m.reason]
        for m in day.mismatches
    ]  # fmt: skip
    columns = (
        Column(t(N_("Box")), 14), Column(t(N_("Street")), 16), Column(t(N_("Community")), 18),
        Column(t(N_("Point or team")), 28), Column(t(N_("At")), 12),
        Column(t(N_("Held since")), 10, "time"), Column(t(N_("Tubes expected")), 9, "number"),
        Column(t(N_("Tubes found")), 9, "number"), Column(t(N_("Seal expected")), 14),
        Column(t(N_("Seal found")), 14), Column(t(N_("How it ended")), 24),
        Column(t(N_("Ended")), 10, "time"), Column(t(N_("Reason")), 30),
    )  # fmt: skip
    marks = ["bad" if m.ended == "held" else "" for m in day.mismatches]
    return Table(
        t(N_("Boxes held")), columns, rows, t(N_("No count and no seal differed.")),
        marks=marks, marked=10,
    )  # fmt: skip


def unaccounted(day: DailySummary, t: Translator) -> Table:
    """The boxes that nobody can account for."""
    called = _names(day)
    rows: list[list[Cell]] = [
        [b.box_id, b.street, called(b.source), unaccounted_name(UnaccountedKind(b.kind), t),
         b.tubes, called(b.holder), b.since_min]
        for b in day.unaccounted
    ]  # fmt: skip
    columns = (
        Column(t(N_("Box")), 14), Column(t(N_("Street")), 16), Column(t(N_("Point or team")), 28),
        Column(t(N_("Why")), 40), Column(t(N_("Tubes")), 9, "number"),
        Column(t(N_("Last with")), 28), Column(t(N_("Since when")), 10, "time"),
    )  # fmt: skip
    return Table(
        t(N_("Boxes unaccounted for")), columns, rows, t(N_("Every box is accounted for.")),
        marks=["bad"] * len(rows),
    )  # fmt: skip


def retests(day: DailySummary, t: Translator) -> Table:
    """The positive pools, and who of them was sampled again."""
    called = _names(day)
    rows: list[list[Cell]] = [
        [r.tube_id, r.street, r.community, called(r.source), r.opened_min, r.persons,
         r.sampled_persons, r.positives, r.closed_min]
        for r in day.retests
    ]  # fmt: skip
    columns = (
        Column(t(N_("Tube")), 16), Column(t(N_("Street")), 16), Column(t(N_("Community")), 18),
        Column(t(N_("Point or team")), 28), Column(t(N_("Positive since")), 10, "time"),
        Column(t(N_("People in it")), 9, "number"),
        Column(t(N_("Sampled again")), 9, "number"), Column(t(N_("Positive")), 9, "number"),
        Column(t(N_("Closed")), 10, "time"),
    )  # fmt: skip
    marks = ["bad" if r.closed_min is None else "" for r in day.retests]
    return Table(
        t(N_("Single-tube retests")), columns, rows, t(N_("No pooled tube was positive.")),
        marks=marks,
    )  # fmt: skip


def supplies(day: DailySummary, t: Translator) -> Table:
    """What ran short, where and when."""
    called = _names(day)
    rows: list[list[Cell]] = [
        [called(s.place_id), s.street, s.community, s.at_min, s.item, s.quantity]
        for s in day.supplies
    ]
    columns = (
        Column(t(N_("Where")), 28), Column(t(N_("Street")), 16), Column(t(N_("Community")), 18),
        Column(t(N_("Reported")), 10, "time"), Column(t(N_("Item")), 24),
        Column(t(N_("Quantity")), 9, "number"),
    )  # fmt: skip
    return Table(t(N_("Supplies short")), columns, rows, t(N_("Nothing ran short.")))


def findings(day: DailySummary, t: Translator) -> Table:
    """What inspectors found, and what was put right."""
    called = _names(day)
    rows: list[list[Cell]] = [
        [called(f.site_id), f.street, f.community,
         "" if f.item is None else readiness_item_name(f.item, t), f.text, f.opened_min, f.due_min,
         f.closed_min, f.closed_text,
         t(N_("closed")) if f.closed_min is not None
         else t(N_("overdue")) if f.overdue else t(N_("still open"))]
        for f in day.findings
    ]  # fmt: skip
    columns = (
        Column(t(N_("Point")), 28), Column(t(N_("Street")), 16), Column(t(N_("Community")), 18),
        Column(t(N_("Of the eight")), 14), Column(t(N_("What was found")), 40),
        Column(t(N_("Found")), 10, "time"), Column(t(N_("To be put right by")), 10, "time"),
        Column(t(N_("Closed")), 10, "time"), Column(t(N_("How it was put right")), 30),
        Column(t(N_("State")), 10),
    )  # fmt: skip
    marks = ["bad" if f.overdue else "warn" if f.closed_min is None else "" for f in day.findings]
    return Table(
        t(N_("Inspectors' findings")), columns, rows, t(N_("Inspectors found nothing amiss.")),
        marks=marks, marked=9,
    )  # fmt: skip


def _names(day: DailySummary) -> Callable[[str | None], str]:
    """Id and name of a point or laboratory; what has no name is called by its id."""
    names = {row.place_id: row.name for row in day.rows} | {
        lab.lab_id: lab.name for lab in day.labs
    }

    def called(place_id: str | None) -> str:
        name = names.get(place_id or "", "")
        return f"{place_id} {name}" if name not in ("", place_id) else place_id or ""

    return called
