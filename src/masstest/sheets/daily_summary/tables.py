"""The flat sheets of the summary: zero report, places, and the lists of what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from masstest.live.custody import UnaccountedKind
from masstest.live.custody.wording import station_name, unaccounted_name
from masstest.live.shapes import LabBoard
from masstest.live.summary import DailySummary, SummaryRow, Telling
from masstest.live.summary import wording as words
from masstest.sheets.daily_summary.flat import Cell, Column, Table
from masstest.text import N_, Translator
from masstest.text.sentences.names import readiness_item_name

_FIGURES = (
    ("residents_due", N_("Residents due"), 9),
    ("residents_missed", N_("Residents missed"), 9),
    ("due", N_("Due here"), 9),
    ("sampled", N_("Sampled here"), 9),
    ("missed", N_("Missed here"), 9),
    ("tubes_due", N_("Tubes planned"), 9),
    ("tubes_made", N_("Tubes made"), 9),
    ("tubes_delivered", N_("Tubes delivered"), 9),
    ("tubes_resulted", N_("Tubes resulted"), 9),
    ("tubes_lost", N_("Tubes lost"), 8),
    ("positives", N_("Positive tubes"), 8),
    ("invalids", N_("Invalid tubes"), 8),
    ("retests_opened", N_("Retests opened"), 8),
    ("retests_closed", N_("Retests closed"), 8),
    ("retest_positives", N_("Retests positive"), 8),
    ("places", N_("Points and teams"), 9),
    ("opened", N_("Points opened"), 8),
    ("opened_late", N_("Opened late"), 8),
    ("closed_early", N_("Closed early"), 8),
    ("boxes", N_("Boxes sealed"), 8),
    ("mismatches", N_("Counts or seals differed"), 10),
    ("releases", N_("Released by transport lead"), 10),
    ("held", N_("Boxes held now"), 8),
    ("boxes_unaccounted", N_("Boxes unaccounted for"), 11),
    ("supplies_short", N_("Calls for supplies"), 9),
    ("help_calls", N_("Calls for help"), 8),
    ("waste_bags", N_("Bags of waste taken"), 9),
    ("waste_left", N_("Points with waste left"), 9),
    ("alerts_opened", N_("Alerts opened"), 8),
    ("alerts_acknowledged", N_("Alerts acknowledged"), 12),
    ("findings_opened", N_("Findings opened"), 8),
    ("findings_closed", N_("Findings closed"), 8),
    ("findings_overdue", N_("Findings overdue"), 8),
)
_TIMES = (
    ("open_planned_min", N_("Opens, planned")),
    ("open_min", N_("Opened")),
    ("finish_planned_min", N_("Sampled by, planned")),
    ("finish_min", N_("Sampled by")),
    ("results_planned_min", N_("Results, planned")),
    ("results_min", N_("Results")),
)
_ZERO = (
    "residents_due", "residents_missed", "sampled", "positives", "invalids", "opened_late",
    "closed_early", "mismatches", "boxes_unaccounted", "supplies_short", "help_calls",
    "alerts_opened", "findings_opened", "findings_overdue",
)  # fmt: skip


def tables(day: DailySummary, t: Translator) -> Iterator[Table]:
    """The sheets after the first page."""
    yield _zero_report(day, t)
    yield _places(day, t)
    yield _clocks(day, t)
    yield _missed(day, t)
    yield _mismatches(day, t)
    yield _unaccounted(day, t)
    yield _retests(day, t)
    yield _supplies(day, t)
    yield _findings(day, t)
    yield _labs(day, t)


def _names(day: DailySummary) -> Callable[[str | None], str]:
    """Id and name of a point or laboratory; what has no name is called by its id."""
    names = {row.place_id: row.name for row in day.rows} | {
        lab.lab_id: lab.name for lab in day.labs
    }

    def called(place_id: str | None) -> str:
        name = names.get(place_id or "", "")
        return f"{place_id} {name}" if name not in ("", place_id) else place_id or ""

    return called


def _figure_column(name: str, t: Translator) -> Column:
    heading, width = next((h, w) for key, h, w in _FIGURES if key == name)
    return Column(t(heading), width, "number")


def _mark(row: SummaryRow) -> str:
    found = row.figures
    if row.telling is Telling.silent or found.held or found.findings_overdue:
        return "bad"
    return "warn" if row.telling is Telling.eventful else ""


def _zero_report(day: DailySummary, t: Translator) -> Table:
    rows: list[list[Cell]] = []
    for row in day.zero_report:
        told = row.figures.model_dump()
        rows.append([
            row.street, row.community, t(words.KINDS[row.kind]), words.telling(row, t),
            *(told[name] for name in _ZERO),
        ])  # fmt: skip
    columns = (
        Column(t(N_("Street")), 16), Column(t(N_("Community")), 18), Column(t(N_("Kind")), 9),
        Column(t(N_("What is reported")), 44), *(_figure_column(name, t) for name in _ZERO),
    )  # fmt: skip
    return Table(
        t(N_("Zero report")), columns, rows, t(N_("No street is known.")), fixed=4, marked=3,
        marks=[_mark(row) for row in day.zero_report],
        note=t(N_("Every street and community has its line, also where nothing happened.")),
    )  # fmt: skip


def _places(day: DailySummary, t: Translator) -> Table:
    rows: list[list[Cell]] = []
    for row in day.rows:
        told = row.figures.model_dump()
        is_source = row.kind in ("point", "team")
        figures = [
            None if is_source and name.startswith("residents") else told[name]
            for name, _, _ in _FIGURES
        ]
        times = [getattr(row, name) for name, _ in _TIMES]
        rows.append([
            t(words.KINDS[row.kind]), row.street, row.community, row.place_id, row.name,
            *times, *figures,
        ])  # fmt: skip
    columns = (
        Column(t(N_("Kind")), 10), Column(t(N_("Street")), 16), Column(t(N_("Community")), 18),
        Column(t(N_("Number")), 9), Column(t(N_("What it is called")), 26),
        *(Column(t(heading), 10, "time") for _, heading in _TIMES),
        *(Column(t(heading), width, "number") for _, heading, width in _FIGURES),
    )  # fmt: skip
    return Table(
        t(N_("All places")), columns, rows, t(N_("Nothing is planned.")), fixed=5, paper=8,
        marks=[_mark(row) for row in day.rows], marked=4,
        note=t(N_("People and tubes count where they were sampled, residents where they live.")),
    )  # fmt: skip


def _clocks(day: DailySummary, t: Translator) -> Table:
    rows: list[list[Cell]] = []
    for part in day.clocks:
        for clock in part.clocks:
            planned, actual = clock.planned, clock.actual
            rows.append([
                part.street or day.street or day.district, t(words.CLOCKS[clock.kind]),
                clock.limit_min,
                None if planned is None else planned.median_min,
                None if planned is None else planned.p90_min,
                None if actual is None else actual.median_min,
                None if actual is None else actual.p90_min,
                None if actual is None else actual.worst_min,
                "" if actual is None else actual.worst_subject,
                0 if actual is None else actual.count, clock.open_count, clock.open_worst_min,
            ])  # fmt: skip
    columns = (
        Column(t(N_("Where")), 16), Column(t(N_("Clock")), 34),
        Column(t(N_("Limit (min)")), 9, "number"),
        Column(t(N_("Planned: half within (min)")), 11, "number"),
        Column(t(N_("Planned: nine in ten within (min)")), 11, "number"),
        Column(t(N_("Half within (min)")), 11, "number"),
        Column(t(N_("Nine in ten within (min)")), 11, "number"),
        Column(t(N_("Longest (min)")), 9, "number"), Column(t(N_("Which")), 14),
        Column(t(N_("Cases")), 8, "number"), Column(t(N_("Still running")), 8, "number"),
        Column(t(N_("Longest of these (min)")), 10, "number"),
    )  # fmt: skip
    return Table(t(N_("Four fast")), columns, rows, t(N_("Nothing was measured.")), fixed=2)


def _missed(day: DailySummary, t: Translator) -> Table:
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


def _mismatches(day: DailySummary, t: Translator) -> Table:
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


def _unaccounted(day: DailySummary, t: Translator) -> Table:
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


def _retests(day: DailySummary, t: Translator) -> Table:
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


def _supplies(day: DailySummary, t: Translator) -> Table:
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


def _findings(day: DailySummary, t: Translator) -> Table:
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


def _labs(day: DailySummary, t: Translator) -> Table:
    rows: list[list[Cell]] = [
        [lab.lab_id, lab.name, lab.tubes_planned, lab.tubes_received, lab.tubes_started,
         lab.tubes_resulted, lab.tubes_waiting, lab.tubes_per_hour, lab.observed_per_hour,
         lab.key_results_planned_min, lab.results_planned_min, *_own(lab)]
        for lab in day.labs
    ]  # fmt: skip
    of_street = (
        Column(t(N_("Of this street: planned")), 10, "number"),
        Column(t(N_("Of this street: received")), 10, "number"),
        Column(t(N_("Of this street: resulted")), 10, "number"),
    )
    columns = (
        Column(t(N_("Number")), 9), Column(t(N_("Laboratory")), 24),
        Column(t(N_("Tubes planned")), 9, "number"), Column(t(N_("Tubes received")), 9, "number"),
        Column(t(N_("Tubes started")), 9, "number"), Column(t(N_("Tubes resulted")), 9, "number"),
        Column(t(N_("Tubes waiting")), 9, "number"),
        Column(t(N_("Tubes an hour, as listed")), 10, "number"),
        Column(t(N_("Tubes an hour, today")), 10, "number"),
        Column(t(N_("Key results, planned")), 11, "time"),
        Column(t(N_("Results, planned")), 11, "time"),
        *(of_street if day.street is not None else ()),
    )  # fmt: skip
    return Table(t(N_("Laboratories")), columns, rows, t(N_("No laboratory is planned.")), fixed=2)


def _own(lab: LabBoard) -> list[Cell]:
    """What is of the street, in a street's summary: a laboratory works for several."""
    own = lab.own
    return [] if own is None else [own.tubes_planned, own.tubes_received, own.tubes_resulted]
