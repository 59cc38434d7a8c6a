"""What is different between two plans, as facts; sentences and rows are made from them.

Times of the earlier plan are `Minute`s of its own round, so that plans of two rounds compare by
the time of day; in JSON they stand on the later plan's date.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import computed_field

from masstest.domain.outcome import Remedy
from masstest.domain.roster import Role, VehicleKind
from masstest.domain.units import Minute, Model


class Named(Model):
    """An id with the name people know; the name is empty where nobody has given one."""

    id: str
    name: str = ""


class PointState(Model):
    """A point in one of the plans."""

    lanes: int
    open_from: Minute
    open_until: Minute
    finish_at: Minute
    persons: int


class PointChange(Model):
    """A point that opened (no `before`), closed (no `after`), or has other lanes or hours."""

    site: Named
    before: PointState | None
    after: PointState | None


class Appointment(Model):
    """Persons of a compound at one place, the first slot's beginning to the last one's end.

    `place` is None for persons sampled at home or on the spot, and so is `walk_m`.
    """

    place: Named | None
    persons: int
    begin: Minute
    end: Minute
    walk_m: int | None = None


class CompoundChange(Model):
    """A compound some of whose people must be told of a change.

    Attributes
    ----------
    elsewhere : persons with another place (another point; home instead of a point)
    retimed : persons with the same place and another slot; at home, a visit moved by more than
        half an hour
    gained, lost : persons who had no appointment before, or have none now
    extra_walk_m : person-metres walked more than before (negative: less)
    """

    compound: Named
    before: tuple[Appointment, ...]
    after: tuple[Appointment, ...]
    elsewhere: int
    retimed: int
    gained: int
    lost: int
    extra_walk_m: int

    @property
    def told(self) -> int:
        """Persons who must be told."""
        return self.elsewhere + self.retimed + self.gained + self.lost


class StaffChangeKind(StrEnum):
    """What is different for a person, the weightiest first."""

    called = "called"
    released = "released"
    place = "place"
    role = "role"
    time = "time"
    lane = "lane"


class Service(Model):
    """One duty of a person."""

    role: Role
    place: Named
    lane: int | None
    start: Minute
    end: Minute


class StaffChange(Model):
    """A person whose duties changed: called up, released, or with another place, role or time."""

    person: Named
    before: tuple[Service, ...]
    after: tuple[Service, ...]
    kinds: tuple[StaffChangeKind, ...]


class Call(Model):
    """A stop of a vehicle; `tubes` only of specimen runs."""

    place: Named
    at: Minute
    tubes: int | None = None


class Journey(Model):
    """A run in one of the plans: specimens (with a laboratory), supplies or waste."""

    run_id: str
    vehicle: Named
    lab: Named | None
    start: Minute
    end: Minute
    calls: tuple[Call, ...]


RunAspect = Literal["vehicle", "stops", "times", "lab", "tubes"]


class RunChange(Model):
    """A run that is new (`before` is None), gone (`after` is None), or different in `changed`."""

    kind: VehicleKind
    before: Journey | None
    after: Journey | None
    changed: tuple[RunAspect, ...] = ()


class Visit(Model):
    """A stop of a doorstep team."""

    compound: Named
    arrive: Minute
    persons: int


class TeamChange(Model):
    """A doorstep team that is new, gone, or has other people, stops or times."""

    before_id: str | None
    after_id: str | None
    before: tuple[Visit, ...]
    after: tuple[Visit, ...]
    staff_changed: bool
    stops_changed: bool


class LabChange(Model):
    """A laboratory with another load or other times of results."""

    lab: Named
    tubes_before: int
    tubes_after: int
    key_results_before: Minute | None = None
    key_results_after: Minute | None = None
    results_before: Minute | None = None
    results_after: Minute | None = None


class FigureChange(Model):
    """A key figure that changed; times are minutes. `better` is None where neither is."""

    figure: str
    before: float | None
    after: float | None
    unit: str
    better: bool | None


class TermChange(Model):
    """A term of a stage's objective that changed: what quality the plan gained or gave up."""

    stage: str
    term: str
    before: float
    after: float


class ShortageChange(Model):
    """A shortage that ended (`after` is None), is new (`before` is None), or has another amount."""

    rule: str
    subject: Named
    unit: str
    before: float | None
    after: float | None
    remedies: tuple[Remedy, ...] = ()


class PlanDifferences(Model):
    """Everything that differs between two plans, and the totals of it."""

    date_before: dt.date
    date_after: dt.date
    status_before: str
    status_after: str
    points: tuple[PointChange, ...] = ()
    compounds: tuple[CompoundChange, ...] = ()
    staff: tuple[StaffChange, ...] = ()
    runs: tuple[RunChange, ...] = ()
    teams: tuple[TeamChange, ...] = ()
    labs: tuple[LabChange, ...] = ()
    figures: tuple[FigureChange, ...] = ()
    terms: tuple[TermChange, ...] = ()
    shortages: tuple[ShortageChange, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def persons_elsewhere(self) -> int:
        """Residents who get another place."""
        return sum(change.elsewhere for change in self.compounds)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def persons_retimed(self) -> int:
        """Residents with the same place and another time."""
        return sum(change.retimed for change in self.compounds)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def persons_told(self) -> int:
        """Residents who must be told of a change."""
        return sum(change.told for change in self.compounds)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def staff_told(self) -> int:
        """People on duty, before or now, who must be told of a change."""
        return len(self.staff)

    @property
    def empty(self) -> bool:
        """Whether the two plans ask the same of everybody and promise the same."""
        return self.status_before == self.status_after and not any(
            (
                self.points,
                self.compounds,
                self.staff,
                self.runs,
                self.teams,
                self.labs,
                self.figures,
                self.shortages,
            )
        )

    def staff_with(self, kind: StaffChangeKind) -> int:
        """How many people have a change of this kind."""
        return sum(kind in change.kinds for change in self.staff)

    def to_json(self) -> str:
        """As JSON text, times as local ISO times on the later plan's date."""
        return self.model_dump_json(indent=1, context={"date": self.date_after})
