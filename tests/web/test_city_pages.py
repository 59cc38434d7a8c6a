"""The pages of several districts that are planned together."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from city_rounds import add_district, add_roster, add_round, district_roster, plan_waiting
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.jobs import attempts
from masstest.jobs.jobs import locked
from masstest.jobs.states import JobState
from masstest.store import documents
from masstest.store.engine import Store
from service_cases import make_person
from support import DATE
from web_site import Visitor, told

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ask(visitor: Visitor, *rosters: str) -> str:
    """Ask for a city's plan; where the answer leads."""
    fields = {"date": DATE.isoformat(), "number": "1", "roster_id": list(rosters)}
    answer = visitor.send("/cities", time_limit_s="5", **fields)
    assert answer.status_code == 303, told(answer)
    return answer.headers["location"]


def test_a_city_is_chosen_followed_and_looked_at(
    store: Store, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    rosters = [add_district(store, "East End"), add_district(store, "West")]
    north = add_round(store, "North")
    page = coordinator.open("/cities")
    words = told(page)
    assert f"{DATE.isoformat()} · Round 1" in words
    assert "Districts without a roster that can be planned: 1." in words
    assert set(re.findall(r'name="roster_id" value="(\w+)" checked', page.text)) == set(rosters)
    assert f'href="/rounds/{north}"' in page.text

    job = ask(coordinator, *rosters)
    words = told(coordinator.open(job))
    assert "No worker is running, so the plan waits." in words
    assert "East End not yet" in words
    assert "Objective" not in words, "a city's districts aren't stages of one search"
    job_id = job.rpartition("/")[2]
    assert "See how far it is" in told(coordinator.open(f"/cities/{job_id}"))

    assert plan_waiting(store) == ["done"]
    page = coordinator.open(job)
    assert "All districts are through." in told(page)
    assert f'data-plan="/cities/{job_id}"' in page.text
    page = coordinator.open(f"/cities/{job_id}")
    words = told(page)
    assert "East End Plan 1" in words
    assert "West Plan 1" in words
    assert "Laboratories that several districts use" in words
    assert re.search(r"\d\d:\d\d \d+ \d+\.\d % \d+ \d+", words), "the laboratory, hour by hour"
    assert len(re.findall(r'href="/plans/\w+"', page.text)) == 2
    chinese = told(visitor(Role.coordinator, "zh").open(f"/cities/{job_id}"))
    assert "多个区县共用的检测机构" in chinese
    assert f'href="/cities/{job_id}"' in coordinator.open("/cities").text
    assert visitor(Role.manager).open(f"/cities/{job_id}").status_code == 200
    assert visitor(Role.manager).open("/cities").status_code == 403
    assert visitor(Role.viewer).open(f"/cities/{job_id}").status_code == 403


def test_what_the_city_misses_at_a_laboratory_is_told(store: Store, coordinator: Visitor) -> None:
    rosters = [add_district(store, "East"), add_district(store, "West")]
    job_id = ask(coordinator, *rosters).rpartition("/")[2]
    labs = [{"lab_id": "L1", "name": "First laboratory", "shares": {}}]
    late = {"rule": "result_deadline", "subjects": ["L1"], "amount": 1500.0, "limit": 1440.0}
    city = {"status": "short", "districts": [], "labs": labs, "violations": [late]}
    with store.writing() as session:
        job = locked(session, job_id)
        assert job is not None
        sha256 = documents.keep(session, json.dumps(city).encode(), "application/json")
        attempts.end(session, job, JobState.done, told={"sha256": sha256, "plans": {}})
    words = told(coordinator.open(f"/cities/{job_id}"))
    assert "Some district is short of its targets." in words
    assert re.search("First laboratory: .+, 60 min late", words)
    assert "No laboratory is used by more than one of them." in words


def test_what_contradicts_is_told_and_nothing_is_planned(
    store: Store, coordinator: Visitor
) -> None:
    rosters = [add_district(store, "East"), add_district(store, "West", result_deadline=1380)]
    fields = {"date": DATE.isoformat(), "number": "1", "roster_id": rosters}
    answer = coordinator.send("/cities", **fields)
    assert answer.status_code == 409
    assert "The rosters contradict each other" in told(answer)
    assert "West, sheet round, result_deadline" in told(answer)
    one = coordinator.send("/cities", **(fields | {"roster_id": rosters[:1]}))
    assert (one.status_code, "two districts or more" in told(one)) == (409, True)
    for wrong in ({"date": "tomorrow"}, {"number": "0"}, {"time_limit_s": "0"}):
        assert coordinator.send("/cities", **(fields | wrong)).status_code == 422
    assert "Planned together before" not in told(coordinator.open("/cities"))


def test_before_there_is_a_city(store: Store, coordinator: Visitor) -> None:
    assert "There is no day yet" in told(coordinator.open("/cities"))
    west = add_round(store, "West")
    add_roster(store, west, district_roster("West"))
    assert "There is no day yet" in told(coordinator.open("/cities"))
    add_round(store, "East")
    assert "It takes two districts with a roster." in told(coordinator.open("/cities"))
    other = told(coordinator.open("/cities?date=2030-01-01&number=2"))
    assert "None of your districts has a round on this day." in other
    assert coordinator.open("/cities?date=x").status_code == 422


def test_only_who_has_several_districts_has_the_entry(site: FastAPI, store: Store) -> None:
    add_district(store, "East")
    add_district(store, "West")
    for districts, seen in ((("East",), False), (("East", "West"), True)):
        grants = [GrantedRole(Role.coordinator, Scope.district, name) for name in districts]
        person = make_person(store, f"of-{len(districts)}", *grants)
        page = Visitor(site).known_as(store, person).open("/rounds")
        assert ('href="/cities"' in page.text) is seen


def test_a_cluster_that_is_not_there_is_a_sentence(store: Store, coordinator: Visitor) -> None:
    job = ask(coordinator, add_district(store, "East"), add_district(store, "West"))
    facts = {"address": "tcp://nowhere:8786", "detail": "timed out"}
    row = {"code": "city_cluster_unreachable", "sheet": None, "cell": None, "value": None}
    with store.writing() as session:
        found = locked(session, job.rpartition("/")[2])
        assert found is not None
        found.state = "failed"
        found.problem = {"code": "bad_input", "facts": {"problems": [row | {"facts": facts}]}}
    assert "The cluster tcp://nowhere:8786 can't be reached" in told(coordinator.open(job))
