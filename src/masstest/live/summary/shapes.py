"""What the daily summary says: frozen, JSON-able, without names or phones of staff.

Times are float minutes since 00:00 local time of the round's date, as in the events.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from masstest.domain.plan import ReadinessItem
from masstest.domain.units import Model
from masstest.live.shapes import BoxLine, Clock, Deadline, LabBoard, MissedCompound


class Figures(Model):
    """Counts of one part of the round; what did not happen is an explicit zero.

    Attributes
    ----------
    residents_due, residents_missed : of those who live here, wherever they are sampled; of areas
    due, sampled : at the points and by the teams that stand here
    missed : due here and not sampled when the sampling deadline had passed; 0 before it
    tubes_made .. tubes_resulted : cumulative since the morning: whatever has its result has been
        delivered, whatever was delivered has been made
    positives, invalids : tubes with that result
    retests_opened, retests_closed, retest_positives : tubes broken up; single tubes positive
    places, opened, opened_late, closed_early : points and teams, and what became of the points
    boxes, mismatches, releases, held : boxes sealed; counts or seals that differed; boxes that a
        transport lead released; boxes held now
    boxes_unaccounted : that the ledger can't account for
    supplies_short, help_calls : calls from here
    waste_bags, waste_left : bags taken; points that have closed and still have theirs
    """

    residents_due: int = 0
    residents_missed: int = 0
    due: int = 0
    sampled: int = 0
    missed: int = 0
    tubes_due: int = 0
    tubes_made: int = 0
    tubes_delivered: int = 0
    tubes_resulted: int = 0
    tubes_lost: int = 0
    positives: int = 0
    invalids: int = 0
    retests_opened: int = 0
    retests_closed: int = 0
    retest_positives: int = 0
    places: int = 0
    opened: int = 0
    opened_late: int = 0
    closed_early: int = 0
    boxes: int = 0
    mismatches: int = 0
    releases: int = 0
    held: int = 0
    boxes_unaccounted: int = 0
    supplies_short: int = 0
    help_calls: int = 0
    waste_bags: int = 0
    waste_left: int = 0
    alerts_opened: int = 0
    alerts_acknowledged: int = 0
    findings_opened: int = 0
    findings_closed: int = 0
    findings_overdue: int = 0

    @property
    def unusual(self) -> int:
        """How much of it is out of the ordinary: what a zero report says is none."""
        return sum(getattr(self, name) for name in UNUSUAL)


UNUSUAL = (
    "residents_missed", "missed", "tubes_lost", "positives", "invalids", "opened_late",
    "closed_early", "mismatches", "boxes_unaccounted", "supplies_short", "help_calls",
    "alerts_opened", "findings_opened",
)  # fmt: skip


class Telling(StrEnum):
    """What a line of the zero report says."""

    eventful = "eventful"  # see the figures
    quiet = "quiet"  # everything is reported, and nothing out of the ordinary
    waiting = "waiting"  # nothing was reported, and nothing is due yet
    silent = "silent"  # a point or team should have begun, and nothing was reported
    elsewhere = "elsewhere"  # no point or team here: its people are sampled in other communities


class SummaryRow(Model):
    """A district, street, community, point or team.

    `finish_min` is set once everybody here is through, `results_min` once every tube has its
    result. Opening times are of points only; of an area, the first one.
    """

    kind: Literal["district", "street", "community", "point", "team"]
    place_id: str
    name: str
    street: str
    community: str
    telling: Telling
    figures: Figures
    open_planned_min: float | None = None
    open_min: float | None = None
    finish_planned_min: float | None = None
    finish_min: float | None = None
    results_planned_min: float | None = None
    results_min: float | None = None


class MismatchLine(Model):
    """A box that was held because its count or seal differed, and how that ended.

    `ended`: ``released`` by a transport lead with a `reason`; ``recounted``, and it agreed;
    ``held`` still. Who released it is told by role.
    """

    box_id: str
    source: str
    street: str
    community: str
    station: str
    at_min: float
    expected_tubes: int | None
    found_tubes: int
    expected_seal: str | None
    found_seal: str
    ended: Literal["released", "recounted", "held"]
    ended_min: float | None = None
    released_by_role: str = ""
    reason: str = ""


class ShortLine(Model):
    """Somebody ran short of something."""

    place_id: str
    street: str
    community: str
    at_min: float
    item: str
    quantity: float | None


class FindingLine(Model):
    finding_id: str
    site_id: str
    street: str
    community: str
    item: ReadinessItem | None
    text: str
    opened_min: float
    due_min: float
    closed_min: float | None
    closed_text: str
    overdue: bool


class RetestLine(Model):
    tube_id: str
    source: str
    street: str
    community: str
    opened_min: float
    persons: int | None
    sampled_persons: int
    positives: int
    closed_min: float | None


class StreetClocks(Model):
    """The four fast of the district (no street) or of a street."""

    street: str
    clocks: tuple[Clock, ...]


class DailySummary(Model):
    """The day of one round, of the district or of one `street`, as it stands at `now_min`.

    `rows`: the district (or the street), then streets, communities, points and teams. Every
    street and community of the roster has its row, also where nothing happened.
    """

    district: str
    date: dt.date
    number: int
    timezone: str
    street: str | None
    now_min: float
    events: int
    rows: tuple[SummaryRow, ...]
    deadlines: tuple[Deadline, ...]
    clocks: tuple[StreetClocks, ...]
    labs: tuple[LabBoard, ...]
    missed: tuple[MissedCompound, ...]
    mismatches: tuple[MismatchLine, ...]
    unaccounted: tuple[BoxLine, ...]
    supplies: tuple[ShortLine, ...]
    findings: tuple[FindingLine, ...]
    retests: tuple[RetestLine, ...]

    @property
    def whole(self) -> SummaryRow:
        """The row of the whole view."""
        return self.rows[0]

    @property
    def zero_report(self) -> tuple[SummaryRow, ...]:
        """The lines of the zero report: every street, followed by its communities."""
        lines = [row for row in self.rows if row.kind in ("street", "community")]
        return tuple(sorted(lines, key=lambda row: (row.street, row.kind != "street")))
