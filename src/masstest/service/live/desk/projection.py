"""What a process knows of the rounds that are on: the ledger of each, kept up with its table.

Whoever asks brings it up to date, in small portions, so that taking in events goes on meanwhile.
Events of this process come from the table as well: only what is safe is shown.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.round_clock import round_now_min
from masstest.service.live.desk.of_store import OfStore
from masstest.service.live.desk.questions import at_the_desk
from masstest.service.live.in_force.plan_in_force import published
from masstest.service.live.ledger.rows import COLUMNS, event_of
from masstest.service.problems import Problem
from masstest.store.engine import Store
from masstest.store.tables import LiveEvent, Publication
from masstest.store.tables.base import utc_now

FRESH_S = 0.25
"""Who asks sooner after another sees the same."""
_ROWS_AT_ONCE = 400
_BREATH_S = 0.001
_IDLE_S = 30 * 60.0
_MOST_ROUNDS = 24
_READ_AT_ONCE = 2
_RETRY_AFTER_S = 3


class Projection:
    """The ledger and the plan of one round. Hold `lock` while you read from them.

    Attributes
    ----------
    round_id : str
    ledger : Ledger
    number : of the last event in it
    last_min : the latest time of any event; None before the first
    is_read : whether everything that there was at the beginning is in it
    lock : held while anything of it is changed or read
    """

    def __init__(self, store: Store, round_id: str) -> None:
        self._store = store
        self.round_id = round_id
        self.ledger = Ledger()
        self.number = 0
        self.last_min: float | None = None
        self.is_read = False
        self.lock = threading.RLock()
        self.used_s = self._caught_up_s = -_IDLE_S
        self._published: tuple[Publication, Plan, Roster] | None = None
        self._day: Day | None = None

    @property
    def version(self) -> int:
        """Grows whenever an event changes anything."""
        return self.ledger.version

    @property
    def publication(self) -> Publication:
        """What is in force, or was before nothing is any more.

        Raises
        ------
        Problem
            ``no_plan_in_force``, here and for all that the plan says, if nothing ever was.
        """
        return self._of_plan()[0]

    @property
    def plan(self) -> Plan:
        return self._of_plan()[1]

    @property
    def roster(self) -> Roster:
        return self._of_plan()[2]

    @property
    def day(self) -> Day:
        """What the plan expects; worked out when it is first asked for."""
        with self.lock:
            if self._day is None:
                self._day = Day(self.plan, self.roster)
            return self._day

    @property
    def now_min(self) -> float:
        """The time in the round: of the clock on its day, of its last event when it is played."""
        return round_now_min(self.plan.round, utc_now(), self.last_min)

    def _of_plan(self) -> tuple[Publication, Plan, Roster]:
        if self._published is None:
            raise Problem("no_plan_in_force")
        return self._published

    def catch_up(self, fresh_s: float = FRESH_S) -> None:
        """Take in what came since, unless that was done a moment ago."""
        with self.lock:
            if time.monotonic() - self._caught_up_s < fresh_s:
                return
            began = time.monotonic()
            self._take_plan()
            while self._take_rows():
                time.sleep(_BREATH_S)
            self._caught_up_s = began
            self.is_read = True

    def _take_plan(self) -> None:
        latest = (
            sa.select(Publication)
            .where(Publication.round_id == self.round_id)
            # only the last one can be in force
            .order_by(Publication.number.desc())
            .limit(1)
        )
        with self._store.reading() as session:
            found = session.scalar(latest)
            known = None if self._published is None else self._published[0].publication_id
            if found is None:
                return
            if found.publication_id == known:
                return
            read = published(session, found)
            session.expunge(found)
        self._published, self._day = (found, read.plan, read.roster), None

    def _take_rows(self) -> bool:
        """Take in some; whether there may be more."""
        with self._store.reading() as session:
            rows = session.execute(self._next_rows()).all()
        if rows:
            self._add(rows)
        return len(rows) == _ROWS_AT_ONCE

    def _next_rows(self) -> sa.Select[*tuple[Any, ...]]:
        return (
            sa.select(*COLUMNS)
            .where(LiveEvent.round_id == self.round_id, LiveEvent.number > self.number)
            .order_by(LiveEvent.number)
            .limit(_ROWS_AT_ONCE)
        )

    def _add(self, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> None:
        self.ledger.add([event_of(row) for row in rows])
        self.number = rows[-1].number
        latest = max(row.at_min for row in rows)
        self.last_min = latest if self.last_min is None else max(self.last_min, latest)


class Projections:
    """The projections of the rounds that somebody asked about lately.

    Attributes
    ----------
    told_after_s
        The first who asks for a round waits until all of its events are in; unless this isn't
        None: when reading them has taken so long, whoever waits is told that it takes a moment,
        and whoever asks until it is done.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[str, Projection] = OrderedDict()
        self._lock = threading.Lock()
        self.told_after_s: float | None = None
        self._readers = ThreadPoolExecutor(_READ_AT_ONCE, "reading")
        self._readings: dict[str, tuple[float, Future[None]]] = {}  # by round: since when

    def of(self, round_id: str, fresh_s: float = FRESH_S) -> Projection:
        """The round's projection, as its table was `fresh_s` ago at the earliest.

        Raises
        ------
        Problem
            ``being_read``: see `told_after_s`.
        """
        with self._lock:
            found = self._kept.get(round_id)
            if found is None:
                found = self._kept[round_id] = Projection(self._store, round_id)
            self._kept.move_to_end(round_id)
            found.used_s = time.monotonic()
            self._drop_unused(found.used_s)
        if self.told_after_s is not None and not found.is_read:
            self._wait_for(found, self.told_after_s)
        found.catch_up(fresh_s)
        return found

    def let_go_unused(self) -> None:
        """Forget rounds that nobody has asked about for long, and all that goes with them."""
        with self._lock:
            self._drop_unused(time.monotonic())

    def _wait_for(self, wanted: Projection, most_s: float) -> None:
        """Have a round read in another thread, and wait for it a little."""
        with self._lock:
            now_s = time.monotonic()
            if wanted.round_id not in self._readings:
                reading = self._readers.submit(self._read, wanted)
                self._readings[wanted.round_id] = now_s, reading
            since_s, reading = self._readings[wanted.round_id]
        try:
            reading.result(max(0.0, since_s + most_s - now_s))
        except TimeoutError:
            raise Problem("being_read", retry_after_s=_RETRY_AFTER_S) from None

    def _read(self, wanted: Projection) -> None:
        try:
            wanted.catch_up()
        finally:  # what went wrong may go well the next time
            with self._lock:
                self._readings.pop(wanted.round_id, None)

    def _drop_unused(self, now: float) -> None:
        while self._kept:
            oldest = next(iter(self._kept.values()))
            if len(self._kept) <= _MOST_ROUNDS and now - oldest.used_s <= _IDLE_S:
                return
            del self._kept[oldest.round_id]


projections = OfStore("projections", Projections)


@at_the_desk
def catch_up(store: Store, round_id: str) -> None:
    """Have everything that is recorded by now seen by whoever asks next."""
    projections(store).of(round_id, 0.0)
