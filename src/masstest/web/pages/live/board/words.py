"""What the board's figures and states are called, and times as managers read them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from masstest.domain.units import clock
from masstest.live.shapes import CatchUp, Deadline, Expected, Signal, SourceState
from masstest.text import N_, Translator
from masstest.text.sentences import time_name
from masstest.web.measures import figure

_HOURS_FROM_MIN = 120
SIGNALS = {
    Signal.green: N_("on time"),
    Signal.amber: N_("at risk"),
    Signal.red: N_("late"),
}
TROUBLES = {
    Signal.amber: N_("look at it"),
    Signal.red: N_("urgent"),
}
STATES = {
    SourceState.waiting: N_("not yet time"),
    SourceState.not_open: N_("not opened"),
    SourceState.open: N_("open"),
    SourceState.paused: N_("paused"),
    SourceState.closed: N_("closed early"),
    SourceState.done: N_("finished"),
}
DEADLINES = {
    "sampling": N_("Sampling finished"),
    "key_results": N_("Results of the key groups"),
    "results": N_("All results"),
}
CLOCKS = {
    "moved": (N_("Specimens moved fast"), N_("first sample of a box to its reception")),
    "packed": (N_("Packed and sent fast"), N_("last sample of a box to its departure")),
    "waste": (N_("Waste removed fast"), N_("point closed to waste taken")),
    "results": (N_("Results fast"), N_("reception at the laboratory to the result")),
}
ZONES = {
    "sealed": N_("sealed zone"),
    "controlled": N_("controlled zone"),
    "precaution": N_("precaution zone"),
}


def minute(at_min: float | None, t: Translator) -> str:
    """``14:05``; ``03:30 next day``."""
    return "–" if at_min is None else time_name(math.floor(at_min + 1e-7), t)


def second(at_min: float) -> str:
    """``10:31:05``: when the board was worked out; ``+1 03:30:00`` on the day after."""
    whole_s = math.floor(at_min * 60 + 1e-6)
    return f"{clock(whole_s // 60)}:{whole_s % 60:02d}"


def span(minutes: float, t: Translator) -> str:
    """``95 min``, ``11 h 40 min``: how long, whatever the sign."""
    whole = round(abs(minutes))
    if whole < _HOURS_FROM_MIN:
        return t(N_("{minutes} min"), minutes=whole)
    if whole % 60 == 0:
        return t(N_("{hours} h"), hours=whole // 60)
    return t(N_("{hours} h {rest} min"), hours=whole // 60, rest=whole % 60)


def slack(deadline: Deadline, t: Translator) -> str:
    """How much time is left between the forecast and the deadline."""
    if deadline.met_min is not None:
        if deadline.met_min > deadline.deadline_min:
            late = span(deadline.met_min - deadline.deadline_min, t)
            return t(N_("Reached {late} too late"), late=late)
        return t(N_("Reached"))
    if deadline.slack_min is None:
        return t(N_("Nothing is due"))
    time = span(deadline.slack_min, t)
    if deadline.slack_min < 0:
        return t(N_("{time} too late"), time=time)
    return t(N_("{time} to spare"), time=time)


def expected_words(expected: Expected | None, t: Translator) -> str:
    """Most probably, and nine times in ten."""
    if expected is None:
        return "–"
    p50, p90 = minute(expected.p50_min, t), minute(expected.p90_min, t)
    return t(N_("probably {p50}, nine times in ten by {p90}"), p50=p50, p90=p90)


def behind_words(persons: int, minutes: float, t: Translator) -> str:
    """Whether a part of the round is ahead of the plan or behind it."""
    if persons == 0:
        return t(N_("as planned"))
    facts = {"persons": figure(abs(persons)), "time": span(minutes, t)}
    if persons < 0:
        return t(N_("{persons} people behind the plan ({time})"), **facts)
    return t(N_("{persons} people ahead of the plan ({time})"), **facts)


def catch_up_words(session: CatchUp, name: str, t: Translator) -> str:
    """A catch-up session as an instruction."""
    facts = {
        "name": name,
        "persons": figure(session.persons),
        "lanes": session.lanes,
        "from_at": minute(session.opens_min, t),
        "until_at": minute(session.until_min, t),
    }
    if session.kind == "team":
        return t(
            N_("Doorstep team {name} visits {persons} people at home, {from_at}–{until_at}."),
            **facts,
        )
    if session.reopens:
        return t(
            N_("{name} reopens with {lanes} lanes, {from_at}–{until_at}, for {persons} people."),
            **facts,
        )
    return t(
        N_("{name} stays open with {lanes} lanes until {until_at}, for {persons} people."), **facts
    )


def listed(names: Iterable[str], t: Translator) -> str:
    """Several names in one sentence."""
    return t(N_(", ")).join(names)
