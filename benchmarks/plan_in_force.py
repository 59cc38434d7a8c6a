"""For the measurements of a running round: a package's plan in force, and keys for phones."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path

from masstest.access.actor import SYSTEM
from masstest.access.roles import GrantedRole
from masstest.access.tokens import make_token
from masstest.access.users import create_user
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.service import rosters, rounds
from masstest.service.uploads import JSON
from masstest.sheets import read_roster
from masstest.store import documents
from masstest.store.engine import Store
from masstest.store.tables import Publication, StoredPlan


def put_in_force(
    store: Store, package: Path, *, tubes_per_box: int | None = None
) -> tuple[str, Plan, Roster]:
    """Make a new round of a package's plan.

    Parameters
    ----------
    package : a folder with plan.json and roster.xlsx
    tubes_per_box : instead of the roster's own
    """
    plan_json = (package / "plan.json").read_bytes()
    plan = Plan.from_json(plan_json)
    roster = read_roster(package / "roster.xlsx").roster
    assert isinstance(roster, Roster), "the roster has errors"
    if tubes_per_box is not None:
        changed = roster.parameters.model_copy(update={"tubes_per_box": tubes_per_box})
        roster = roster.model_copy(update={"parameters": changed})
    with store.writing() as session:
        made = rounds.create(
            session, SYSTEM, district=f"{plan.round.district} {uuid.uuid4().hex[:6]}",
            date=plan.round.date, number=plan.round.number,
        )  # fmt: skip
        roster_json = roster.to_json().encode()
        kept = rosters.make_from_json(
            session, SYSTEM, made.round_id, file_name="roster.json", roster_json=roster_json,
            facts={},
        )  # fmt: skip
        sha256 = documents.keep(session, plan_json, JSON)
        stored = StoredPlan(
            round_id=made.round_id, number=1, roster_id=kept.roster_id, origin="planned",
            status=plan.status, document_sha256=sha256, kpis={},
            roster_sha256=documents.keep(session, roster_json, JSON),
        )  # fmt: skip
        session.add(stored)
        session.flush()
        session.add(
            Publication(
                round_id=made.round_id, plan_id=stored.plan_id, number=1, document_sha256=sha256
            )
        )
        return made.round_id, plan, roster


def keys(store: Store, grants: Mapping[str, GrantedRole]) -> dict[str, str]:
    """A key for each of `grants`, under the same name."""
    mark = uuid.uuid4().hex[:6]
    made = {}
    with store.writing() as session:
        for number, (name, grant) in enumerate(grants.items()):
            login = f"phone-{mark}-{number}"
            user = create_user(session, SYSTEM, login, login, grants=[grant])
            made[name] = make_token(session, SYSTEM, user, "phone").token
    return made
