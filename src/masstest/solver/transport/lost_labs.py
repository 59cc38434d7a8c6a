"""Laboratories that were lost in the day: what they keep, and what lies there to be fetched.

A lost laboratory keeps the tubes that it had started: of all that was brought there the first, key
tubes before all others, each kind in order of arrival. The others lie there, in the same order and
apart by zone class.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from masstest.domain.plan import LabLoad, Plan, Run, Stop
from masstest.domain.roster import Lab, Roster, ZoneClass
from masstest.solver.transport.assembly import deliveries_of
from masstest.solver.transport.laboratories import Delivery, lab_day, lab_days, lab_load


@dataclass(frozen=True)
class Loss:
    """A laboratory that was lost at `lost_at`, and the tubes that it had started by then."""

    lab_id: str
    lost_at: int
    tubes: int
    key_tubes: int


Losses = Mapping[str, Loss]
NO_LOSSES: Losses = {}


@dataclass
class Pile:
    """What is left of one delivery to a lost laboratory; `there_from`: it is unloaded."""

    there_from: int
    zone_class: ZoneClass
    oldest_sample_at: int | None
    key_tubes: int
    other_tubes: int

    @property
    def tubes(self) -> int:
        return self.key_tubes + self.other_tubes


def losses_of(plan: Plan) -> dict[str, Loss]:
    """The laboratories that a plan says are lost."""
    return {
        lab_id: Loss(lab_id, load.lost_at, load.tubes, load.key_tubes)
        for lab_id, load in plan.lost_labs.items()
        if load.lost_at is not None
    }


def loss_of(
    lab: Lab,
    runs: Sequence[Run],
    roster: Roster,
    *,
    lost_at: int,
    idle_from: int,
    reported: tuple[int, int] | None = None,
) -> Loss:
    """What a laboratory has started of what `runs` brought.

    Parameters
    ----------
    idle_from : since when it has started nothing, if it has reported nothing
    reported : key tubes and others that it says it has started; it keeps as many of them as it
        can have started by `lost_at`
    """
    start = roster.round.sampling_start
    brought = deliveries_of(runs).get(lab.lab_id, [])
    if reported is None:
        only_keys = [Delivery(d.arrive, d.depart, d.key_tubes, d.key_tubes) for d in brought]
        keys = lab_day(lab, only_keys, start).started_by(idle_from)
        others = lab_day(lab, brought, start).started_by(idle_from) - keys
    else:
        keys = min(reported[0], sum(d.key_tubes for d in brought))
        others = min(reported[1], sum(d.tubes - d.key_tubes for d in brought))
    while True:
        loss = Loss(lab.lab_id, lost_at, keys + others, keys)
        kept = kept_deliveries(runs, {lab.lab_id: loss})[lab.lab_id]
        beyond = loss.tubes - lab_day(lab, kept, start).started_by(lost_at)
        if beyond <= 0:
            return loss
        others, keys = max(0, others - beyond), keys - max(0, beyond - others)


def kept_deliveries(runs: Sequence[Run], losses: Losses) -> dict[str, list[Delivery]]:
    """lab_id -> what the runs bring there; at a lost laboratory only what it keeps of that."""
    found = deliveries_of([run for run in runs if run.stops[-1].lab_id not in losses])
    for loss in losses.values():
        found[loss.lab_id] = [
            Delivery(stop.arrive, stop.depart, key + other, key)
            for _, stop, key, other in _kept(runs, loss)
            if key + other
        ]
    return found


def _kept(runs: Sequence[Run], loss: Loss) -> list[tuple[Run, Stop, int, int]]:
    """Runs to a lost laboratory in order of arrival, with key tubes and others that it keeps."""
    key_left, other_left = loss.key_tubes, loss.tubes - loss.key_tubes
    found = []
    own = [run for run in runs if run.stops[-1].lab_id == loss.lab_id]
    for run in sorted(own, key=lambda run: (run.stops[-1].depart, run.run_id)):
        stop = run.stops[-1]
        key, other = min(stop.key_tubes, key_left), min(stop.tubes - stop.key_tubes, other_left)
        key_left, other_left = key_left - key, other_left - other
        found.append((run, stop, key, other))
    return found


def lab_loads(roster: Roster, runs: Sequence[Run], losses: Losses) -> tuple[LabLoad, ...]:
    """The day of every laboratory that receives something, and of every lost one."""
    days = lab_days(roster, roster.labs, kept_deliveries(runs, losses))
    loads = {day.lab.lab_id: lab_load(day) for day in days}
    for loss in losses.values():
        load = loads.get(loss.lab_id) or LabLoad(lab_id=loss.lab_id, tubes=0, key_tubes=0)
        loads[loss.lab_id] = load.model_copy(update={"lost_at": loss.lost_at})
    return tuple(loads[lab.lab_id] for lab in roster.labs if lab.lab_id in loads)


def piles_at(runs: Sequence[Run], loss: Loss) -> list[Pile]:
    """What lies at a lost laboratory before anybody fetches any of it, in order of arrival."""
    return [
        Pile(
            stop.depart,
            run.zone_class,
            min(
                (s.oldest_sample_at for s in run.stops if s.oldest_sample_at is not None),
                default=None,
            ),
            stop.key_tubes - key,
            stop.tubes - stop.key_tubes - other,
        )
        for run, stop, key, other in _kept(runs, loss)
    ]


def take(
    piles: Sequence[Pile], zone_class: ZoneClass, minute: int, tubes: int
) -> tuple[int, int, int | None]:
    """Take up to `tubes`: how many there were, key tubes among them, and the oldest sample."""
    taken = keys = 0
    moments = []
    there = [p for p in piles if p.zone_class is zone_class and p.there_from <= minute]
    for pile in there:
        part = min(pile.key_tubes, tubes - taken)
        pile.key_tubes -= part
        taken, keys = taken + part, keys + part
        if part and pile.oldest_sample_at is not None:
            moments.append(pile.oldest_sample_at)
    for pile in there:
        part = min(pile.other_tubes, tubes - taken)
        pile.other_tubes -= part
        taken += part
        if part and pile.oldest_sample_at is not None:
            moments.append(pile.oldest_sample_at)
    return taken, keys, min(moments, default=None)


def fetched(runs: Sequence[Run], losses: Losses) -> tuple[tuple[Run, ...], dict[str, list[Pile]]]:
    """The runs with what each pickup at a laboratory finds, and what they leave lying there.

    A pickup takes no more than it was planned for. What is fetched may lie at a laboratory
    that was lost later; so this is done again for each of them.
    """
    found, piles = _fetched_once(runs, losses)
    for _ in range(len(losses) - 1):
        found, piles = _fetched_once(found, losses)
    return found, piles


def _fetched_once(
    runs: Sequence[Run], losses: Losses
) -> tuple[tuple[Run, ...], dict[str, list[Pile]]]:
    piles = {lab_id: piles_at(runs, loss) for lab_id, loss in losses.items()}
    found = {run.run_id: run for run in runs}
    calls = [
        (stop.arrive, run.run_id, number)
        for run in runs
        for number, stop in enumerate(run.stops[:-1])
        if stop.lab_id is not None
    ]
    for minute, run_id, number in sorted(calls):
        run = found[run_id]
        stop = run.stops[number]
        there = piles.get(str(stop.lab_id), [])
        tubes, keys, oldest = take(there, run.zone_class, minute, stop.tubes)
        if (tubes, keys, oldest) != (stop.tubes, stop.key_tubes, stop.oldest_sample_at):
            stops = list(run.stops)
            stops[number] = stop.model_copy(
                update={"tubes": tubes, "key_tubes": keys, "oldest_sample_at": oldest}
            )
            stops[-1] = _bringing(stops)
            found[run_id] = run.model_copy(update={"stops": tuple(stops)})
    return tuple(found.values()), piles


def _bringing(stops: Sequence[Stop]) -> Stop:
    pickups = stops[:-1]
    tubes, keys = sum(s.tubes for s in pickups), sum(s.key_tubes for s in pickups)
    return stops[-1].model_copy(update={"tubes": tubes, "key_tubes": keys})


def left_lying(piles: Mapping[str, Collection[Pile]]) -> dict[str, int]:
    """lab_id -> tubes that nobody fetches."""
    left: dict[str, int] = defaultdict(int)
    for lab_id, own in piles.items():
        for pile in own:
            left[lab_id] += pile.tubes
    return {lab_id: tubes for lab_id, tubes in left.items() if tubes}
