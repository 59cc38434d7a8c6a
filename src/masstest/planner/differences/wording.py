"""How states of points, compounds, people and vehicles read, shared by sentences and rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from masstest.domain.roster import Level, Role, VehicleKind
from masstest.planner.differences.facts import (
    Appointment,
    Journey,
    Named,
    PointState,
    Service,
    TermChange,
    Visit,
)
from masstest.text import N_, Translator
from masstest.text.sentences import (
    kind_name,
    level_name,
    number,
    quantity,
    role_name,
    time_name,
)

_FIGURES = {
    "persons_covered": N_("People sampled"),
    "finish_at": N_("Last person sampled"),
    "key_results_at": N_("Key groups' results"),
    "results_at": N_("All results"),
    "points": N_("Points"),
    "lanes": N_("Lanes"),
    "mean_walk_m": N_("Mean walk"),
    "max_walk_m": N_("Longest walk"),
    "max_age_min": N_("Oldest specimen at a lab"),
    "mean_age_min": N_("Mean age of specimens at a lab"),
    "runs": N_("Transport runs"),
    "vehicles_used": N_("Specimen vehicles"),
    "drive_km": N_("Distance driven"),
    "staff_on_duty": N_("Staff on duty"),
    "reserve_called": N_("Reserve called up"),
    "doorstep_teams": N_("Doorstep teams"),
}


# Terms of the objectives whose word alone says it; where stages differ, "stage.term".
_TERMS = {
    "uncovered": N_("people without a point"),
    "late": N_("time after the deadline"),
    "over_limit": N_("walks beyond the limit"),
    "walk": N_("walking"),
    "points": N_("open points"),
    "lanes": N_("open lanes"),
    "moves": N_("residents whose point is another than last round"),
    "missing": N_("posts without people"),
    "supplies.missing": N_("supplies that lack"),
    "officials.missing": N_("points without an official"),
    "reserve": N_("reserve staff called"),
    "commute": N_("ways to work"),
    "zone_change": N_("staff in another zone than last time"),
    "pins": N_("staff away from the place they are pinned to"),
    "team_split": N_("staff away from their team"),
    "duties": N_("people with many duties so far"),
    "late_results": N_("results after the deadline"),
    "overage": N_("specimens too old on arrival"),
    "late_pickup": N_("pickups after the interval"),
    "key_reserve": N_("key groups' results within the margin"),
    "result_reserve": N_("all results within the margin"),
    "age_reserve": N_("specimens received within the margin"),
    "vehicles": N_("vehicles used"),
    "drive": N_("driving"),
    "age": N_("age of specimens"),
    "lab_wait": N_("queues at the laboratories"),
    "unvisited": N_("people not visited"),
    "teams": N_("doorstep teams"),
    "travel": N_("ways between doors"),
    "doorstep.reserve": N_("doorstep teams at work within the margin"),
}
_STAGE_UNITS = {"location": "m", "rostering": "m", "officials": "points"}


def stage_unit(stage: str) -> str:
    """The unit of a stage's objective, to which weights bring all its terms."""
    return _STAGE_UNITS.get(stage, "min")


def term_name(change: TermChange, t: Translator) -> str:
    """What a term of a stage's objective measures."""
    name = _TERMS.get(f"{change.stage}.{change.term}", _TERMS.get(change.term))
    return change.term if name is None else t(name)


def term_value(value: float, stage: str, t: Translator) -> str:
    return quantity(round(value), stage_unit(stage), t)


def figure_name(figure: str, t: Translator) -> str:
    return t(_FIGURES[figure])


def figure_value(value: float | None, unit: str, t: Translator) -> str:
    if value is None:
        return t("none")
    if unit == "time":
        return time_name(round(value), t)
    return number(value) if unit == "teams" else quantity(value, unit, t)


def figure_step(step: float, unit: str, t: Translator) -> str:
    """How much a figure grew: "+12 minutes", "-1,240 m"."""
    amount = abs(step)
    shown = number(amount) if unit == "teams" else quantity(amount, _STEP.get(unit, unit), t)
    return ("+" if step > 0 else "-") + shown


_STEP = {"time": "min"}


def joined(clauses: Iterable[str], t: Translator) -> str:
    """Clauses of one sentence, one after the other."""
    return reduce(lambda first, second: t("{first}, {second}", first=first, second=second), clauses)


def lacking(named: Named, t: Translator) -> str:
    """The subject of a shortage: a role, a kind of vehicle, a level, or a thing with a name."""
    if named.id in set(Role):
        return role_name(Role(named.id), t, 2)
    if named.id in set(VehicleKind):
        return kind_name(VehicleKind(named.id), t)
    if named.id in set(Level):
        return level_name(Level(named.id), t)
    return label(named)


def label(named: Named) -> str:
    """Id and name."""
    return f"{named.id} {named.name}".strip()


def span(begin: int, end: int, t: Translator) -> str:
    return t("{begin} to {end}", begin=time_name(begin, t), end=time_name(end, t))


def point_state(state: PointState | None, t: Translator) -> str:
    if state is None:
        return t("closed")
    return t(
        "{lanes}, {hours}",
        lanes=quantity(state.lanes, "lanes", t),
        hours=span(state.open_from, state.open_until, t),
    )


def appointments(rows: Sequence[Appointment], t: Translator) -> str:
    """Where and when a compound's people are sampled."""
    if not rows:
        return t("nowhere")
    parts = []
    for row in rows:
        place = t("at home") if row.place is None else label(row.place)
        people = "" if len(rows) == 1 else quantity(row.persons, "persons", t)
        when = span(row.begin, row.end, t)
        parts.append(
            t("{place}, {hours}", place=place, hours=when)
            if not people
            else t("{place}, {hours} ({details})", place=place, hours=when, details=people)
        )
    return t("; ").join(parts)


def services(rows: Sequence[Service], t: Translator) -> str:
    """What a person does: role, place and hours, one after the other."""
    if not rows:
        return t("not on duty")
    parts = []
    merged: list[tuple[Role, Named, int, int]] = []
    for row in rows:
        if merged and merged[-1][:2] == (row.role, row.place) and row.start <= merged[-1][3]:
            merged[-1] = (*merged[-1][:3], row.end)
        else:
            merged.append((row.role, row.place, row.start, row.end))
    for role, place, start, end in merged:
        parts.append(
            t(
                "{role} at {place}, {hours}",
                role=role_name(role, t),
                place=label(place),
                hours=span(start, end, t),
            )
        )
    return t("; ").join(parts)


def journey(run: Journey | None, t: Translator) -> str:
    """What a vehicle does on a run: stops with times, then the laboratory."""
    if run is None:
        return t("no run")
    stops = [f"{call.place.name or call.place.id} {time_name(call.at, t)}" for call in run.calls]
    if run.lab is not None:
        stops.append(f"{run.lab.name or run.lab.id} {time_name(run.end, t)}")
    return t(
        "{vehicle}: {stops}",
        vehicle=run.vehicle.name or run.vehicle.id,
        stops=t(", ").join(stops),
    )


def visits(rows: Sequence[Visit], t: Translator) -> str:
    """Where a doorstep team goes and when."""
    if not rows:
        return t("no visits")
    return t(", ").join(
        f"{row.compound.name or row.compound.id} {time_name(row.arrive, t)}" for row in rows
    )
