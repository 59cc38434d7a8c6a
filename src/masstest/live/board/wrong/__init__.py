"""What is wrong now, worst first, each with its owner and a proposed action."""

from __future__ import annotations

from itertools import chain

from masstest.live.board.look import Look
from masstest.live.board.wrong.boxes import wrong_boxes
from masstest.live.board.wrong.carriers import wrong_labs, wrong_vehicles
from masstest.live.board.wrong.places import wrong_sources
from masstest.live.board.wrong.reports import wrong_reports
from masstest.live.custody import Unaccounted
from masstest.live.shapes import Signal, Wrong

PERSONS_PER_TUBE = 10
"""For weighing troubles with people against troubles with tubes."""


def wrong_now(look: Look, lost: tuple[Unaccounted, ...]) -> tuple[Wrong, ...]:
    """Everything that needs somebody: red before amber, then by people, then by minutes."""
    found = chain(
        wrong_sources(look),
        wrong_boxes(look, lost),
        wrong_vehicles(look),
        wrong_labs(look),
        wrong_reports(look),
    )
    return tuple(sorted(found, key=_order))


def _order(wrong: Wrong) -> tuple[bool, int, float, str]:
    people = max(wrong.persons, wrong.tubes * PERSONS_PER_TUBE)
    return wrong.signal is not Signal.red, -people, -wrong.minutes, wrong.key


__all__ = ["wrong_now"]
