"""The demonstration: a made-up district's round, with a roster, a plan asked for, and users."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import select

from masstest.access.actor import SYSTEM
from masstest.access.demo_users import DemoPlaces, DemoUser, demo_users
from masstest.demo import make_roster
from masstest.domain.roster import Roster, SiteStatus, VehicleKind
from masstest.jobs.requests import PlanRequest
from masstest.service import plans, rosters, rounds
from masstest.service.uploads import XLSX
from masstest.sheets import write_roster
from masstest.store.engine import Store
from masstest.store.tables import StoredRound
from masstest.text import Lang

_FILE_NAME = "town.xlsx"


def begin_demo(store: Store, lang: Lang) -> tuple[DemoUser, ...]:
    """Make the demo's users, and its round unless there is one.

    Raises
    ------
    AccessProblem
        ``demo_beside_real``, if the database holds rounds that aren't the demo's.
    """
    roster = make_roster("town")
    district = roster.round.district
    with store.writing() as session:
        users = demo_users(
            session,
            district=district,
            places=_places(roster),
            lang=lang,
        )
        if session.scalar(select(StoredRound.round_id).where(StoredRound.is_demo).limit(1)):
            return users
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _FILE_NAME
        write_roster(roster, path, lang)
        content = path.read_bytes()
    reading = rosters.read_upload(content)
    with store.writing() as session:
        made = rounds.create(
            session, SYSTEM, district=district, date=roster.round.date, number=roster.round.number
        )
        made.is_demo = True
        rosters.upload(
            session,
            SYSTEM,
            made.round_id,
            file_name=_FILE_NAME,
            content=content,
            media_type=XLSX,
            reading=reading,
        )
        plans.request_plan(session, SYSTEM, made.round_id, request=PlanRequest())
    return users


def _places(roster: Roster) -> DemoPlaces:
    """Whose phones the demo shows. Points and teams come with the plan: the likeliest are named."""
    vehicle = next(v for v in roster.vehicles if v.kind is VehicleKind.specimen)
    site = max(roster.sites, key=lambda s: (s.status is SiteStatus.required, s.max_lanes))
    return DemoPlaces(vehicle.vehicle_id, roster.labs[0].lab_id, site.site_id, "T001")
