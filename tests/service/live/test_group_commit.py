"""Requests whose events are written together: each stands for itself."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future

import pytest
import sqlalchemy as sa

from live_round import new_event_id, point_lead, round_on, sent
from masstest.service.live.in_force.round_on import rounds_on
from masstest.service.live.ledger import group_commit as module
from masstest.service.live.ledger.group_commit import GroupCommit
from masstest.service.live.ledger.outcomes import Draft, Outcome
from masstest.service.live.ledger.recording import look_at
from masstest.service.problems import Problem
from masstest.store.engine import Store
from masstest.store.tables import LiveEvent


class Writing:
    """A writer whose transactions wait until they are let go, and are counted."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store = store
        self.go = threading.Event()
        self.begun = threading.Event()
        self.sizes: list[int] = []
        self.actor = point_lead(store).actor
        self.on = rounds_on(store).get(round_on(store).round_id)
        take_in = module.take_in

        def counted(session: object, drafts: Sequence[Draft]) -> list[Outcome]:
            self.sizes.append(len(drafts))
            self.begun.set()
            assert self.go.wait(20)
            return take_in(session, drafts)  # type: ignore[arg-type]

        monkeypatch.setattr(module, "take_in", counted)

    def drafts(self, count: int = 1) -> list[Draft]:
        events = [sent("people_sampled", site_id="S001", persons=n) for n in range(count)]
        return look_at(self.on, self.actor, events).drafts

    def poisoned(self) -> list[Draft]:
        """An event that the database has no room for."""
        (draft,) = self.drafts()
        spoilt = draft.event.model_copy(update={"event_id": new_event_id() * 30, "place": None})
        return [Draft(self.on, self.actor, spoilt, said_person=False)]

    @property
    def stored(self) -> int:
        with self.store.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(LiveEvent)) or 0


@pytest.fixture
def writing(store: Store, monkeypatch: pytest.MonkeyPatch) -> Writing:
    return Writing(store, monkeypatch)


def answers(futures: Sequence[Future[list[Outcome]]]) -> list[str]:
    return [outcome.status for future in futures for outcome in future.result(20)]


def test_what_waits_is_written_together(writing: Writing) -> None:
    writer = GroupCommit(writing.store)
    first = writer.submit(writing.drafts())
    writing.begun.wait(20)
    others = [writer.submit(writing.drafts(2)) for _ in range(5)]
    writing.go.set()
    assert answers([first, *others]) == ["recorded"] * 11
    assert writing.sizes == [1, 10]
    writer.stop()


def test_one_that_fails_leaves_the_others_alone(writing: Writing) -> None:
    writer = GroupCommit(writing.store)
    first = writer.submit(writing.drafts())
    writing.begun.wait(20)
    good, bad = writer.submit(writing.drafts(3)), writer.submit(writing.poisoned())
    also_good = writer.submit(writing.drafts(2))
    writing.go.set()
    assert answers([first, good, also_good]) == ["recorded"] * 6
    with pytest.raises(sa.exc.SQLAlchemyError):
        bad.result(20)
    assert writing.stored == 6
    writer.stop()


def test_a_database_that_is_away_fails_all_of_them_and_then_works_again(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = GroupCommit(writing.store)
    away = sa.exc.OperationalError("BEGIN", {}, Exception("gone"))
    counted = module.take_in

    def gone(session: object, drafts: Sequence[Draft]) -> list[Outcome]:
        raise away

    monkeypatch.setattr(module, "take_in", gone)
    with pytest.raises(sa.exc.OperationalError):
        writer.submit(writing.drafts()).result(20)
    monkeypatch.setattr(module, "take_in", counted)
    writing.go.set()
    assert answers([writer.submit(writing.drafts())]) == ["recorded"]
    writer.stop()


def test_more_than_fits_is_told_to_come_again(writing: Writing) -> None:
    writer = GroupCommit(writing.store, most_waiting=5)
    first = writer.submit(writing.drafts())
    writing.begun.wait(20)
    second = writer.submit(writing.drafts(5))
    with pytest.raises(Problem, match="busy"):
        writer.submit(writing.drafts())
    writing.go.set()
    assert answers([first, second]) == ["recorded"] * 6
    writer.stop()


def test_what_was_taken_is_finished_when_it_stops(writing: Writing) -> None:
    writer = GroupCommit(writing.store)
    first = writer.submit(writing.drafts())
    writing.begun.wait(20)
    waiting = [writer.submit(writing.drafts()) for _ in range(3)]
    stopping = threading.Thread(target=writer.stop)
    stopping.start()
    writing.go.set()
    stopping.join(20)
    assert answers([first, *waiting]) == ["recorded"] * 4
    with pytest.raises(Problem, match="busy"):
        writer.submit(writing.drafts())


def test_who_went_away_before_the_writing_is_not_waited_for(writing: Writing) -> None:
    writer = GroupCommit(writing.store)
    first = writer.submit(writing.drafts())
    writing.begun.wait(20)
    gone, stays = writer.submit(writing.drafts()), writer.submit(writing.drafts())
    assert gone.cancel()
    assert not first.cancel()
    writing.go.set()
    assert answers([first, stays]) == ["recorded"] * 2
    assert writing.stored == 2
    writer.stop()


def test_two_writers_number_events_in_the_order_of_their_commits(store: Store) -> None:
    """Two servers on one database: a reader that follows the numbers misses nothing."""
    on = rounds_on(store).get(round_on(store).round_id)
    actor = point_lead(store).actor
    writers = [GroupCommit(store), GroupCommit(store)]
    seen: list[int] = []
    over = threading.Event()

    def follow() -> None:
        while True:
            last_look = over.is_set()
            query = sa.select(LiveEvent.number).where(LiveEvent.number > (seen or [0])[-1])
            with store.reading() as session:
                seen.extend(session.scalars(query.order_by(LiveEvent.number)))
            if last_look:
                return

    reader = threading.Thread(target=follow)
    reader.start()
    futures = []
    for number in range(60):
        events = [sent("people_sampled", site_id="S001", persons=n) for n in range(3)]
        futures.append(writers[number % 2].submit(look_at(on, actor, events).drafts))
    assert answers(futures) == ["recorded"] * 180
    over.set()
    reader.join(20)
    assert len(seen) == 180
    for writer in writers:
        writer.stop()
