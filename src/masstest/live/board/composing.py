"""Putting the board together."""

from __future__ import annotations

from masstest.live.board.boxes import held_lines, retests, unaccounted, unaccounted_lines
from masstest.live.board.carriers import labs, vehicles
from masstest.live.board.look import look_at
from masstest.live.board.places import areas, empty_area, sources
from masstest.live.board.wrong import wrong_now
from masstest.live.clocks import clocks
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.forecast.deadlines import deadlines
from masstest.live.missed import missed
from masstest.live.shapes import Board


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
    look = look_at(day, ledger, now_min, street)
    totals, *parts = areas(look) or (empty_area(look.street or day.district),)
    own = None if street is None else look.sources
    ends = {k: lab for k, lab in look.forecast.labs.items() if k in look.labs}
    finish = look.forecast.sampling.finish
    lost = unaccounted(look)
    shown_labs = labs(look)
    return Board(
        district=day.district,
        street=street,
        now_min=now_min,
        version=ledger.version,
        totals=totals,
        areas=tuple(parts),
        sources=sources(look),
        labs=shown_labs,
        vehicles=vehicles(look),
        deadlines=(
            look.forecast.deadlines
            if street is None
            else deadlines(day, ledger, look.state, finish, ends, sources=look.sources)
        ),
        clocks=clocks(day, ledger, now_min, sources=own),
        wrong=wrong_now(look, lost),
        missed=missed(day, look.state, now_min, street=street),
        unaccounted=unaccounted_lines(look, lost),
        held=held_lines(look),
        retests=retests(look),
    )
