"""What follows from a plan's decisions, worked out again after somebody changed them.

Decisions are who goes where and in which slots, lanes and hours of points, duties, vehicles,
places and times of runs, routes of doorstep teams. Everything else follows from them by the
conventions of ``docs/formulation.md``, with the same functions as the stages use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from masstest.domain.plan import (
    Coverage,
    DoorstepStop,
    DoorstepTeam,
    Duty,
    LabLoad,
    Plan,
    Point,
    Readiness,
    Run,
    Slot,
    Stop,
    SupplyRun,
    WasteRun,
)
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.domain.units import ceil_min
from masstest.planner.kpis import key_figures
from masstest.solver.location.appointments import Visit, queue_limit
from masstest.solver.production import Batch, finish, point_batches, stop_batches, tube_count
from masstest.solver.readiness import plan_readiness
from masstest.solver.transport.lost_labs import (
    Loss,
    fetched,
    lab_loads,
    loss_of,
    losses_of,
)
from masstest.solver.transport.sources import Source, all_sources


def refresh(plan: Plan, roster: Roster, travel: Travel) -> Plan:
    """`plan` with everything that follows from its decisions worked out again.

    - coverage: `walk_m`; appointments, at points where a row has none or they don't fit it
    - points: persons, tubes, `finish_at`; `open_until`, if they are done later
    - doorstep: tubes of the stops, and who is in the team
    - runs: tubes, `oldest_sample_at`, `end` and crew; crews of supply and waste runs
    - laboratories: totals, result times, hours
    - readiness lights and key figures

    A plan that fits together stays as it is. Status, shortages, violations and stage reports
    are left alone: they are for whoever checks the plan again.

    Parameters
    ----------
    plan : whose ids all exist in `roster`
    roster, travel : what it was made from
    """
    coverage = _with_appointments(plan, roster, _with_walks(plan.coverage, travel))
    points = _points(plan.points, coverage, roster)
    teams = tuple(_team(team, plan.duties, roster) for team in plan.doorstep)
    runs = _runs(plan, all_sources(roster, travel, points, coverage, teams))
    runs, losses = _with_fetches(plan, runs, roster)
    changed = plan.model_copy(
        update={
            "coverage": coverage,
            "points": points,
            "doorstep": teams,
            "runs": runs,
            "labs": _labs(plan.labs, lab_loads(roster, runs, losses)),
            "supply_runs": tuple(
                run.model_copy(update={"crew": _crew(run.crew, _aboard(plan, run))})
                for run in plan.supply_runs
            ),
            "waste_runs": tuple(
                run.model_copy(update={"crew": _crew(run.crew, _aboard(plan, run))})
                for run in plan.waste_runs
            ),
        }
    )
    if plan.readiness:
        changed = changed.model_copy(update={"readiness": _readiness(changed, roster)})
    figures = {**plan.kpis, **key_figures(roster, changed, travel)}
    return changed.model_copy(update={"kpis": figures})


def _with_walks(rows: Iterable[Coverage], travel: Travel) -> list[Coverage]:
    return [
        row.model_copy(update={"walk_m": int(travel.walk(row.compound_id, row.site_id) + 0.5)})
        for row in rows
    ]


def _with_appointments(plan: Plan, roster: Roster, rows: list[Coverage]) -> tuple[Coverage, ...]:
    """Appoint everybody anew at points where somebody has no appointment, or a wrong one."""
    at: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        at[row.site_id].append(number)
    for site_id, numbers in at.items():
        point = plan.point[site_id]
        own = [rows[number] for number in numbers]
        if all(_appointed(row, point, roster.parameters.slot_min) for row in own):
            continue
        visits = [
            Visit(
                roster.compound[row.compound_id], site_id, row.persons, row.key_persons, row.walk_m
            )
            for row in own
        ]
        booked = queue_limit(roster, point.open_from, point.lanes, visits)
        for number, slots in zip(numbers, booked, strict=True):
            rows[number] = rows[number].model_copy(update={"slots": slots})
    return tuple(rows)


def _appointed(row: Coverage, point: Point, slot_min: int) -> bool:
    """Whether the slots of a row are for its persons, and on the point's grid."""

    def on_grid(slot: Slot) -> bool:
        since_open = slot.from_ - point.open_from
        return since_open >= 0 and since_open % slot_min == 0

    return (
        sum(slot.persons for slot in row.slots) == row.persons
        and sum(slot.key for slot in row.slots) == row.key_persons
        and all(on_grid(slot) for slot in row.slots)
    )


def _points(
    points: Iterable[Point], coverage: Iterable[Coverage], roster: Roster
) -> tuple[Point, ...]:
    rows: dict[str, list[Coverage]] = defaultdict(list)
    for row in coverage:
        rows[row.site_id].append(row)
    return tuple(_point(point, rows[point.site_id], roster) for point in points)


def _point(point: Point, rows: Sequence[Coverage], roster: Roster) -> Point:
    batches = point_batches(roster, point.lanes, rows)
    done = ceil_min(finish(point.open_from, batches))
    tubes, key_tubes = _tubes(batches, roster)
    return point.model_copy(
        update={
            "persons": sum(row.persons for row in rows),
            "key_persons": sum(row.key_persons for row in rows),
            "tubes": tubes,
            "key_tubes": key_tubes,
            "finish_at": done,
            "open_until": max(point.open_until, done),
        }
    )


def _tubes(batches: Iterable[Batch], roster: Roster) -> tuple[int, int]:
    """(tubes, key tubes) that batches of one source fill, stream by stream."""
    persons: dict[tuple[bool, int], float] = defaultdict(float)
    for batch in batches:
        persons[batch.key, batch.pool_size] += batch.persons
    tubes = {
        stream: tube_count(round(count), stream[1], roster) for stream, count in persons.items()
    }
    return sum(tubes.values()), sum(count for (key, _), count in tubes.items() if key)


def _team(team: DoorstepTeam, duties: Iterable[Duty], roster: Roster) -> DoorstepTeam:
    there = [duty for duty in duties if duty.at == team.team_id]
    return team.model_copy(
        update={
            "staff_ids": _crew(team.staff_ids, there),
            "stops": tuple(_doorstep_stop(stop, roster) for stop in team.stops),
        }
    )


def _doorstep_stop(stop: DoorstepStop, roster: Roster) -> DoorstepStop:
    tubes, key_tubes = _tubes(stop_batches(roster, stop), roster)
    return stop.model_copy(update={"tubes": tubes, "key_tubes": key_tubes})


def _crew(before: Sequence[str], duties: Iterable[Duty]) -> tuple[str, ...]:
    """Who is on duty: those of `before` in their order, then the others in the duties' order."""
    there = dict.fromkeys(duty.staff_id for duty in duties)
    kept = [staff_id for staff_id in before if staff_id in there]
    return tuple(dict.fromkeys([*kept, *there]))


def _runs(plan: Plan, sources: Iterable[Source]) -> tuple[Run, ...]:
    """Runs with what their pickups find, in order of time at each source."""
    series = {(source.kind, source.source_id): source.series for source in sources}
    visits: dict[tuple[str, str], list[tuple[int, str, int, int]]] = defaultdict(list)
    for r, run in enumerate(plan.runs):
        for s, stop in enumerate(run.stops):
            if stop.kind == "pickup" and stop.lab_id is None:
                visits[_source(stop)].append((stop.arrive, run.run_id, r, s))
    found: dict[tuple[int, int], tuple[int, int, int | None]] = {}
    for source, calls in visits.items():
        before = float("-inf")
        for arrive, _, r, s in sorted(calls):
            nothing = (0, 0, None)
            found[r, s] = series[source].between(before, arrive) if source in series else nothing
            before = arrive
    return tuple(
        _run(run, [found.get((r, s), _recorded(stop)) for s, stop in enumerate(run.stops)], plan)
        for r, run in enumerate(plan.runs)
    )


def _with_fetches(
    plan: Plan, runs: tuple[Run, ...], roster: Roster
) -> tuple[tuple[Run, ...], dict[str, Loss]]:
    """The runs with what they fetch from lost laboratories, and what these keep.

    What is fetched from one may have been brought to another that was lost later.
    """
    losses: dict[str, Loss] = {}
    for _ in plan.lost_labs:
        losses = {
            lab_id: loss_of(
                roster.lab[lab_id],
                runs,
                roster,
                lost_at=loss.lost_at,
                idle_from=loss.lost_at,
                reported=(loss.key_tubes, loss.tubes - loss.key_tubes),
            )
            for lab_id, loss in losses_of(plan).items()
        }
        runs, _ = fetched(runs, losses)
    return runs, losses


def _recorded(stop: Stop) -> tuple[int, int, int | None]:
    """What a stop at a laboratory takes by the plan; `fetched` says whether it lies there."""
    return stop.tubes, stop.key_tubes, stop.oldest_sample_at


def _source(stop: Stop) -> tuple[str, str]:
    if stop.team_id is not None:
        return "team", stop.team_id
    return "site", stop.site_id or ""


def _run(run: Run, found: Sequence[tuple[int, int, int | None]], plan: Plan) -> Run:
    on_board = [amount for amount, stop in zip(found, run.stops, strict=True)
                if stop.kind == "pickup"]  # fmt: skip
    stops = [
        stop.model_copy(
            update={"tubes": amount[0], "key_tubes": amount[1], "oldest_sample_at": amount[2]}
            if stop.kind == "pickup"
            else {
                "tubes": sum(tubes for tubes, _, _ in on_board),
                "key_tubes": sum(key for _, key, _ in on_board),
            }
        )
        for amount, stop in zip(found, run.stops, strict=True)
    ]
    end = stops[-1].depart if stops else run.end
    moved = run.model_copy(update={"stops": tuple(stops), "end": end})
    return moved.model_copy(update={"crew": _crew(run.crew, _aboard(plan, moved))})


def _aboard(plan: Plan, run: Run | SupplyRun | WasteRun) -> list[Duty]:
    """Duties in a run's vehicle while it is under way."""
    return [
        duty
        for duty in plan.duties
        if duty.at == run.vehicle_id and duty.start < run.end and run.start < duty.end
    ]


def _labs(before: Iterable[LabLoad], now: Iterable[LabLoad]) -> tuple[LabLoad, ...]:
    """The day of every laboratory that receives something, in the order they stood in."""
    loads = {load.lab_id: load for load in now}
    order = dict.fromkeys([*(load.lab_id for load in before), *loads])
    return tuple(loads[lab_id] for lab_id in order if lab_id in loads)


def _readiness(plan: Plan, roster: Roster) -> tuple[Readiness, ...]:
    return plan_readiness(
        roster, plan.points, plan.coverage, plan.duties, plan.supplies, plan.supply_runs,
        plan.doorstep,
    )  # fmt: skip
