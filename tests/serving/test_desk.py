"""The desk beside the server answers, comes back when it dies, and goes when the server goes."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psutil
import pytest
from fastapi.testclient import TestClient

from databases import sqlite_copy
from live_round import point_lead, round_on, sent
from masstest.access.roles import GrantedRole, Role
from masstest.jobs import presence
from masstest.live.custody import Phase
from masstest.service.live.board import boxes
from masstest.service.live.board.boards import board_document
from masstest.service.live.desk.questions import seat
from masstest.service.live.ledger import recording
from masstest.service.live.reports import round_time
from masstest.service.problems import Problem
from masstest.serving import desk as desk_module
from masstest.serving import kept_process
from masstest.serving.application import create_application
from masstest.serving.desk import DeskBeside
from masstest.settings import Settings
from masstest.store.engine import Store, open_store
from masstest.store.tables import Alert
from service_cases import make_person
from serving.running import eventually

T = TypeVar("T")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(sqlite_copy(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def desk(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskBeside]:
    monkeypatch.setattr(kept_process, "_FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(kept_process, "_WATCH_S", 0.02)
    monkeypatch.setattr(desk_module, "_COMES_BACK_S", 60.0)
    url = store.url.render_as_string(hide_password=False)
    with DeskBeside({"MASSTEST_DATABASE_URL": url}) as beside:
        seat(store, beside)
        yield beside


def alert_kinds(store: Store) -> set[str]:
    with store.reading() as session:
        return {alert.kind for alert in session.query(Alert)}


def patiently(ask: Callable[[], T]) -> T:
    """What is answered, however long the desk takes to read the round."""
    while True:
        try:
            return ask()
        except Problem as problem:
            if problem.code != "being_read":
                raise
            time.sleep(0.1)


def test_a_desk_that_is_killed_comes_back_and_knows_all(store: Store, desk: DeskBeside) -> None:
    case = round_on(store)
    manager = make_person(store, "manager", GrantedRole(Role.manager)).actor
    lead = point_lead(store).actor
    for count in (40, 75):
        told = sent("people_sampled", "08:40", site_id="S001", persons=count)
        recording.record(store, lead, case.round_id, [told])
        number, body = patiently(lambda: board_document(store, manager, case.round_id))
        assert json.loads(body)["areas"], "a board without areas"
        assert number in (1, 2)
        first = desk.process_id
        assert first is not None
        os.kill(first, signal.SIGKILL)
        eventually(lambda gone=first: desk.process_id not in (gone, None))
    number, _ = patiently(lambda: board_document(store, manager, case.round_id))
    assert number == 2
    # it judges as well: the other points haven't opened
    eventually(lambda: "late_point" in alert_kinds(store))
    assert "_live_projections" not in vars(store)


def test_problems_come_back_as_they_are(store: Store, desk: DeskBeside) -> None:
    case = round_on(store)
    stranger = make_person(store, "lab", GrantedRole(Role.manager)).actor
    with pytest.raises(Problem) as no_street:
        patiently(lambda: board_document(store, stranger, case.round_id, "无此街道"))
    assert no_street.value.code == "unknown_place"
    assert no_street.value.facts == {"kind": "street", "name": "无此街道"}
    wanted = boxes.Wanted(phases=[Phase.sealed])
    with pytest.raises(Problem, match="not_found"):
        boxes.list_page(store, stranger, "0" * 32, wanted)
    with pytest.raises(desk_module.DeskFailed, match="pickle"):
        desk.ask("masstest.service.live.desk.projection:projections", (), {})
    with pytest.raises(desk_module.DeskFailed, match="TypeError"):
        round_time(store, case.round_id, "one too many")  # type: ignore[call-arg]


def test_it_leaves_when_it_is_told_to(store: Store, desk: DeskBeside) -> None:
    case = round_on(store)
    patiently(lambda: round_time(store, case.round_id))
    process_id = desk.process_id
    assert process_id is not None
    desk.__exit__(None, None, None)
    assert not psutil.pid_exists(process_id)
    desk_module._COMES_BACK_S = 0.1  # put back by the fixture
    with pytest.raises(Problem, match="being_read"):
        round_time(store, case.round_id)


def test_without_the_desk_the_server_is_ready_and_says_that_it_starts(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    monkeypatch.setattr(desk_module, "_DESK", hangs)
    monkeypatch.setattr(desk_module, "_COMES_BACK_S", 0.0)
    with store.writing() as session:
        presence.arrive(session)
    application = create_application(Settings(data_dir=tmp_path), store)
    client = TestClient(application.served)
    with DeskBeside({}) as beside:
        seat(store, beside)
        ready = client.get("/health/ready")
        assert (ready.status_code, ready.json()["desk"]) == (200, "starting")
        admin = make_person(store, "admin", GrantedRole(Role.admin))
        assert "masstest_desk_ready 0.0" in client.get("/metrics", headers=admin.headers).text
        with pytest.raises(Problem, match="being_read"):
            round_time(store, "0" * 32)
