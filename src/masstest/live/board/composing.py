"""Putting the board together."""

from __future__ import annotations

from masstest.live.board.boxes import held_lines, retests, unaccounted, unaccounted_lines
from masstest.live.board.carriers import labs, vehicles
from masstest.live.board.curves import Curves
from masstest.live.board.curves import curves as curves_of
from masstest.live.board.look import Look, look_at
from masstest.live.board.places import areas, empty_area, sources
from masstest.live.board.wrong import wrong_now
from masstest.live.clocks import clocks
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.forecast.deadlines import deadlines
from masstest.live.memory import Memory
from masstest.live.missed import missed
from masstest.live.shapes import Board


class RunningBoard:
    """The board of one day as it goes on, of the district and of every street.

    It remembers what it worked out at the moment before, and works out anew only what has
    changed. Views of the same moment share all that they have in common. Not safe for threads:
    whoever shares the ledger holds a lock.

    Parameters
    ----------
    day : the plan in force
    ledger : everything that is reported; it may grow at any time
    """

    def __init__(self, day: Day, ledger: Ledger) -> None:
        self._day, self._ledger = day, ledger
        self._memory = Memory(ledger)
        self._look: Look | None = None
        self._moment = (-1, 0.0)

    def is_of(self, day: Day, ledger: Ledger) -> bool:
        """Whether it is of this very day and ledger."""
        return self._day is day and self._ledger is ledger

    def at(self, now_min: float, *, street: str | None = None) -> Board:
        """The board at `now_min`, as `board` has it."""
        return _board(self._at(now_min).of(street))

    def curves(self, shown: Board) -> Curves:
        """The curves that belong to a board of this day, as the ledger is now."""
        self._memory.refresh()
        return curves_of(self._day, self._ledger, shown, memory=self._memory)

    def _at(self, now_min: float) -> Look:
        moment = self._ledger.version, now_min
        if self._look is None or self._moment != moment:
            self._memory.refresh()
            self._look = look_at(self._day, self._ledger, now_min, memory=self._memory)
            self._moment = moment
        return self._look


def board(day: Day, ledger: Ledger, now_min: float, *, street: str | None = None) -> Board:
    """The board at `now_min`, of the district or of one street.

    Parameters
    ----------
    day : the plan in force
    ledger : everything reported until now
    now_min : minutes since 00:00 local time of the round's date
    street : only this street's points, teams, people and boxes; the laboratories and vehicles
        that serve it. A street that the plan doesn't have gives an empty board.
    """
    return RunningBoard(day, ledger).at(now_min, street=street)


def _board(look: Look) -> Board:
    day, now_min, street = look.day, look.now_min, look.street
    totals, *parts = areas(look) or (empty_area(street or day.district),)
    ends = {k: lab for k, lab in look.forecast.labs.items() if k in look.labs}
    lost = unaccounted(look)
    return Board(
        district=day.district,
        street=street,
        now_min=now_min,
        version=look.ledger.version,
        totals=totals,
        areas=tuple(parts),
        sources=sources(look),
        labs=labs(look),
        vehicles=vehicles(look),
        deadlines=(
            look.forecast.deadlines
            if look.own is None
            else deadlines(day, look.state, look.forecast.sampling.finish, ends, sources=look.own)
        ),
        clocks=clocks(day, look.ledger, now_min, sources=look.own, memory=look.memory),
        wrong=wrong_now(look),
        missed=missed(day, look.state, now_min, street=street),
        unaccounted=unaccounted_lines(look, lost),
        held=held_lines(look),
        retests=retests(look),
    )
