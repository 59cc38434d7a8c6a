"""A simulated day as events of a hundred phones, and the truth beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Roster
from masstest.domain.travel import Travel
from masstest.live.events import Event, RunConfirmed
from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.script.boxes import OFFICE, BoxScript
from masstest.rehearsal.script.desk import Desk, Message, Phone
from masstest.rehearsal.script.faults import Faults
from masstest.rehearsal.script.places import write_point, write_team, write_waste
from masstest.rehearsal.script.results import ResultScript, draw_outcomes
from masstest.rehearsal.script.truth import BoxTruth, Counts, MismatchTruth, Truth
from masstest.rehearsal.simulation.course import course_of
from masstest.rehearsal.simulation.day import SimulatedDay, simulate_day
from masstest.rehearsal.simulation.visiting import TeamDay
from masstest.rehearsal.spread import Spread
from masstest.travel import straight_line


@dataclass(frozen=True)
class Script:
    """`messages` in the order in which things happen; `truth` is what really happened."""

    messages: tuple[Message, ...]
    truth: Truth

    @cached_property
    def events(self) -> list[Event]:
        """All events, in the order in which they happen."""
        return [message.event for message in self.messages]

    @cached_property
    def phones(self) -> Mapping[Phone, tuple[Message, ...]]:
        """The messages of each phone, in order."""
        found: dict[Phone, list[Message]] = defaultdict(list)
        for message in self.messages:
            found[message.phone].append(message)
        return {phone: tuple(own) for phone, own in found.items()}

    def until(self, now_min: float) -> list[Event]:
        """What has happened by `now_min`."""
        return [event for event in self.events if event.at_min <= now_min]


def scripted_day(
    plan: Plan,
    roster: Roster,
    seed: int = 1,
    *,
    travel: Travel | None = None,
    spread: Spread | None = None,
    breakdowns: Sequence[Breakdown] = (),
    faults: Faults | None = None,
    publication: int = 1,
) -> Script:
    """One simulated day of a plan as everything that is reported of it.

    Parameters
    ----------
    seed : the same seed gives the same day, event for event
    travel : driving times; straight lines by default
    spread : how far the day strays from the plan; `Spread.none()` keeps to it
    breakdowns : what is lost on the way
    faults : wrong counts and seals, positive and invalid tubes
    publication : number of the publication that the crews confirm in the morning
    """
    course = course_of(plan, roster, travel or straight_line(roster))
    day = simulate_day(course, spread or Spread(), breakdowns, seed=seed)
    return script_of(day, seed, breakdowns=breakdowns, faults=faults, publication=publication)


def script_of(
    day: SimulatedDay,
    seed: int,
    *,
    breakdowns: Sequence[Breakdown] = (),
    faults: Faults | None = None,
    publication: int = 1,
) -> Script:
    """What is reported of a simulated day."""
    rng = np.random.default_rng([seed, 77])
    desk = Desk(seed, _holders(day.course.plan))
    for vehicle_id, trips in day.course.trips.items():
        for trip in trips:
            at = min(trip.start_min, day.course.plan.round.sampling_start) - rng.uniform(5, 40)
            fact = RunConfirmed(vehicle_id=vehicle_id, run_id=trip.run_id, publication=publication)
            desk.report(Phone("vehicle", vehicle_id), at, fact)
    for point in day.points:
        write_point(point, breakdowns, desk, rng)
    for team in day.teams:
        write_team(team, desk)
    write_waste(day, desk, rng)
    faults = faults or Faults()
    outcomes = draw_outcomes(day, faults, rng)
    boxes = BoxScript(day, desk, faults, rng)
    boxes.write()
    results = ResultScript(day, desk, outcomes)
    results.write(boxes.received.values())
    messages = sorted(desk.messages, key=lambda message: message.event.order)
    truth = _truth(day, results.boxes, tuple(boxes.mismatches))
    return Script(tuple(messages), truth)


def _holders(plan: Plan) -> dict[Phone, str]:
    """Who holds which phone: leaders of points, first of the team, couriers."""
    held: dict[Phone, str] = {OFFICE: "transport-lead"}
    for duty in plan.duties:
        if duty.role is Role.lead:
            held.setdefault(Phone("point", duty.at), duty.staff_id)
    for team in plan.doorstep:
        held[Phone("team", team.team_id)] = team.staff_ids[0] if team.staff_ids else ""
    crews = [(run.vehicle_id, run.crew) for run in plan.runs]
    crews += [(run.vehicle_id, run.crew) for run in plan.waste_runs]
    for vehicle_id, crew in crews:
        held.setdefault(Phone("vehicle", vehicle_id), crew[-1] if crew else "")
    return held


def _truth(
    day: SimulatedDay, boxes: Mapping[str, BoxTruth], mismatches: tuple[MismatchTruth, ...]
) -> Truth:
    sources, compounds = {}, {}
    for point in day.points:
        own = Counts(tuple(point.done_min.tolist()), int(point.key.sum()))
        sources[point.course.site_id] = own
        rows = Counter(point.row.tolist())
        compounds[point.course.site_id] = {
            point.course.compounds[row]: count for row, count in sorted(rows.items())
        }
    for team in day.teams:
        sources[team.course.team_id] = _visits(team)
    finish = dict(zip(day.course.source_ids, day.finish_by_source, strict=True))
    return Truth(sources, compounds, boxes, mismatches, day.missed, finish)


def _visits(team: TeamDay) -> Counts:
    """Persons count as sampled when their visit is reported as done."""
    done = [visit.depart_min for visit in team.visited for _ in range(visit.persons)]
    return Counts(tuple(done), sum(visit.key_persons for visit in team.visited))
