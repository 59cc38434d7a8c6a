"""A laboratory lost in the middle of the day: seconds until a proposal can be accepted, and then
until it is in force. Or, with `--slow`, a point that works at a share of its rate from the morning
on, and whether the proposal has everybody sampled by the deadline.

Each state is a round of its own with the same plan in force and a ledger of what was reported until
then, drawn at random: points that open late or work slowly, people who stay away, a few points far
behind, vehicles and doorstep teams that are late or pass over a stop, one in twenty silent. The
proposal goes the whole way: the ledger is read, the job is picked up by a worker that runs beside
this program, its child plans, the state is polled as the page does. With `--database
postgresql://…` an empty database of a server, else a SQLite file. One CSV row per state.

    python -m benchmarks.day_replanning --plan plan.json --states 20
    python -m benchmarks.day_replanning --plan plan.json --states 8 --minute 600 --slow 0.5
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from masstest.access import users
from masstest.access.actor import SYSTEM, Actor
from masstest.access.roles import GrantedRole, Role
from masstest.demo import CASES, make_roster
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.jobs import presence
from masstest.live import events as e
from masstest.live.day import Day
from masstest.planner import Options, plan_round
from masstest.service import publications, rosters, rounds
from masstest.service.live import proposals
from masstest.service.live.ledger.recording import record
from masstest.service.live.ledger.wire import SentEvent, sent_form
from masstest.service.live.proposals import Asked, State
from masstest.store import documents, migrations
from masstest.store.engine import Store, open_store
from masstest.store.tables import Publication, StoredPlan, User

COLUMNS = (
    "state",
    "lab",
    "events",
    "read_s",
    "proposal_s",
    "accept_s",
    "status",
    "people_told",
    "residents_told",
    "staff_told",
    "runs_changed",
    "residents_elsewhere",
    "unfinished",
    "taken_as_planned",
    "approximations",
)
_JSON = "application/json"
_POLL_S = 0.1
_PATIENCE_S = 300.0


def main() -> None:
    """Write one CSV row per state; medians on standard error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=list(CASES), default="weibin")
    parser.add_argument("--plan", type=Path, help="plan.json in force; default: made first")
    parser.add_argument("--lab", help="default: that with most tubes still to come")
    parser.add_argument("--slow", type=float, help="of its rate, at a busy point; no lab is lost")
    parser.add_argument("--minute", type=int, default=660)
    parser.add_argument("--states", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", metavar="URL")
    args = parser.parse_args()

    roster = make_roster(args.case)
    plan = (
        Plan.from_json(args.plan.read_bytes())
        if args.plan is not None
        else plan_round(roster, Options())
    )
    lab = "" if args.slow else args.lab or _busiest(plan, args.minute)
    day = Day(plan, roster)
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        url = args.database or f"sqlite:///{folder}/masstest.db"
        migrations.upgrade(url)
        store = open_store(url)
        actor = _coordinator(store)
        with _worker(store, folder):
            for number in range(1, args.states + 1):
                rng = random.Random(args.seed * 1000 + number)
                slow = {_busy_point(plan, rng): args.slow} if args.slow else {}
                told = list(reports(day, args.minute, rng, slow))
                round_id = _round(store, actor, roster, plan, number)
                _record(store, actor, round_id, roster, told)
                row = {"state": number, "lab": lab or next(iter(slow)), "events": len(told)}
                rows.append(row | _measure(store, actor, round_id, lab))
                writer.writerow(rows[-1])
                sys.stdout.flush()
        store.close()
    for column in ("proposal_s", "accept_s", "people_told"):
        values = [float(row[column]) for row in rows if row[column] != ""]
        middle, most = statistics.median(values), max(values)
        print(f"{column}: median {middle:.1f}, most {most:.1f}", file=sys.stderr)


def _busiest(plan: Plan, minute: int) -> str:
    coming: dict[str, int] = {}
    for run in plan.runs:
        stop = run.stops[-1]
        if stop.arrive >= minute and stop.lab_id is not None:
            coming[stop.lab_id] = coming.get(stop.lab_id, 0) + stop.tubes
    return max(coming, key=lambda lab_id: (coming[lab_id], lab_id))


def _busy_point(plan: Plan, rng: random.Random) -> str:
    """One of the twenty points with most people."""
    busy = sorted(plan.points, key=lambda point: (-point.persons, point.site_id))
    return rng.choice(busy[:20]).site_id


def reports(
    day: Day, now_min: int, rng: random.Random, slow: Mapping[str, float] | None = None
) -> Iterator[e.Event]:
    """What is reported of a day until `now_min`; points of `slow` work at that share of their
    rate."""
    slow = slow or {}
    numbers = itertools.count(1)

    def event(at_min: float, place: str, fact: e.Fact) -> e.Event:
        return e.Event(
            event_id=f"made-{next(numbers):08d}", at_min=at_min, place=place, person="", fact=fact
        )

    for source in day.sources.values():
        if source.kind != "point" or (rng.random() < 0.05 and source.source_id not in slow):
            continue
        far_behind = rng.uniform(20, 60) if rng.random() < 0.05 else 0.0
        late = max(0.0, rng.gauss(3, 5)) + far_behind
        pace, turnout = rng.lognormvariate(0, 0.06), rng.uniform(0.9, 1.0)
        if source.source_id in slow:
            late, pace, turnout = 0.0, slow[source.source_id], 1.0
        opened = source.open_min + late
        if opened >= now_min:
            continue
        yield event(
            opened, source.source_id,
            e.PointOpened(site_id=source.source_id, lanes=source.lanes),
        )  # fmt: skip
        for at in range(int(opened) + 15, now_min, 15):
            on_plan = source.open_min + (at - opened) * min(1.0, pace)
            persons = int(source.curve.persons_at(on_plan) * turnout)
            yield event(
                at, source.source_id, e.PeopleSampled(site_id=source.source_id, persons=persons)
            )
    for vehicle_id, runs in day.runs_of_vehicle.items():
        late = rng.gauss(3, 5) if rng.random() > 0.05 else 1e9
        for run in runs:
            late += rng.gauss(0, 2)
            for number, stop in enumerate(run.stops):
                if stop.depart + late >= now_min:
                    break
                if stop.kind == "pickup" and rng.random() < 0.02:
                    continue
                here = e.VehicleArrived(vehicle_id=vehicle_id, run_id=run.run_id, stop=number)
                left = e.VehicleDeparted(vehicle_id=vehicle_id, run_id=run.run_id, stop=number)
                place = stop.lab_id or stop.team_id or stop.site_id or ""
                yield event(stop.arrive + late, place, here)
                yield event(stop.depart + late, place, left)
    for team in day.plan.doorstep:
        late = max(-5.0, rng.gauss(4, 8)) if rng.random() > 0.05 else 1e9
        for number, visit in enumerate(team.stops):
            if visit.depart + late < now_min:
                yield event(
                    visit.depart + late, team.team_id,
                    e.DoorstepStopDone(
                        team_id=team.team_id, compound_id=visit.compound_id, stop=number,
                        persons=visit.persons, key_persons=visit.key_persons,
                    ),
                )  # fmt: skip


def _coordinator(store: Store) -> Actor:
    with store.writing() as session:
        made = users.create_user(
            session, SYSTEM, "coordinator", "Coordinator", grants=[GrantedRole(Role.coordinator)]
        )
        user_id = made.user_id
    with store.reading() as session:
        return users.actor_of(session.get_one(User, user_id))


def _round(store: Store, actor: Actor, roster: Roster, plan: Plan, number: int) -> str:
    """A round with the plan in force."""
    roster_json, plan_json = roster.to_json().encode(), plan.to_json().encode()
    with store.writing() as session:
        stored = rounds.create(
            session, actor, district=plan.round.district, date=plan.round.date, number=number
        )
        kept = rosters.make_from_json(
            session, actor, stored.round_id, file_name="roster.json", roster_json=roster_json,
            facts={},
        )  # fmt: skip
        planned = StoredPlan(
            round_id=stored.round_id,
            number=1,
            roster_id=kept.roster_id,
            origin="planned",
            status=plan.status,
            document_sha256=documents.keep(session, plan_json, _JSON),
            roster_sha256=documents.keep(session, roster_json, _JSON),
            kpis=dict(plan.kpis),
        )
        session.add(planned)
        session.flush()
        session.add(
            Publication(
                round_id=stored.round_id,
                plan_id=planned.plan_id,
                number=1,
                document_sha256=planned.document_sha256,
            )
        )
        return stored.round_id


def _record(store: Store, actor: Actor, round_id: str, roster: Roster, told: list[e.Event]) -> None:
    zone = ZoneInfo(roster.round.timezone)
    sent = [SentEvent.model_validate(sent_form(event, roster.round.date, zone)) for event in told]
    for start in range(0, len(sent), 1000):
        outcomes = record(store, actor, round_id, sent[start : start + 1000])
        refused = [each for each in outcomes if each.problem is not None]
        assert not refused, refused[:3]


@contextmanager
def _worker(store: Store, folder: str) -> Iterator[None]:
    """A worker process, waited for until it is there."""
    settings = {
        "MASSTEST_DATABASE_URL": store.url.render_as_string(hide_password=False),
        "MASSTEST_DATA_DIR": folder,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "masstest", "worker"],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until:
            with store.reading() as session:
                if presence.alive(session, dead_after_s=60):
                    break
            time.sleep(_POLL_S)
        yield
    finally:
        process.terminate()
        process.wait()


def _measure(store: Store, actor: Actor, round_id: str, lab: str) -> dict[str, object]:
    began = time.monotonic()
    state = proposals.read_state(store, actor, round_id)
    read_s = time.monotonic() - began
    with store.writing() as session:
        made, _ = proposals.propose(
            session,
            actor,
            round_id,
            state=state,
            asked=Asked(excludes=(f"lab={lab}",) if lab else ()),
        )
        proposal_id, version = made.proposal_id, made.version
    while True:
        with store.reading() as session:
            found = proposals.get(session, actor, proposal_id)
        if found.state is not State.planning or time.monotonic() - began > _PATIENCE_S:
            break
        time.sleep(_POLL_S)
    proposal_s = time.monotonic() - began
    row: dict[str, object] = {"read_s": round(read_s, 2), "proposal_s": round(proposal_s, 2)}
    if found.plan is None or found.state is not State.open:
        return dict.fromkeys(COLUMNS[5:], "") | row | {"status": found.state.value}
    began = time.monotonic()
    with store.reading() as session:
        checked = proposals.files(session, actor, proposal_id, version)
    publications.recheck(checked, "en")
    with store.writing() as session:
        proposals.accept(session, actor, proposal_id, version, checked)
    codes = [each.code for each in found.approximations]
    return row | {
        "accept_s": round(time.monotonic() - began, 2),
        "status": found.plan.status,
        **{name: found.changes[name] for name in COLUMNS[7:12]},
        "unfinished": sum(each.persons for each in found.unfinished),
        "taken_as_planned": " ".join(code for code in codes if code.endswith("_as_planned")),
        "approximations": " ".join(codes),
    }


if __name__ == "__main__":
    main()
