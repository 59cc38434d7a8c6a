"""What the board's figures and states are called, and times as managers read them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from masstest.domain.units import DAY_MIN, ceil_min, clock, floor_min
from masstest.live.shapes import CatchUp, Deadline, Expected, Progress, Signal, SourceState
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
    return "–" if at_min is None else time_name(floor_min(at_min), t)


def coming(at_min: float | None, t: Translator) -> str:
    """The same for what is planned or expected: by that minute it has happened."""
    return "–" if at_min is None else time_name(ceil_min(at_min), t)


def second(at_min: float, t: Translator) -> str:
    """``10:31:05``: when the board was worked out; ``03:30:00 next day``."""
    minutes, rest_s = divmod(math.floor(at_min * 60 + 1e-6), 60)
    told = clock(minutes % DAY_MIN)
    return time_name(minutes, t).replace(told, f"{told}:{rest_s:02d}")


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
        missed = deadline.signal is Signal.red  # and nothing can be foreseen any more
        return t(N_("Not reached")) if missed else t(N_("Nothing is due"))
    # as the clock times beside it are told: in whole minutes, the later one
    spare_min = floor_min(deadline.slack_min)
    time = span(spare_min, t)
    if spare_min < 0:
        if deadline.signal is Signal.amber:
            return t(N_("Perhaps {time} too late"), time=time)
        return t(N_("{time} too late"), time=time)
    return t(N_("{time} to spare"), time=time)


def some_late(deadline: Deadline, t: Translator) -> str:
    """Why the whole may be late though no place by itself is likely to be; else nothing."""
    amber = deadline.signal is Signal.amber
    if not amber or deadline.slack_min is None or deadline.slack_min >= 0:
        return ""
    facts = {
        "all": deadline.open_parts,
        "late": max(1, round(deadline.late_parts)),
        "at": minute(deadline.deadline_min, t),
    }
    if deadline.kind == "sampling":
        return t(
            N_("Each of the {all} points and teams is likely to be through in time; but about "
               "{late} of them, nobody knows yet which, will end after {at}."),
            **facts,
        )  # fmt: skip
    return t(
        N_("Each of the {all} laboratories is likely to be in time; but about {late} of them, "
           "nobody knows yet which, will be after {at}."),
        **facts,
    )  # fmt: skip


def still_open(deadline: Deadline, progress: Progress, t: Translator) -> str:
    """What is missing of a deadline that wasn't reached."""
    if deadline.kind == "sampling":
        return t(
            N_("{places} points and teams haven't said that they are through; {persons} people "
               "aren't sampled."),
            places=deadline.open_parts,
            persons=figure(max(0, progress.persons_due - progress.persons_sampled)),
        )  # fmt: skip
    if deadline.kind == "key_results":
        return t(N_("Not everybody of the key groups has a result."))
    left = max(0, progress.tubes_due - progress.tubes_resulted)
    return t(N_("{tubes} of the planned tubes have no result."), tubes=figure(left))


def expected_words(expected: Expected | None, t: Translator, now_min: float | None = None) -> str:
    """Most probably, and nine times in ten; of what is all there `now_min`, since when."""
    if expected is None:
        return "–"
    if now_min is not None and expected.p90_min < now_min:
        return t(N_("all that is there so far came by {at}"), at=coming(expected.p50_min, t))
    p50, p90 = coming(expected.p50_min, t), coming(expected.p90_min, t)
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
