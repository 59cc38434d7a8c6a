"""Reporting by HTTP: what is answered, and who is asked how often."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from live_round import HANDED, SEALED, driver, point_lead, round_on, told, transport_lead
from masstest.access import tokens, users
from masstest.access.actor import SYSTEM
from masstest.access.roles import GrantedRole, Role
from masstest.api import known_callers
from masstest.api.body_limit import EVENTS_BYTES
from masstest.service.live.ledger import group_commit
from masstest.service.live.ledger.recording import MOST_EVENTS
from masstest.store.engine import Store
from masstest.store.tables import ApiToken, LiveEvent, User
from masstest.store.tables.base import utc_now
from service_cases import Case, Person, as_browser, make_person


@pytest.fixture
def case(store: Store) -> Case:
    return round_on(store)


class Phone:
    """Somebody's phone."""

    def __init__(self, client: TestClient, case: Case, headers: dict[str, str]) -> None:
        self._client, self._headers = client, headers | {"Accept-Language": "en"}
        self._url = f"/api/v1/rounds/{case.round_id}/events"

    def post(self, *events: Any) -> Any:
        return self._client.post(self._url, json={"events": events}, headers=self._headers)

    def post_raw(self, content: bytes) -> Any:
        headers = self._headers | {"Content-Type": "application/json"}
        return self._client.post(self._url, content=content, headers=headers)

    def put(self, event: dict[str, Any]) -> Any:
        body = {name: value for name, value in event.items() if name != "event_id"}
        url = f"{self._url}/{event['event_id']}"
        return self._client.put(url, json=body, headers=self._headers)


def phone(client: TestClient, case: Case, person: Person) -> Phone:
    return Phone(client, case, person.headers)


def stored(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(LiveEvent)) or 0


def test_a_batch_is_answered_event_by_event(client: TestClient, store: Store, case: Case) -> None:
    lead = phone(client, case, point_lead(store))
    good = told("people_sampled", site_id="S001", persons=5)
    elsewhere = told("people_sampled", site_id="S002", persons=5)
    nonsense = told("people_sampled", site_id="S001", persons=-5)
    no_event: list[Any] = [7, {"event_id": 7}, {}]
    answer = lead.post(good, elsewhere, nonsense, *no_event, good)
    assert answer.status_code == 200
    body = answer.json()
    assert body["server_time"].endswith("+00:00")
    told_of = [
        (each["event_id"], each["status"], each.get("problem", {}).get("code"))
        for each in body["outcomes"]
    ]
    assert told_of == [
        (good["event_id"], "recorded", None),
        (elsewhere["event_id"], "refused", "report_not_allowed"),
        (nonsense["event_id"], "refused", "event_malformed"),
        *[("", "refused", "event_malformed")] * 3,
        (good["event_id"], "duplicate", None),
    ]  # fmt: skip
    assert "persons" in body["outcomes"][2]["problem"]["detail"]
    assert stored(store) == 1


def test_one_event_is_put_once(client: TestClient, store: Store, case: Case) -> None:
    lead = phone(client, case, point_lead(store))
    event = told("people_sampled", site_id="S001", persons=5)
    assert lead.put(event).status_code == 201
    again = lead.put(event)
    assert (again.status_code, again.json()["status"]) == (200, "duplicate")
    other = {**event, "fact": {**event["fact"], "persons": 6}}
    refused = lead.put(other)
    assert (refused.status_code, refused.json()["code"]) == (409, "event_id_reused")
    elsewhere = lead.put(told("people_sampled", site_id="S002", persons=5))
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "report_not_allowed")
    unknown = lead.put(told("people_sampled", site_id="S999", persons=5))
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_place")
    malformed = lead.put(told("people_sampled", site_id="S001", persons="many"))
    assert (malformed.status_code, malformed.json()["code"]) == (422, "event_malformed")


def test_whoever_is_known_already_is_answered_just_so(
    client: TestClient, store: Store, case: Case
) -> None:
    """What comes often takes a shorter way, which must not show."""
    lead = phone(client, case, point_lead(store))
    usual = lead.put(told("people_sampled", site_id="S001", persons=5))
    short = lead.put(told("people_sampled", site_id="S001", persons=6))
    assert usual.status_code == short.status_code == 201
    assert usual.json().keys() == short.json().keys()
    assert dict(usual.headers).keys() == dict(short.headers).keys()
    large = told("help_needed", place="S001", text="x" * 1_100_000)
    assert (lead.put(large).status_code, lead.put(large).json()["code"]) == (413, "too_large")
    assert lead.put(told("nonsense")).json()["code"] == "event_malformed"


def test_a_database_that_is_away_is_a_503(
    client: TestClient, store: Store, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = phone(client, case, point_lead(store))
    assert lead.put(told("point_opened", site_id="S001", lanes=2)).status_code == 201
    gone = sa.exc.OperationalError("BEGIN", {}, Exception("gone"))

    def away(*_: object) -> None:
        raise gone

    monkeypatch.setattr(group_commit, "take_in", away)
    answer = lead.put(told("point_opened", site_id="S001", lanes=2))
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer.headers["retry-after"] == "5"


def test_a_held_box_is_a_409_with_both_counts_and_a_lead_releases_it(
    client: TestClient, store: Store, case: Case
) -> None:
    courier = phone(client, case, driver(store))
    assert (
        phone(client, case, point_lead(store)).put(told("box_sealed", **SEALED)).status_code == 201
    )
    wrong = told("box_handed_over", "09:20", **{**HANDED, "tubes_counted": 19, "seal": "X7"})
    refused = courier.put(wrong)
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["code"] == "box_held"
    assert (problem["expected_tubes"], problem["found_tubes"]) == (20, 19)
    assert (problem["expected_seal"], problem["found_seal"]) == ("X1", "X7")
    assert "20 tubes are expected, 19 were found" in problem["detail"]
    assert problem["boxes"][0]["box_id"] == "B1"
    in_a_batch = courier.post(wrong).json()["outcomes"][0]
    assert (in_a_batch["status"], in_a_batch["problem"]["found_tubes"]) == ("held", 19)
    release = told("box_released", "09:30", box_id="B1", reason="one tube broke")
    assert courier.put(release).status_code == 403
    assert phone(client, case, transport_lead(store)).put(release).status_code == 201
    left = told("vehicle_departed", "09:40", vehicle_id="V1", run_id="V1-1", stop=0, box_ids=["B1"])
    assert courier.put(left).status_code == 201


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "malformed"),
        (b"{", 400, "malformed"),
        (b"\xff\xfe", 400, "malformed"),
        (b"[" * 2000, 400, "malformed"),
        (b"[]", 422, "event_malformed"),
        (b'{"events": []}', 422, "event_malformed"),
        (b'{"events": {}}', 422, "event_malformed"),
        (b'{"events": [' + b"1," * MOST_EVENTS + b"1]}", 413, "too_many_events"),
        (b'{"events": "' + b"x" * EVENTS_BYTES + b'"}', 413, "too_large"),
    ],
    ids=range(9),
)
def test_what_is_no_report_at_all(
    client: TestClient, store: Store, case: Case, content: bytes, status: int, code: str
) -> None:
    answer = phone(client, case, point_lead(store)).post_raw(content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e400", "1" + "0" * 5000, '"\\u0000"'])
def test_values_that_no_database_holds_are_refused(
    client: TestClient, store: Store, case: Case, value: str
) -> None:
    chief = phone(client, case, make_person(store, "chief", GrantedRole(Role.coordinator)))
    event = told("finding", finding_id="F1", site_id="S001", text="x", due_min="HERE")
    text = json.dumps({"events": [event]}).replace('"HERE"', value)
    answer = chief.post_raw(text.encode())
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert answer.json()["outcomes"][0]["status"] == "refused"
    assert stored(store) == 0


def test_a_text_may_hold_any_character(client: TestClient, store: Store, case: Case) -> None:
    lead = phone(client, case, point_lead(store))
    texts = ["雨太大😀", "\u0000", "\u202e", "'; DROP TABLE live_events; --"]
    for text in texts:
        assert lead.put(told("help_needed", place="S001", text=text)).status_code == 201
    assert lead.put(told("help_needed", place="S001", person="a\u0000b")).status_code == 422


def test_a_browser_needs_its_csrf_token_every_time(
    client: TestClient, store: Store, case: Case
) -> None:
    headers = as_browser(store, point_lead(store))
    event = told("people_sampled", site_id="S001", persons=5)
    without = {"Cookie": headers["Cookie"]}
    for _ in range(2):  # not known yet, and known
        assert Phone(client, case, without).put(event).json()["code"] == "csrf"
        assert Phone(client, case, headers).put(event).status_code in (200, 201)
    wrong = headers | {"X-CSRF-Token": "x"}
    assert Phone(client, case, wrong).put(event).json()["code"] == "csrf"


def test_what_this_server_takes_away_counts_no_more(
    client: TestClient, store: Store, case: Case
) -> None:
    leads = [make_person(store, name, GrantedRole(Role.coordinator)) for name in ("a1", "b2")]
    event = told("point_opened", site_id="S001", lanes=2)
    known = [phone(client, case, lead) for lead in leads]
    in_browser = Phone(client, case, as_browser(store, leads[1]))
    for each in (*known, in_browser):
        assert each.put(event).status_code in (200, 201)
    of_first, of_second = (lead.actor.user_id for lead in leads)
    with store.writing() as session:
        user = session.get_one(User, of_first)
        (key,) = tokens.list_tokens(session, user)
        tokens.revoke_token(session, SYSTEM, user, key.token_id)
    assert known[0].put(event).status_code == 401
    assert known[1].put(event).status_code == 200
    with store.writing() as session:
        users.end_sessions(session, session.get_one(User, of_second))
    assert in_browser.put(event).status_code == 401
    assert known[1].put(event).status_code == 200, "it is looked up again"
    with store.writing() as session:
        user = session.get_one(User, of_second)
        users.revoke_role(session, SYSTEM, user, leads[1].actor.grants[0])
    assert known[1].put(event).status_code == 403


def test_a_key_revoked_elsewhere_is_remembered_for_seconds_only(
    client: TestClient, store: Store, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = phone(client, case, point_lead(store))
    assert lead.put(told("point_opened", site_id="S001", lanes=2)).status_code == 201
    with store.writing() as session:
        session.execute(sa.update(ApiToken).values(revoked_at=utc_now()))
    now = known_callers.time.monotonic()
    monkeypatch.setattr(
        known_callers.time, "monotonic", lambda: now + known_callers.REMEMBERED_S + 1
    )
    assert lead.put(told("point_opened", site_id="S001", lanes=2)).status_code == 401


def test_everybody_else_is_refused(client: TestClient, store: Store, case: Case) -> None:
    event = told("people_sampled", site_id="S001", persons=5)
    assert Phone(client, case, {}).put(event).status_code == 401
    viewer = make_person(store, "viewer", GrantedRole(Role.viewer))
    assert phone(client, case, viewer).put(event).status_code == 403
    nowhere = Case("0" * 32, "", "")
    assert phone(client, nowhere, point_lead(store)).put(event).status_code == 404


def test_events_and_boxes_are_read_again(client: TestClient, store: Store, case: Case) -> None:
    chief = make_person(store, "chief", GrantedRole(Role.coordinator))
    phone(client, case, chief).post(
        told("box_sealed", "09:00", **SEALED), told("box_handed_over", "09:20", **HANDED)
    )
    url = f"/api/v1/rounds/{case.round_id}"
    events = client.get(f"{url}/events", headers=chief.headers).json()
    assert [event["fact"]["kind"] for event in events["events"]] == [
        "box_sealed",
        "box_handed_over",
    ]
    assert events["events"][0]["at"] == "2022-03-10T09:00:00+08:00"
    after = client.get(f"{url}/events", params={"after": events["next"]}, headers=chief.headers)
    assert after.json() == {"events": [], "next": events["next"], "more": False}
    listed = client.get(f"{url}/boxes", headers=chief.headers).json()
    assert [(box["box_id"], box["phase"]) for box in listed["items"]] == [("B1", "with_courier")]
    found = client.get(f"{url}/box", params={"id": "B1"}, headers=chief.headers).json()
    assert [h["place"] for h in found["box"]["holders"]] == ["S001", "V1"]
    assert len(found["events"]) == 2
    manager = make_person(store, "street", GrantedRole(Role.manager))
    seen = client.get(f"{url}/box", params={"id": "B1"}, headers=manager.headers).json()
    for answer, name in ((found, "chief"), (seen, "")):
        told_by = [*answer["box"]["holders"], *answer["box"]["counts"], *answer["events"]]
        assert {each["person"] for each in told_by} == {name}, "a login isn't shown to everybody"
    assert client.get(f"{url}/box", params={"id": "B9"}, headers=chief.headers).status_code == 404
