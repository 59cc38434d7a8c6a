"""What the phones of points, doorstep teams and laboratories are told of their day."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from masstest.access.actor import Actor
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.service.live import tasks
from masstest.service.live.desk.projection import projections
from masstest.service.live.ledger import recording
from masstest.service.live.ledger.wire import SentEvent
from masstest.service.problems import Problem
from masstest.store.engine import Store
from plans_in_force import put_in_force
from service_cases import Case, Person, valid_case


@pytest.fixture
def case(store: Store) -> Case:
    made = valid_case(store)
    put_in_force(store, made.round_id, made.plan_id)
    return made


def holder(role: Role, scope: Scope, place: str) -> Actor:
    return Actor(user_id="u" * 32, login="x", name="x", lang="en",
                 grants=(GrantedRole(role, scope, place),))  # fmt: skip


POINT = holder(Role.point_lead, Scope.point, "P1")
TEAM = holder(Role.doorstep, Scope.team, "T1")
LAB = holder(Role.lab, Scope.lab, "L1")


def told(store: Store, actor: Actor, case: Case) -> dict[str, Any]:
    projections(store).of(case.round_id, fresh_s=0.0)
    found = tasks.task(store, actor, case.round_id)
    json.dumps(found)  # it is sent as it is
    return found


@pytest.fixture
def report(store: Store, people: dict[Role, Person], case: Case) -> Any:
    """The coordinator reports what was heard by radio."""

    def reported(at: str, place: str, kind: str, **fact: Any) -> None:
        event = SentEvent.model_validate(
            {
                "event_id": uuid.uuid4().hex,
                "at": f"2022-03-10T{at}:00+08:00",
                "place": place,
                "fact": {"kind": kind, **fact},
            }
        )
        coordinator = people[Role.coordinator].actor
        (outcome,) = recording.record(store, coordinator, case.round_id, [event])
        assert outcome.status in ("recorded", "held"), outcome

    return reported


def test_a_point_is_told_its_day(store: Store, case: Case) -> None:
    found = told(store, POINT, case)
    assert found["place"] == {"kind": "point", "id": "P1", "name": "P1"}
    work = found["work"]
    assert (work["lanes"], work["persons"], work["tubes"], work["boxes"]) == (1, 360, 36, 1)
    assert work["curve"][0] == [420.0, 0.0]
    assert work["curve"][-1] == [600.0, 360.0]
    assert work["pool_size"] == 10
    assert {c["compound_id"]: c["persons"] for c in work["compounds"]} == {"C1": 240, "C2": 120}
    assert [(row["kind"], row["plate"], row["arrive_min"]) for row in work["coming"]] == [
        ("supply", "V3", 400), ("pickup", "V1", 540), ("pickup", "V1", 610), ("waste", "V4", 640),
    ]  # fmt: skip
    assert work["supplies"] == [{"item": "swab", "quantity": 400, "unit": "piece"}]
    assert len(work["lights"]) == 8
    assert {each["staff_id"] for each in found["crew"]} >= {"lead-P1", "sampler-P1"}
    assert "P2" not in json.dumps(found)


def test_a_team_is_told_its_visits_and_where_it_is_met(store: Store, case: Case) -> None:
    found = told(store, TEAM, case)
    (stop,) = found["work"]["stops"]
    assert (stop["stop"], stop["name"], stop["persons"], stop["tubes"]) == (0, "C2", 2, 1)
    assert stop["wgs84"] != stop["gcj02"]
    (pickup,) = found["work"]["coming"]
    assert (pickup["arrive_min"], pickup["meet"], pickup["tubes"]) == (530, "C2", 1)
    assert [each["staff_id"] for each in found["crew"]] == ["doorstep-1", "registrar-T1"]
    assert "P1" not in json.dumps(found)


def test_a_laboratory_is_told_who_brings_what_and_nobodys_name(store: Store, case: Case) -> None:
    found = told(store, LAB, case)
    assert [(row["plate"], row["arrive_min"], row["tubes"]) for row in found["work"]["coming"]] == [
        ("V2", 507, 40), ("V1", 567, 30), ("V1", 629, 13),
    ]  # fmt: skip
    assert (found["work"]["tubes"], found["work"]["key_tubes"]) == (83, 14)
    assert not any(row["crew"] for row in found["work"]["coming"])
    assert "driver" not in json.dumps(found)


def test_boxes_on_the_way_and_how_late_they_are(store: Store, case: Case, report: Any) -> None:
    sealed = {"box_id": "B1", "seal": "S1", "tubes_counted": 23}
    report("08:50", "P1", "box_sealed", source="P1", tubes_scanned=23, **sealed)
    assert told(store, LAB, case)["boxes"] == []
    report("09:12", "P1", "vehicle_arrived", vehicle_id="V1", run_id="R1", stop=1)
    report("09:14", "V1", "box_handed_over", vehicle_id="V1", run_id="R1", **sealed)
    (box,) = told(store, LAB, case)["boxes"]
    assert (box["seal"], box["tubes"], box["vehicle_id"]) == ("S1", 23, "V1")
    assert told(store, LAB, case)["late"] == {"V1": {"late_min": 12.0, "at_min": 552.0}}
    assert told(store, POINT, case)["late"] == {"V1": {"late_min": 12.0, "at_min": 552.0}}
    assert told(store, POINT, case)["came"] == {"R1": {"arrived_min": 552.0, "departed_min": None}}
    assert told(store, TEAM, case)["came"] == {}
    (box,) = told(store, POINT, case)["boxes"]
    assert box["phase"] == "with_courier"


def test_another_phone_of_the_point_goes_on_where_one_stopped(
    store: Store, case: Case, report: Any
) -> None:
    report("08:00", "P1", "point_opened", site_id="P1", lanes=1)
    report("08:10", "P1", "tubes_scanned", box_id="B1", tubes=[{"tube_id": "T1", "persons": 10}])
    report("08:20", "P1", "help_needed", text="rain")
    report("08:21", "P1", "readiness_confirmed", site_id="P1", item="order", ok=True)
    report("08:22", "P2", "tubes_scanned", box_id="B2", tubes=[{"tube_id": "T2"}])
    kinds = [event["fact"]["kind"] for event in told(store, POINT, case)["events"]]
    assert kinds == ["point_opened", "tubes_scanned", "help_needed", "readiness_confirmed"]
    report(
        "08:30", "P1", "box_sealed",
        box_id="B1", source="P1", seal="S1", tubes_counted=1, tubes_scanned=1,
    )  # fmt: skip
    found = told(store, POINT, case)
    assert "tubes_scanned" not in [event["fact"]["kind"] for event in found["events"]]
    assert [(box["box_id"], box["tubes"]) for box in found["boxes"]] == [("B1", 1)]


def test_a_positive_tube_is_the_laboratorys_retest(store: Store, case: Case, report: Any) -> None:
    report("08:10", "P1", "tubes_scanned", box_id="B1", tubes=[{"tube_id": "T1", "persons": 7}])
    report("11:00", "L1", "result", lab_id="L1", box_id="B1", outcome="positive", tube_id="T1")
    (retest,) = told(store, LAB, case)["retests"]
    assert (retest["tube_id"], retest["persons"], retest["closed"]) == ("T1", 7, False)
    assert told(store, POINT, case)["retests"] == []


@pytest.mark.parametrize(
    ("role", "scope", "place"),
    [
        (Role.point_lead, Scope.point, "P4"),
        (Role.doorstep, Scope.team, "T9"),
        (Role.lab, Scope.lab, "L2"),
    ],
)
def test_a_place_that_isnt_in_the_plan_has_no_task(
    store: Store, case: Case, role: Role, scope: Scope, place: str
) -> None:
    with pytest.raises(Problem, match="not_found"):
        tasks.task(store, holder(role, scope, place), case.round_id)
