"""The sheets of figures: zero report, all places, the four clocks, laboratories."""

from __future__ import annotations

from masstest.live.shapes import LabBoard
from masstest.live.summary import DailySummary, SummaryRow, Telling
from masstest.live.summary import wording as words
from masstest.sheets.daily_summary.flat import Cell, Column, Table
from masstest.text import N_, Translator

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


def _figure_column(name: str, t: Translator) -> Column:
    heading, width = next((h, w) for key, h, w in _FIGURES if key == name)
    return Column(t(heading), width, "number")


def _mark(row: SummaryRow) -> str:
    found = row.figures
    if row.telling is Telling.silent or found.held or found.findings_overdue:
        return "bad"
    return "warn" if row.telling is Telling.eventful else ""


def zero_report(day: DailySummary, t: Translator) -> Table:
    """Every street and community, also where nothing happened."""
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


def places(day: DailySummary, t: Translator) -> Table:
    """Every figure of every street, community, point and team."""
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


def clocks(day: DailySummary, t: Translator) -> Table:
    """The four clocks, planned and measured."""
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


def labs(day: DailySummary, t: Translator) -> Table:
    """What the laboratories received, started and gave results of."""
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
