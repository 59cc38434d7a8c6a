"""A round of several districts, planned as one job: chosen, checked, asked for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.jobs import jobs as job_rows
from masstest.jobs.requests import PlanRequest
from masstest.jobs.states import JobKind
from masstest.service import rosters, rounds
from masstest.service.apart import run_apart
from masstest.service.permits import require
from masstest.service.problems import Problem, not_found
from masstest.store import audit
from masstest.store.tables import Job, StoredRoster, StoredRound
from masstest.text import Lang

_FEWEST = 2
_KEY_LENGTH = 60


@dataclass(frozen=True)
class CityDay:
    """A day and number of which several districts have a round."""

    date: dt.date
    number: int
    districts: int


@dataclass(frozen=True)
class DistrictRound:
    """A district's round, with its newest roster that can be planned."""

    round: StoredRound
    roster: StoredRoster | None


@dataclass(frozen=True)
class CityChoice:
    """What a city's plan is to be made of; `documents` are the rosters as JSON, by district."""

    date: dt.date
    number: int
    rosters: tuple[StoredRoster, ...]
    documents: Mapping[str, bytes]


def days(session: Session, actor: Actor, limit: int = 20) -> list[CityDay]:
    """The days of which `actor` may plan the rounds of several districts, newest first."""
    require(actor, Permission.make_plans)
    count = func.count()
    query = select(StoredRound.date, StoredRound.number, count)
    allowed = actor.districts(Permission.make_plans)
    if allowed is not None:
        query = query.where(StoredRound.district.in_(allowed))
    found = session.execute(
        query.group_by(StoredRound.date, StoredRound.number)
        .having(count >= _FEWEST)
        .order_by(StoredRound.date.desc(), StoredRound.number.desc())
        .limit(limit)
    )
    return [CityDay(date, number, districts) for date, number, districts in found]


def districts(session: Session, actor: Actor, *, date: dt.date, number: int) -> list[DistrictRound]:
    """The rounds of a day and number that `actor` may plan, by district."""
    require(actor, Permission.make_plans)
    query = select(StoredRound).where(StoredRound.date == date, StoredRound.number == number)
    allowed = actor.districts(Permission.make_plans)
    if allowed is not None:
        query = query.where(StoredRound.district.in_(allowed))
    return [
        DistrictRound(stored, rosters.latest_usable(session, stored.round_id))
        for stored in session.scalars(query.order_by(StoredRound.district))
    ]


def choose(
    session: Session,
    actor: Actor,
    *,
    date: dt.date,
    number: int,
    roster_ids: Collection[str] | None = None,
) -> CityChoice:
    """The rosters of a city's plan: those named, or of every district's round the newest.

    Raises
    ------
    Problem
        ``city_of_one``, ``city_without_roster``, ``city_roster_twice``, ``other_round``,
        ``roster_unusable``; ``forbidden`` unless `actor` may plan each district.
    """
    if roster_ids is None:
        chosen = _newest(districts(session, actor, date=date, number=number))
    else:
        chosen = [_named(session, actor, each, date, number) for each in roster_ids]
    if len(chosen) < _FEWEST:
        raise Problem("city_of_one", count=len(chosen))
    seen: dict[str, StoredRoster] = {}
    for stored, roster in sorted(chosen, key=lambda pair: pair[0].district):
        if stored.district in seen:
            raise Problem("city_roster_twice", district=stored.district)
        seen[stored.district] = roster
    content = {district: rosters.as_json(session, roster) for district, roster in seen.items()}
    return CityChoice(date, number, tuple(seen.values()), content)


def _newest(found: Sequence[DistrictRound]) -> list[tuple[StoredRound, StoredRoster]]:
    missing = [each.round.district for each in found if each.roster is None]
    if missing:
        # a district left out in silence would find its laboratories taken
        raise Problem("city_without_roster", districts=", ".join(missing))
    return [(each.round, each.roster) for each in found if each.roster is not None]


def _named(
    session: Session, actor: Actor, roster_id: str, date: dt.date, number: int
) -> tuple[StoredRound, StoredRoster]:
    roster = session.get(StoredRoster, roster_id)
    if roster is None:
        require(actor, Permission.make_plans)
        raise not_found("roster")
    stored = rounds.get(session, actor, roster.round_id, Permission.make_plans)
    if (stored.date, stored.number) != (date, number):
        raise Problem(
            "other_round",
            found=f"{stored.district} {stored.date.isoformat()} ({stored.number})",
            expected=f"{date.isoformat()} ({number})",
        )
    return stored, roster


def check(choice: CityChoice, request: PlanRequest, lang: Lang) -> None:
    """See that the rosters fit together: one set of deadlines, laboratories that are the same in
    all, nobody and no vehicle in two districts.

    It takes seconds: not to be called within a transaction.

    Raises
    ------
    Problem
        ``city_contradicts``, ``wrong_settings``, each with the `problems`; ``too_heavy``.
    """
    code, rows = run_apart(
        "cities.contradictions", dict(choice.documents), dict(request.settings), lang
    )
    if rows:
        raise Problem(code, count=len(rows), rows={"problems": rows[:200]})


def request_city_plan(
    session: Session,
    actor: Actor,
    checked: CityChoice,
    *,
    request: PlanRequest,
    max_attempts: int = job_rows.MAX_ATTEMPTS,
) -> Job:
    """Ask for the plan of a city whose rosters `check` let pass."""
    for district in checked.documents:
        require(actor, Permission.make_plans, district)
    named = {
        key: roster.roster_id
        for key, roster in zip(_keys(checked.documents), checked.rosters, strict=True)
    }
    job = job_rows.create(
        session,
        JobKind.city,
        round_id=None,
        roster_id=None,
        request=PlanRequest.model_validate(request.model_dump() | {"rosters": named}),
        created_by=actor.user_id,
        max_attempts=max_attempts,
    )
    audit.record(
        session, actor, "plan.request", f"job:{job.job_id}",
        date=checked.date.isoformat(), number=checked.number,
        districts=list(checked.documents),
        rosters=[roster.roster_id for roster in checked.rosters],
    )  # fmt: skip
    return job


def _keys(names: Iterable[str]) -> list[str]:
    """Ids of districts that files can be named after: the names themselves where that will do."""
    keys: list[str] = []
    for name in names:
        plain = re.sub(r"[^\w-]+", "-", name)[:_KEY_LENGTH]
        key, number = plain, 1
        while key in keys:
            number += 1
            key = f"{plain}-{number}"
        keys.append(key)
    return keys
