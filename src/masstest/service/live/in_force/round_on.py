"""What must be known of a round to take its events in: its day, and the places it has."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812  a field is called date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.service.kept import LastParsed
from masstest.service.live.desk.of_store import OfStore
from masstest.service.permits import require
from masstest.service.problems import Problem, not_found
from masstest.store import documents
from masstest.store.engine import Store
from masstest.store.tables import Publication, StoredPlan, StoredRound

FRESH_S = 2.0
"""How old may be what is known of a round: a plan put in force holds after this at the latest."""


@dataclass(frozen=True)
class Places:
    """The places of a plan and its roster."""

    zone: ZoneInfo
    street_of_site: Mapping[str, str]
    teams: frozenset[str]
    vehicles: frozenset[str]
    labs: frozenset[str]
    runs: frozenset[str]

    def joined(self, older: Places) -> Places:
        """With the places of an older plan of the round as well."""
        return Places(
            self.zone,
            {**older.street_of_site, **self.street_of_site},
            self.teams | older.teams,
            self.vehicles | older.vehicles,
            self.labs | older.labs,
            self.runs | older.runs,
        )


@dataclass(frozen=True)
class RoundOn:
    """A round that has had a plan in force; `in_force` is the number of the publication.

    Its places are those of all plans that were ever in force: what comes late may speak of a
    team or a run that the present one hasn't any more.
    """

    round_id: str
    district: str
    date: Date
    in_force: int | None
    places: Places

    @property
    def zone(self) -> ZoneInfo:
        return self.places.zone


class RoundsOn:
    """The rounds that events came for lately, looked up again every few seconds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[float, RoundOn]] = {}
        self._places = LastParsed(64)
        self._looking = threading.Lock()
        self._looker = ThreadPoolExecutor(1, "rounds-on")
        self._beside: Future[RoundOn] = Future()
        self._beside.cancel()

    def fresh(self, round_id: str) -> RoundOn | None:
        """The round if it was looked up a moment ago; it costs nothing to ask.

        Before it is too old it is looked up again beside, so that where much is reported nobody
        has to wait for that.
        """
        at_s, found = self._known.get(round_id, (-FRESH_S, None))
        age_s = time.monotonic() - at_s
        if age_s >= FRESH_S:
            return None
        if age_s > FRESH_S / 2 and self._beside.done():
            # what is wrong with it is told to whoever comes when it is too old
            self._beside = self._looker.submit(self.get, round_id, FRESH_S / 2)
        return found

    def get(self, round_id: str, fresh_s: float = FRESH_S) -> RoundOn:
        """The round, as it was `fresh_s` ago at the earliest.

        Raises
        ------
        Problem
            ``not_found``, or ``no_plan_in_force`` if it never had one.
        """
        with self._looking:  # one asks for all who come at the same moment
            now = time.monotonic()
            at_s, known = self._known.get(round_id, (-FRESH_S, None))
            if known is not None and now - at_s < fresh_s:
                return known
            try:
                with self._store.reading() as session:
                    found = self._look_up(session, round_id)
            except Problem:
                self._known.pop(round_id, None)
                raise
            self._known[round_id] = (now, found)
            self._forget(now)
        return found

    def _forget(self, now: float) -> None:
        for round_id, (at_s, _) in list(self._known.items()):
            if now - at_s > 60 * FRESH_S:
                del self._known[round_id]

    def _look_up(self, session: Session, round_id: str) -> RoundOn:
        stored = session.get(StoredRound, round_id)
        if stored is None:
            raise not_found("round")
        published = session.execute(
            sa.select(
                Publication.number, Publication.withdrawn_at, StoredPlan.document_sha256,
                StoredPlan.roster_sha256,
            )
            .join(StoredPlan, StoredPlan.plan_id == Publication.plan_id)
            .where(Publication.round_id == round_id)
            .order_by(Publication.number.desc())
        ).all()  # fmt: skip
        if not published:
            raise Problem("no_plan_in_force")
        each = (self._places_of(session, row[2], row[3]) for row in published)
        in_force = next((row[0] for row in published if row[1] is None), None)
        return RoundOn(round_id, stored.district, stored.date, in_force, _all(each))

    def _places_of(self, session: Session, plan_sha256: str, roster_sha256: str) -> Places:
        def parse() -> Places:
            return places_of(
                documents.read(session, plan_sha256), documents.read(session, roster_sha256)
            )

        return self._places.get((plan_sha256, roster_sha256), parse)


def _all(newest_first: Iterable[Places]) -> Places:
    first, *older = newest_first
    for each in older:
        first = first.joined(each)
    return first


def places_of(plan_json: bytes, roster_json: bytes) -> Places:
    """The places of a plan and its roster, without reading all the rest of them."""
    plan, roster = json.loads(plan_json), json.loads(roster_json)
    runs = (
        run["run_id"]
        for kind in ("runs", "supply_runs", "waste_runs")
        for run in plan.get(kind, ())
    )
    return Places(
        zone=ZoneInfo(plan["round"]["timezone"]),
        street_of_site={site["site_id"]: site["street"] for site in roster["sites"]},
        teams=frozenset(team["team_id"] for team in plan.get("doorstep", ())),
        vehicles=frozenset(row["vehicle_id"] for row in roster["vehicles"]),
        labs=frozenset(row["lab_id"] for row in roster["labs"]),
        runs=frozenset(runs),
    )


def may_report(actor: Actor, on: RoundOn) -> None:
    """Raise unless `actor` may report anything at all in this round.

    Raises
    ------
    Problem
        ``not_found`` for a round of a district that isn't theirs, ``forbidden``.
    """
    if not actor.may(Permission.read_rounds, district=on.district):
        require(actor, Permission.report_events)
        raise not_found("round")
    require(actor, Permission.report_events, on.district)


rounds_on = OfStore("rounds_on", RoundsOn)
