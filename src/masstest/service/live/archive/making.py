"""Making the archive: in a temporary file, in short transactions, apart from the board."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from masstest import __version__
from masstest.access.actor import Actor
from masstest.access.masking import masked_plan
from masstest.access.roles import Permission
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.learned import learned
from masstest.live.round_clock import round_now_min
from masstest.live.summary import summary
from masstest.service import rounds
from masstest.service.live.archive import history
from masstest.service.live.archive.events import EventFiles, last_number, write_events
from masstest.service.live.archive.members import Members
from masstest.service.live.archive.plain import plain
from masstest.service.live.archive.readme import readme
from masstest.service.live.board.views import people_of
from masstest.service.live.in_force.areas import own_streets
from masstest.service.live.in_force.plan_in_force import latest_publication, published
from masstest.service.live.reports import alert_notes, summary_workbook
from masstest.service.problems import Problem
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.tables import Publication, StoredRound
from masstest.store.tables.base import utc_now
from masstest.text import Lang

_PIECE = 1 << 18
_BUSY_S = 10
_one_at_a_time = threading.Lock()  # each takes a processor for some seconds


@dataclass(frozen=True)
class Archive:
    """A finished archive: `pieces` reads it once, and closes it."""

    name: str
    size: int
    sha256: str
    events: int
    file: IO[bytes]

    def pieces(self) -> Iterator[bytes]:
        with self.file as file:
            file.seek(0)
            yield from iter(lambda: file.read(_PIECE), b"")


def make_archive(store: Store, actor: Actor, round_id: str) -> Archive:
    """Everything of a round in one zip file, as far as `actor` may see it.

    It takes seconds, and is entered in the audit.

    Raises
    ------
    Problem
        ``not_found``; ``forbidden`` for whoever watches over less than the district;
        ``no_plan_in_force`` if there never was one; ``busy``.
    """
    with store.reading() as session:
        stored = rounds.get(session, actor, round_id, Permission.read_reports)
    if own_streets(actor, stored.district, Permission.read_reports) is not None:
        raise Problem("forbidden", permission=Permission.read_reports.value)
    if not _one_at_a_time.acquire(blocking=False):
        raise Problem("busy", retry_after_s=_BUSY_S)
    with ExitStack() as stack:
        stack.callback(_one_at_a_time.release)
        closing = stack.enter_context(ExitStack())
        file = closing.enter_context(TemporaryFile(prefix="masstest-archive-"))
        events = _write(store, actor, stored, file)
        closing.pop_all()  # the file stays open for whoever reads it
    size, sha256 = file.tell(), _sha256(file)
    with store.writing() as session:
        audit.record(
            session, actor, "round.archive", f"round:{round_id}", events=events, sha256=sha256
        )
    name = f"{stored.district}-{stored.date.isoformat()}-{stored.number}.zip"
    return Archive(name, size, sha256, events, file)


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    sha256 = hashlib.sha256()
    for piece in iter(lambda: file.read(_PIECE), b""):
        sha256.update(piece)
    return sha256.hexdigest()


def _write(store: Store, actor: Actor, stored: StoredRound, file: IO[bytes]) -> int:
    """Write the archive; how many events it has."""
    round_id = stored.round_id
    with store.reading() as session:
        found = published(session, latest_publication(session, round_id))
    plan, roster = found.plan, found.roster
    people = people_of(store, actor, round_id)

    until = last_number(store, round_id)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        members = Members(archive)
        _add_plan(members, actor, "", plan, roster)
        _add_history(store, actor, members, round_id, names_people=people.sees_all)
        with TemporaryFile() as lines, TemporaryFile() as table:
            files = EventFiles(lines, table, people.number)
            ledger, last_min = write_events(store, round_id, plan.round, until, files)
            members.add_file("events.jsonl", lines)
            members.add_file("events.csv", table)
        members.add_json("ledger.json", plain(ledger.state(), people.number))
        _add_reports(store, members, round_id, Day(plan, roster), ledger, last_min)
        told = readme(
            district=stored.district, date=stored.date.isoformat(), number=stored.number,
            events=len(ledger), is_whole=people.sees_all,
        )  # fmt: skip
        members.add("README.txt", [told.encode()])
        manifest = {
            "schema": "masstest.archive/1",
            "round_id": round_id,
            "district": stored.district,
            "date": stored.date.isoformat(),
            "number": stored.number,
            "made_at": utc_now().isoformat(),
            "masstest_version": __version__,
            "events": len(ledger),
            "last_event_number": until,
            "names_people": people.sees_all,
            "files": list(members.rows),
        }
        members.add_json("manifest.json", manifest)
    return len(ledger)


def _add_plan(members: Members, actor: Actor, folder: str, plan: Plan, roster: Roster) -> None:
    seen_plan, seen_roster = masked_plan(plan, roster, actor)
    members.add(f"{folder}plan.json", [seen_plan.to_json().encode()])
    members.add(f"{folder}roster.json", [seen_roster.to_json().encode()])


def _add_history(
    store: Store, actor: Actor, members: Members, round_id: str, *, names_people: bool
) -> None:
    with store.reading() as session:
        name_of = history.namer(session, names_people=names_people)
        publications = history.publications(session, round_id, name_of)
        members.add_json("alerts.json", history.alerts(session, round_id, name_of))
        members.add_json("proposals.json", history.proposals(session, round_id, name_of))
    members.add_json("publications.json", publications)
    for row in publications:
        with store.reading() as session:
            each = published(session, session.get_one(Publication, row["publication_id"]))
        seen, _ = masked_plan(each.plan, each.roster, actor)
        members.add(f"plans/publication-{row['number']}.json", [seen.to_json().encode()])


def _add_reports(
    store: Store, members: Members, round_id: str, day: Day, ledger: Ledger, last_min: float | None
) -> None:
    now_min = round_now_min(day.round, utc_now(), last_min)
    made = summary(day, ledger, now_min, alerts=alert_notes(store, round_id))
    members.add("summary.json", [made.model_dump_json(indent=1).encode()])
    langs: tuple[Lang, ...] = ("zh", "en")
    for lang in langs:
        members.add(f"summary.{lang}.xlsx", [summary_workbook(made, lang)])
    rates = [rate.model_dump(mode="json") for rate in learned(day, ledger, now_min)]
    members.add_json("learned.json", rates)
