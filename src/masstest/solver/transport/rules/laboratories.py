"""Laboratories: receiving hours, capacity, and when the results are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masstest.domain.roster import Lab

if TYPE_CHECKING:  # CP-SAT is for tiny instances; importing it costs every start a second
    from ortools.sat.python import cp_model

    from masstest.solver.transport.exact import RunVars, TransportModel


def lab_hours(m: TransportModel) -> None:
    """Deliveries come in receiving hours: receive_from <= arrive <= receive_until."""
    for run in m.runs:
        for lab, chosen in zip(m.labs, run.lab, strict=True):
            m.model.add(run.arrive >= lab.receive_from).only_enforce_if(chosen)
            m.model.add(run.arrive <= lab.receive_until).only_enforce_if(chosen)


def lab_capacity(m: TransportModel) -> None:
    """A laboratory starts no more than it can, and nothing before it is unloaded.

    started in an hour <= tubes_per_hour; in the day's 24 hours <= tubes_per_day; and up to any
    hour's end e: started <= unloaded by e, and for each delivery d <= e started <= unloaded
    before d + tubes_per_hour (e - d) / 60: what a laboratory that never idles while tubes wait
    can have started (it is empty at some such d, or has been busy since).
    """
    day_start, day_end = m.roster.lab_day
    for row, lab in enumerate(m.labs):
        started = m.started[row]
        hours = [m.first_hour + 60 * position for position in range(len(started))]
        for own in started:
            m.model.add(own <= lab.tubes_per_hour)
        if lab.tubes_per_day is not None:
            today = [
                own
                for own, hour in zip(started, hours, strict=True)
                if day_start <= hour and hour + 60 <= day_end
            ]
            m.model.add(sum(today) <= lab.tubes_per_day)
        brought = [_brought(m, run, row) for run in m.runs]
        for position, hour in enumerate(hours):
            upto = sum(started[: position + 1])
            end = hour + 60
            unloaded = [
                m.product(tubes, m.before(run.depart, end, strict=False), _most(m))
                for run, tubes in zip(m.runs, brought, strict=True)
            ]
            m.model.add(upto <= sum(unloaded))
        _never_faster(m, lab, row, brought, hours)


def _never_faster(
    m: TransportModel, lab: Lab, row: int, brought: list[cp_model.IntVar], hours: list[int]
) -> None:
    started = m.started[row]
    for i, run in enumerate(m.runs):
        before = [
            m.product(tubes, m.before(other.depart, run.depart, strict=True), _most(m))
            for j, (other, tubes) in enumerate(zip(m.runs, brought, strict=True))
            if j != i
        ]
        for position, hour in enumerate(hours):
            end = hour + 60
            there = m.literal()
            early = m.before(run.depart, end, strict=False)
            m.model.add_bool_and([early, run.lab[row]]).only_enforce_if(there)
            m.model.add_bool_or([~early, ~run.lab[row], there])
            m.model.add(
                60 * sum(started[: position + 1])
                <= 60 * sum(before) + lab.tubes_per_hour * (end - run.depart)
            ).only_enforce_if(there)


def key_result_deadline(m: TransportModel) -> None:
    """Key groups have their results in time: last key result <= key_result_deadline, per lab.

    A target: each laboratory may be late, by the minutes in ``missed``.
    """
    _deadline(m, "key_result_deadline", m.roster.round.key_result_deadline, key=True)


def result_deadline(m: TransportModel) -> None:
    """Everybody has their result in time: last result <= result_deadline, per lab.

    A target: each laboratory may be late, by the minutes in ``missed``.
    """
    _deadline(m, "result_deadline", m.roster.round.result_deadline, key=False)


def _deadline(m: TransportModel, rule: str, deadline: int, *, key: bool) -> None:
    """Key tubes go first, so theirs is a queue of its own; so is that of all tubes together.

    A queue served without idling ends at the latest of: a delivery d + all that comes from d
    on / tubes_per_hour. (Within `tubes_per_day`.)
    """
    for row, lab in enumerate(m.labs):
        missed = m.deviation(rule, 0)
        brought = [_brought(m, run, row, key=key) for run in m.runs]
        for i, run in enumerate(m.runs):
            since = [
                m.product(tubes, m.before(run.depart, other.depart, strict=False), _most(m))
                for j, (other, tubes) in enumerate(zip(m.runs, brought, strict=True))
                if j != i
            ]
            some = m.literal()
            m.model.add(brought[i] >= 1).only_enforce_if(some)
            m.model.add(brought[i] == 0).only_enforce_if(~some)
            work = 60 * (brought[i] + sum(since))
            late = run.depart + lab.turnaround_min - deadline - missed
            m.model.add(lab.tubes_per_hour * late + work <= 0).only_enforce_if(some)


def _brought(m: TransportModel, run: RunVars, row: int, *, key: bool = False) -> cp_model.IntVar:
    """(Key) tubes that a run brings to the laboratory of a row."""
    return m.product(run.key_tubes if key else run.tubes, run.lab[row], _most(m))


def _most(m: TransportModel) -> int:
    return sum(source.tubes for source in m.sources)
