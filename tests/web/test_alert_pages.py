"""Alerts as those see them who act on them; webhooks as administrators do."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from alert_cases import LATE, POSITIVE, alerts, judge
from live_round import DISTRICT, point_lead, round_on, sent
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.live.alerts import Kind, Severity
from masstest.service.live.ledger import recording
from masstest.store.engine import Store
from masstest.store.tables import Webhook
from service_cases import make_person
from web_site import Visitor, told

BOX = dataclasses.replace(
    LATE, kind=Kind.count_mismatch, about="B1", subject="B1", severity=Severity.red,
    cause="count_differs", owner="transport_lead", action="count_again",
    facts={"box": "B1", "where": "V1", "expected_tubes": 20, "found_tubes": 19},
)  # fmt: skip


@pytest.fixture
def round_id(store: Store) -> str:
    """A round in which it is 12:20 by its last event."""
    case = round_on(store)
    opened = sent("point_opened", "12:20", site_id="S001", lanes=2)
    recording.record(store, point_lead(store).actor, case.round_id, [opened])
    return case.round_id


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="([0-9]+)"', page)
    assert found
    return found[1]


def test_the_worst_is_first_and_big(coordinator: Visitor, store: Store, round_id: str) -> None:
    judge(store, round_id, 0, LATE, BOX)
    page = coordinator.open(f"/rounds/{round_id}/alerts")
    said = told(page)
    assert said.index("Box held · B1") < said.index("Late point · P1")
    assert "20 tubes were expected, 19 found" in said
    assert "2 of 2 alerts wait for somebody to acknowledge them." in said
    assert "Proposal: Call the point" in said
    assert page.text.count("I see to it") == 2


def test_a_pool_positive_shows_its_clock(coordinator: Visitor, store: Store, round_id: str) -> None:
    judge(store, round_id, 0, POSITIVE)
    assert "3 h 40 min left" in told(coordinator.open(f"/rounds/{round_id}/alerts"))


def test_acknowledging_one_shows_the_list_as_it_is_now(
    coordinator: Visitor, store: Store, round_id: str
) -> None:
    judge(store, round_id, 0, LATE)
    page = coordinator.open(f"/rounds/{round_id}/alerts").text
    (alert,) = alerts(store)
    address = f"/alerts/{alert.alert_id}/acknowledgement"
    stale = coordinator.send(address, version="77")
    assert stale.status_code == 409
    assert "Somebody has changed it since you looked." in told(stale)
    done = coordinator.send(address, version=version_in(page))
    assert (done.status_code, done.headers["location"]) == (303, f"/rounds/{round_id}/alerts")
    said = told(coordinator.open(done.headers["location"]))
    assert "acknowledged" in said
    assert "I see to it" not in said


def test_only_what_has_changed_is_sent_again(
    coordinator: Visitor, store: Store, round_id: str
) -> None:
    judge(store, round_id, 0, LATE)
    page = coordinator.open(f"/rounds/{round_id}/alerts").text
    asks = re.search(r'hx-get="([^"]+)"', page)
    assert asks
    again = html.unescape(asks[1])
    assert coordinator.open(again).status_code == 204
    judge(store, round_id, 1, LATE, BOX)
    part = coordinator.open(again)
    assert part.status_code == 200
    assert "Box held" in told(part)
    assert "<html" not in part.text


def test_what_is_over_is_listed(coordinator: Visitor, store: Store, round_id: str) -> None:
    judge(store, round_id, 0, LATE)
    judge(store, round_id, 1)
    judge(store, round_id, 10)
    assert "Nothing is wrong at the moment." in told(coordinator.open(f"/rounds/{round_id}/alerts"))
    assert "P1 School should have opened" in told(
        coordinator.open(f"/rounds/{round_id}/alerts/closed")
    )


def test_the_menu_leads_to_the_round_that_is_on(coordinator: Visitor, round_id: str) -> None:
    answer = coordinator.open("/alerts")
    assert answer.headers["location"] == f"/rounds/{round_id}/alerts"


def test_others_see_only_what_concerns_them(
    site: object, store: Store, round_id: str, visitor: Callable[..., Visitor]
) -> None:
    judge(store, round_id, 0, LATE, POSITIVE, BOX)
    lead = told(visitor(Role.transport_lead).open(f"/rounds/{round_id}/alerts"))
    assert "Box held" in lead
    assert "Pool positive" not in lead
    street = make_person(store, "street", GrantedRole(Role.manager, Scope.street, f"{DISTRICT}/S"))
    page = told(Visitor(site).known_as(store, street).open(f"/rounds/{round_id}/alerts"))  # type: ignore[arg-type]
    assert "Pool positive" in page
    assert "Box held" not in page


def test_in_chinese(visitor: Callable[..., Visitor], store: Store, round_id: str) -> None:
    judge(store, round_id, 0, LATE, POSITIVE, BOX)
    said = told(visitor(Role.manager, "zh").open(f"/rounds/{round_id}/alerts"))
    for words in ("混管初筛阳性", "样本箱扣留", "点位延误", "确认，由我处理", "剩余 3 小时 40 分"):
        assert words in said


def test_an_administrator_adds_tests_and_removes_a_webhook(admin: Visitor, store: Store) -> None:
    fields = {"name": "Duty", "url": "https://127.0.0.1:9/hook", "kinds": ["pool_positive"]}
    made = admin.send("/webhooks", **fields)
    assert made.status_code == 200
    with store.reading() as session:
        hook = session.scalars(sa.select(Webhook)).one()
    assert hook.secret in made.text
    assert hook.kinds == ["pool_positive"]
    address = f"/webhooks/{hook.webhook_id}"
    assert hook.secret not in admin.open(address).text
    assert hook.secret not in admin.open("/webhooks").text
    tested = admin.send(f"{address}/test")
    assert "127.0.0.1, a private address" in told(tested)
    rest = admin.send(address, version="1", name="Duty", url="https://duty.example/")
    assert rest.status_code == 303
    assert "at rest" in told(admin.open(address))
    renewed = admin.send(f"{address}/secret")
    assert hook.secret not in renewed.text
    assert admin.send(f"{address}/removal").headers["location"] == "/webhooks"
    assert "There is no webhook yet." in told(admin.open("/webhooks"))


def test_an_administrator_adds_a_group_robot(admin: Visitor, store: Store) -> None:
    fields = {"name": "群", "url": "https://robot.example/send?key=k", "robot_secret": "SEC1"}
    assert admin.send("/webhooks", format="wecom", **fields).status_code == 422
    made = admin.send("/webhooks", format="dingtalk", **fields)
    assert "a DingTalk group robot" in told(made)
    assert "isn't shown again" not in told(made)
    assert "Make a new secret" not in told(made)
    with store.reading() as session:
        hook = session.scalars(sa.select(Webhook)).one()
    address = f"/webhooks/{hook.webhook_id}"
    admin.send(address, version="1", active="yes", **(fields | {"robot_secret": ""}))
    with store.reading() as session:
        assert session.scalars(sa.select(Webhook.secret)).one() == "SEC1", "left empty: it stays"
    assert "SEC1" not in admin.open(address).text


def test_a_wrong_address_is_told_beside_the_form(admin: Visitor) -> None:
    answer = admin.send("/webhooks", name="Duty", url="duty.example")
    assert answer.status_code == 422
    assert "The address must be http:// or https://" in told(answer)
