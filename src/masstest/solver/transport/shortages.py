"""What a transport plan falls short of, and what would mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from masstest.domain.outcome import Remedy, RemedyCode, Shortage
from masstest.domain.plan import Run
from masstest.domain.roster import Lab, Role, Roster
from masstest.solver.transport.laboratories import LabDay, lab_day

_LATE_TERMS = ("late_results", "overage", "late_pickup")


@dataclass(frozen=True)
class Relief:
    """What more it takes to end lateness: found by planning with more than there is.

    `vehicles` (by sealed_ok) and `crews` are numbers to add; `hours` minutes per lab_id that it
    has to receive longer; `rates` (tubes per hour, tubes per day) per lab_id to add.
    """

    vehicles: Mapping[bool, int] = field(default_factory=dict)
    crews: int = 0
    capacity_tubes: int = 0
    hours: Mapping[str, int] = field(default_factory=dict)
    rates: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def lateness(terms: Mapping[str, float]) -> float:
    """How much of the objective is due to missed targets."""
    return sum(terms[name] for name in _LATE_TERMS)


def remedies_of(roster: Roster, rule: str, relief: Relief) -> tuple[Remedy, ...]:
    """`relief` as remedies of a rule; those without quantity are left out."""
    found = []
    for sealed_ok, vehicles in relief.vehicles.items():
        found.append(
            Remedy(
                code=RemedyCode.add_vehicles,
                rule=rule,
                subject="specimen",
                quantity=vehicles,
                unit="vehicles",
                facts={"capacity_tubes": relief.capacity_tubes, "sealed_ok": sealed_ok},
            )
        )
    if relief.crews > 0:
        for role in (Role.driver, Role.courier):
            found.append(
                Remedy(
                    code=RemedyCode.add_staff,
                    rule=rule,
                    subject=role.value,
                    quantity=relief.crews,
                    unit="persons",
                )
            )
    for lab_id, minutes in relief.hours.items():
        found.append(
            Remedy(
                code=RemedyCode.extend_lab_hours,
                rule=rule,
                subject=lab_id,
                quantity=minutes,
                unit="min",
            )
        )
    for lab_id, (per_hour, per_day) in relief.rates.items():
        found.append(
            Remedy(
                code=RemedyCode.add_lab_capacity,
                rule=rule,
                subject=lab_id,
                quantity=per_hour,
                unit="tubes/h",
                facts={"tubes_per_day": per_day} if per_day else {},
            )
        )
    return tuple(found)


def shortages_of(
    roster: Roster,
    runs: Sequence[Run],
    days: Sequence[LabDay],
    undeliverable: Mapping[str, int],
    relief: Relief,
) -> tuple[Shortage, ...]:
    """One shortage per missed target and worst subject, each with what would mend it."""
    par, rnd = roster.parameters, roster.round
    waits = [
        (stop.arrive - stop.oldest_sample_at, stop.site_id or stop.team_id or "")
        for run in runs
        for stop in run.stops
        if stop.oldest_sample_at is not None and stop.lab_id is None
    ]
    ages = [
        (run.stops[-1].arrive - min(oldest), run.run_id)
        for run in runs
        if (oldest := [s.oldest_sample_at for s in run.stops if s.oldest_sample_at is not None])
    ]
    found = [
        _worst(roster, "specimen_age", ages, par.specimen_age_max_min, relief),
        _worst(roster, "pickup_interval", waits, par.pickup_interval_max_min, relief),
    ]
    for rule, deadline, ends in (
        ("key_result_deadline", rnd.key_result_deadline, [d.key_results_at for d in days]),
        ("result_deadline", rnd.result_deadline, [d.results_at for d in days]),
    ):
        late = [
            (end, day.lab.lab_id)
            for day, end in zip(days, ends, strict=True)
            if end is not None and end > deadline
        ]
        found.append(_worst(roster, rule, late, deadline, relief))
    for source_id, tubes in undeliverable.items():
        found.append(
            Shortage(
                rule="tube_conservation",
                subject=source_id,
                amount=tubes,
                unit="tubes",
                remedies=remedies_of(roster, "tube_conservation", relief),
            )
        )
    return tuple(shortage for shortage in found if shortage is not None)


def _worst(
    roster: Roster, rule: str, rows: Sequence[tuple[int, str]], limit: int, relief: Relief
) -> Shortage | None:
    if not rows:
        return None
    amount, subject = max(rows)
    if amount <= limit:
        return None
    by_deadline = rule.endswith("deadline")
    return Shortage(
        rule=rule,
        subject=subject,
        amount=amount - limit,
        unit="min",
        deadline_missed_by_min=amount - limit if by_deadline else None,
        remedies=remedies_of(roster, rule, relief),
    )


def more_capacity(roster: Roster, days: Sequence[LabDay]) -> dict[str, tuple[int, int]]:
    """Tubes an hour (and a day) more that each late laboratory needs for what is brought to it."""
    needed = {}
    for day in days:
        if _in_time(roster, day):
            continue
        per_day = 0
        lab = day.lab
        tubes = sum(delivery.tubes for delivery in day.deliveries)
        if lab.tubes_per_day is not None and tubes > lab.tubes_per_day:
            per_day = tubes - lab.tubes_per_day
        low, high = 0, max(1, 60 * tubes)
        if not _in_time(roster, _with(roster, day, high, per_day)):
            continue  # it arrives too late for any laboratory
        while low < high:
            middle = (low + high) // 2
            if _in_time(roster, _with(roster, day, middle, per_day)):
                high = middle
            else:
                low = middle + 1
        needed[lab.lab_id] = (low, per_day)
    return needed


def _with(roster: Roster, day: LabDay, per_hour: int, per_day: int) -> LabDay:
    lab: Lab = day.lab.model_copy(
        update={
            "tubes_per_hour": day.lab.tubes_per_hour + per_hour,
            "tubes_per_day": None
            if day.lab.tubes_per_day is None
            else day.lab.tubes_per_day + per_day,
        }
    )
    return lab_day(lab, day.deliveries, roster.round.sampling_start)


def _in_time(roster: Roster, day: LabDay) -> bool:
    return (day.key_results_at or 0) <= roster.round.key_result_deadline and (
        day.results_at or 0
    ) <= roster.round.result_deadline
