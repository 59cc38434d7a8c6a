"""What is wrong now, worst first, each with its owner and a proposed action."""

from __future__ import annotations

from itertools import chain

from masstest.live.board.look import Look
from masstest.live.board.wrong.boxes import wrong_boxes
from masstest.live.board.wrong.carriers import wrong_labs, wrong_vehicles
from masstest.live.board.wrong.places import wrong_sources
from masstest.live.board.wrong.reports import wrong_reports
from masstest.live.shapes import Signal, Wrong

PERSONS_PER_TUBE = 10
"""For weighing troubles with people against troubles with tubes."""


_CALLS = ("help_needed", "supplies_short")


def wrong_now(look: Look) -> tuple[Wrong, ...]:
    """Everything that needs somebody: red before amber, then by people, then by minutes.

    A street's lines are those of the district, so that both are told the same.
    """
    lines = look.memory.get(("wrong",), look.moment, lambda: _everything(look.of(None)))
    return lines if look.street is None else tuple(each for each in lines if _is_of(look, each))


def _everything(look: Look) -> tuple[Wrong, ...]:
    found = chain(
        wrong_sources(look),
        wrong_boxes(look),
        wrong_vehicles(look),
        wrong_labs(look),
        wrong_reports(look),
    )
    return tuple(sorted(found, key=_order))


def _is_of(look: Look, line: Wrong) -> bool:
    """Whether a line is of the view's own people and boxes, or of whoever serves it."""
    ledger, subject = look.ledger, line.subject
    if line.subject_kind == "box":
        return look.shows(ledger.boxes[subject].source)
    if line.subject_kind == "tube":
        return look.shows(ledger.retests[subject].source)
    if line.code not in _CALLS and line.subject_kind in ("vehicle", "lab"):
        return subject in (look.vehicles if line.subject_kind == "vehicle" else look.labs)
    return look.shows(subject)


def _order(wrong: Wrong) -> tuple[bool, int, float, str]:
    people = max(wrong.persons, wrong.tubes * PERSONS_PER_TUBE)
    return wrong.signal is not Signal.red, -people, -wrong.minutes, wrong.key


__all__ = ["wrong_now"]
