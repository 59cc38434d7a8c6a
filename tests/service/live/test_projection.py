"""What a process knows of a round follows what is recorded, by whomever."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
import sqlalchemy as sa

from live_round import HANDED, SEALED, publish, round_on, sent
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.service.live.alerts.judging import judgement
from masstest.service.live.board import boxes
from masstest.service.live.board.boards import boards
from masstest.service.live.board.boxes import Wanted
from masstest.service.live.board.views import view_since
from masstest.service.live.desk import projection as projection_module
from masstest.service.live.desk.projection import Projection, Projections, projections
from masstest.service.live.ledger.event_feed import events_after
from masstest.service.live.ledger.progress import progress
from masstest.service.live.ledger.recording import record
from masstest.service.live.reports import summary
from masstest.service.problems import Problem
from masstest.store.engine import Store
from masstest.store.tables import Publication
from masstest.store.tables.base import utc_now
from service_cases import make_person


def test_it_follows_the_table(store: Store) -> None:
    case = round_on(store)
    chief = make_person(store, "chief", GrantedRole(Role.coordinator)).actor
    known = Projections(store)
    projection = known.of(case.round_id)
    assert (projection.number, projection.last_min) == (0, None)
    record(store, chief, case.round_id, [sent("box_sealed", "10:00", **SEALED)])
    record(
        store, chief, case.round_id, [sent("people_sampled", "09:30", site_id="S001", persons=5)]
    )
    assert known.of(case.round_id, fresh_s=60) is projection
    assert projection.number == 0, "it was fresh enough"
    known.of(case.round_id, fresh_s=0)
    assert projection.number == progress(store, case.round_id).number > 0
    assert projection.last_min == 600.0
    assert projection.ledger.boxes["B1"].tubes_counted == 20
    assert projection.ledger.points["S001"].persons == 5


def test_thousands_of_events_are_taken_in_once_each(store: Store) -> None:
    case = round_on(store)
    chief = make_person(store, "chief", GrantedRole(Role.coordinator)).actor
    events = [
        sent("people_sampled", f"{7 + n // 250:02d}:{n // 5 % 50:02d}", site_id="S001", persons=n)
        for n in range(1001)
    ]
    record(store, chief, case.round_id, events)
    known = Projections(store)
    threads = [threading.Thread(target=known.of, args=(case.round_id, 0)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert known.of(case.round_id).ledger.points["S001"].persons == 1000
    assert len(known.of(case.round_id).ledger.points["S001"].readings) > 1


def test_who_asks_while_it_is_being_read_is_told_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = round_on(store)
    chief = make_person(store, "chief", GrantedRole(Role.coordinator)).actor
    record(store, chief, case.round_id, [sent("box_sealed", **SEALED)])
    going_on = threading.Event()
    take = Projection._take_rows
    monkeypatch.setattr(Projection, "_take_rows", lambda self: going_on.wait() and take(self))
    known = Projections(store)
    known.told_after_s = 0.05
    for _ in range(2):
        with pytest.raises(Problem, match="being_read"):
            known.of(case.round_id)
    going_on.set()
    known.told_after_s = 60.0
    assert "B1" in known.of(case.round_id).ledger.boxes, "it was read meanwhile, once"


def test_a_round_that_is_over_is_let_go_with_all_that_was_made_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, and not only when somebody looks for what holds each other, once a day."""
    case = round_on(store)
    chief = make_person(store, "chief", GrantedRole(Role.coordinator)).actor
    record(store, chief, case.round_id, [sent("box_sealed", **SEALED)])
    view = view_since(store, chief, case.round_id, None, None)
    assert view is not None
    view_since(store, chief, case.round_id, view.streets[0], None)
    summary(store, chief, case.round_id)
    judgement(store, case.round_id)
    kept = projections(store).of(case.round_id)
    board = boards(store).get(case.round_id, None)
    left = [weakref.ref(each) for each in (kept, kept.ledger, kept.day, board)]
    del kept, board
    monkeypatch.setattr(projection_module, "_IDLE_S", -1.0)
    gc.collect()
    gc.disable()
    try:
        projections(store).let_go_unused()
        assert [each() for each in left] == [None] * 4
    finally:
        gc.enable()


def test_a_new_plan_in_force_changes_the_day_and_leaves_the_ledger(store: Store) -> None:
    case = round_on(store)
    chief = make_person(store, "chief", GrantedRole(Role.coordinator)).actor
    record(store, chief, case.round_id, [sent("box_sealed", **SEALED)])
    known = Projections(store)
    projection = known.of(case.round_id)
    day, ledger = projection.day, projection.ledger
    assert projection.publication.number == 1
    with store.writing() as session:
        session.execute(sa.update(Publication).values(withdrawn_at=utc_now()))
    publish(store, case.round_id, case.plan_id, 2)
    known.of(case.round_id, fresh_s=0)
    assert projection.publication.number == 2
    assert projection.day is not day
    assert projection.ledger is ledger
    assert "B1" in ledger.boxes


def test_a_round_that_never_had_a_plan_has_no_day(store: Store) -> None:
    projection = Projections(store).of("0" * 32)
    with pytest.raises(Problem, match="no_plan_in_force"):
        projection.day  # noqa: B018  it is worked out when it is asked for


def test_boxes_are_found_by_what_is_asked(store: Store) -> None:
    case = round_on(store)
    chief = make_person(store, "chief", GrantedRole(Role.coordinator)).actor
    street = make_person(store, "street", GrantedRole(Role.manager, Scope.street, "清姜街道")).actor
    third = {**SEALED, "box_id": "B3", "source": "S003", "seal": "X3"}
    record(
        store, chief, case.round_id,
        [
            sent("box_sealed", "09:00", **SEALED),
            sent("box_handed_over", "09:20", **{**HANDED, "tubes_counted": 19}),
            sent("box_sealed", "09:00", **{**SEALED, "box_id": "B2", "seal": "X2"}),
            sent("box_sealed", "09:00", **third),
            sent("tubes_scanned", "09:10", place="S001", box_id="B4", tubes=[{"tube_id": "T1"}]),
        ],
    )  # fmt: skip

    def found(who: object = chief, **wanted: object) -> list[str]:
        page = boxes.list_page(store, who, case.round_id, Wanted(**wanted))  # type: ignore[arg-type]
        return [box.state.box_id for box in page.items]

    assert found()[:3] == ["B1", "B2", "B3"]
    assert found(held=True) == ["B1"]
    assert found(source="S003") == ["B3"] == found(street)
    first = boxes.list_page(store, chief, case.round_id, Wanted(), limit=2)
    assert first.next_cursor == "B2"
    rest = boxes.list_page(store, chief, case.round_id, Wanted(), cursor="B2", limit=1)
    assert [box.state.box_id for box in rest.items] == ["B3"]
    one = boxes.get(store, chief, case.round_id, "B1")
    assert [event.fact["kind"] for event in one.events] == ["box_sealed", "box_handed_over"]
    assert one.box.state.mismatch is not None
    for who, box_id in ((street, "B1"), (chief, "B9")):
        with pytest.raises(Problem, match="not_found"):
            boxes.get(store, who, case.round_id, box_id)


def test_events_are_read_on_after_the_last(store: Store) -> None:
    case = round_on(store)
    chief = make_person(store, "chief", GrantedRole(Role.coordinator)).actor
    sentence = [sent("people_sampled", "09:30", site_id="S001", persons=n) for n in range(5)]
    record(store, chief, case.round_id, sentence)
    first = events_after(store, chief, case.round_id, 0, limit=3)
    assert (len(first.events), first.more) == (3, True)
    assert first.events[0].at.isoformat() == "2022-03-10T09:30:00+08:00"
    rest = events_after(store, chief, case.round_id, first.next)
    assert (len(rest.events), rest.more) == (2, False)
    assert events_after(store, chief, case.round_id, rest.next).events == []
    street = make_person(store, "street", GrantedRole(Role.manager, Scope.street, "清姜街道")).actor
    with pytest.raises(Problem, match="forbidden"):
        events_after(store, street, case.round_id, 0)
