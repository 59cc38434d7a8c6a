"""Publishing by two people at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from masstest.access.actor import SYSTEM
from masstest.service import plans, publications
from masstest.service.problems import Problem
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.tables import Publication
from service_cases import keep_plan, valid_case
from valid_plan import valid_plan, valid_roster


def test_never_two_plans_in_force(store: Store) -> None:
    case = valid_case(store)
    ids = [case.plan_id]
    ids += [keep_plan(store, case.round_id, valid_roster(), valid_plan())[1] for _ in range(5)]
    start = threading.Barrier(len(ids))

    def publish(plan_id: str) -> str:
        with store.reading() as session:
            found = plans.files(session, SYSTEM, plan_id)
        start.wait()
        try:
            with store.writing() as session:
                publications.publish(session, SYSTEM, found)
        except Problem as problem:
            return problem.code
        return "published"

    with ThreadPoolExecutor(len(ids)) as threads:
        outcomes = list(threads.map(publish, ids))
    assert sorted(outcomes) == ["in_force"] * 5 + ["published"]
    with store.reading() as session:
        count = select(func.count()).select_from(Publication)
        assert session.scalar(count) == 1
        assert audit.verify(session).ok


def test_never_withdrawn_twice(store: Store) -> None:
    case = valid_case(store)
    with store.reading() as session:
        found = plans.files(session, SYSTEM, case.plan_id)
    with store.writing() as session:
        publication_id = publications.publish(session, SYSTEM, found).publication_id
    start = threading.Barrier(4)

    def withdraw(reason: str) -> str:
        start.wait()
        try:
            with store.writing() as session:
                publications.withdraw(session, SYSTEM, publication_id, reason=reason)
        except Problem as problem:
            return problem.code
        return "withdrawn"

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(withdraw, "abcd"))
    assert sorted(outcomes) == ["already_withdrawn"] * 3 + ["withdrawn"]
    with store.reading() as session:
        plan = plans.get(session, SYSTEM, case.plan_id)
        assert plan.version == 3, "published and withdrawn: two changes that are seen"
