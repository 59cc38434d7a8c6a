"""The board by HTTP: worked out once for all who look, and a street's for who has a street."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from live_round import SEALED, round_on, sent
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.service.live.board import boards
from masstest.service.live.ledger.recording import record
from masstest.store.engine import Store
from service_cases import make_person, shown_case


def test_the_board_shows_what_was_reported(client: TestClient, store: Store) -> None:
    round_id = round_on(store).round_id
    chief = make_person(store, "chief", GrantedRole(Role.coordinator))
    record(store, chief.actor, round_id, [sent("box_sealed", "09:00", **SEALED)])
    answer = client.get(f"/api/v1/rounds/{round_id}/board", headers=chief.headers)
    assert answer.status_code == 200
    assert int(answer.headers["x-ledger-number"]) > 0
    board = answer.json()
    assert board["totals"]["progress"]["tubes_in_box"] == 20
    assert (board["district"], board["street"], board["now_min"]) == ("渭滨区", None, 540.0)


def test_it_is_worked_out_once_for_all_who_look(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = round_on(store).round_id
    times = 0
    work_out = boards.RunningBoard.at

    def counted(*args: object, **more: object) -> object:
        nonlocal times
        times += 1
        return work_out(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(boards.RunningBoard, "at", counted)
    monkeypatch.setattr(boards, "FRESH_S", 60.0)
    for number in range(5):
        viewer = make_person(store, f"viewer-{number}", GrantedRole(Role.viewer))
        url = f"/api/v1/rounds/{round_id}/board"
        assert client.get(url, headers=viewer.headers).status_code == 200
    assert times == 1


def test_who_has_a_street_sees_that_street(client: TestClient, store: Store) -> None:
    round_id = round_on(store).round_id
    own = make_person(store, "street", GrantedRole(Role.manager, Scope.street, "清姜街道"))
    chief = make_person(store, "chief", GrantedRole(Role.manager))

    def ask(headers: dict[str, str], street: str | None = None) -> tuple[int, object]:
        params = {} if street is None else {"street": street}
        answer = client.get(f"/api/v1/rounds/{round_id}/board", params=params, headers=headers)
        return answer.status_code, answer.json().get("street", answer.json().get("code"))

    assert ask(own.headers) == (200, "清姜街道")
    assert ask(own.headers, "清姜街道") == (200, "清姜街道")
    assert ask(own.headers, "金陵街道") == (403, "forbidden")
    assert ask(chief.headers, "金陵街道") == (200, "金陵街道")
    assert ask(chief.headers, "月亮街道") == (422, "unknown_place")


def test_without_a_plan_in_force_there_is_no_board(client: TestClient, store: Store) -> None:
    chief = make_person(store, "chief", GrantedRole(Role.manager))
    url = f"/api/v1/rounds/{shown_case(store).round_id}/board"
    answer = client.get(url, headers=chief.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_plan_in_force")
