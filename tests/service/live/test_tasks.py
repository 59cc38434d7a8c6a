"""What a phone is told of its day."""

from __future__ import annotations

import json
from typing import Any

import pytest

from masstest.access import passes
from masstest.access.actor import Actor
from masstest.access.logins import actor_of_session
from masstest.access.roles import Role
from masstest.domain.coordinates import to_wgs84
from masstest.domain.roster import Crs
from masstest.service.live import tasks
from masstest.service.live.cards import passes as cards
from masstest.service.live.tasks.stops import marked, visits_of
from masstest.service.problems import Problem
from masstest.store.engine import Store
from plans_in_force import put_in_force
from service_cases import Case, Person, keep_plan, valid_case
from valid_plan import edit_stop, valid_plan, valid_roster, without


@pytest.fixture
def case(store: Store) -> Case:
    made = valid_case(store)
    put_in_force(store, made.round_id, made.plan_id)
    return made


def told(store: Store, actor: Actor, case: Case) -> dict[str, Any]:
    found = tasks.task(store, actor, case.round_id)
    json.dumps(found)  # it is sent as it is
    return found


def test_a_driver_is_told_the_own_runs_and_nobody_elses(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    found = told(store, people[Role.driver].actor, case)
    assert found["place"] == {"kind": "vehicle", "id": "V1", "name": "V1"}
    assert [run["run_id"] for run in found["work"]["runs"]] == ["R1", "R2"]
    first, second = found["work"]["runs"][0]["stops"][:2]
    assert (first["place_kind"], first["place_id"], first["name"]) == ("team", "T1", "C2")
    assert (second["tubes"], second["key_tubes"], second["boxes"]) == (23, 4, 1)
    assert [each["name"] for each in second["contacts"]] == ["lead-P1"]
    back = to_wgs84(*second["gcj02"], Crs.gcj02)
    assert back == pytest.approx(second["wgs84"], abs=1e-5)
    assert [each["staff_id"] for each in found["crew"]] == ["driver-1", "courier-1"]
    assert found["clock"]["now_min"] == 420  # a day that is over begins with its sampling
    assert "sampler" not in json.dumps(found)
    assert found["work"]["changed"] is False


def test_a_pass_sees_its_own_round_only(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    with store.writing() as session:
        coordinator = people[Role.coordinator].actor
        (card,) = cards.issue(session, coordinator, case.round_id, {"vehicle/V2"}, "zh")
        opened = passes.use(session, card.token, person="driver-2")
    with store.reading() as session:
        actor = actor_of_session(session, opened.token)
        assert actor is not None
        (own,) = tasks.own_rounds(session, actor)
    assert own.round_id == case.round_id
    assert told(store, actor, case)["place"]["id"] == "V2"


def test_who_has_no_task_is_told_so(store: Store, people: dict[Role, Person], case: Case) -> None:
    with pytest.raises(Problem, match="forbidden"):
        tasks.task(store, people[Role.manager].actor, case.round_id)
    with pytest.raises(Problem, match="not_found"):
        tasks.task(store, people[Role.driver].actor, "0" * 32)


def test_what_changed_since_the_last_publication_is_marked(
    store: Store, people: dict[Role, Person], case: Case
) -> None:
    roster = valid_roster()
    plan = edit_stop(valid_plan(roster), "R1", 2, arrive=590, depart=598)
    plan = without(plan, "runs", lambda run: run.run_id == "R2")
    put_in_force(store, case.round_id, keep_plan(store, case.round_id, roster, plan)[1])
    found = told(store, people[Role.driver].actor, case)
    assert found["publication"] == {"number": 2, "before": 1}
    changes = [stop["change"] for stop in found["work"]["runs"][0]["stops"]]
    assert changes == [None, None, {"kind": "other_time", "was_min": 552}, None]
    assert [each["place_id"] for each in found["work"]["dropped"]] == ["P1", "L1"]
    assert found["work"]["changed"] is True


def test_a_visit_is_paired_within_its_run_first_and_then_by_time() -> None:
    plan = valid_plan()
    later = edit_stop(plan, "R1", 1, arrive=600, depart=608)  # nearer to R2's visit of P1 at 10:10
    marks, gone = marked(visits_of(later, "V1"), visits_of(plan, "V1"))
    assert marks == {("R1", 1): {"kind": "other_time", "was_min": 540}}
    assert gone == []
    # another vehicle's day is all new, and the whole old one is dropped
    marks, gone = marked(visits_of(plan, "V2"), visits_of(plan, "V1"))
    assert all(mark["kind"] in ("new", "other_time") for mark in marks.values())
    assert len(gone) + len(visits_of(plan, "V2")) - sum(
        mark["kind"] == "new" for mark in marks.values()
    ) == len(visits_of(plan, "V1"))


def test_a_stop_that_hardly_moves_is_the_same() -> None:
    plan = valid_plan()
    later = edit_stop(plan, "R1", 1, arrive=542, depart=550)
    assert marked(visits_of(later, "V1"), visits_of(plan, "V1")) == ({}, [])
