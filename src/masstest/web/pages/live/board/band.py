"""What a board says across its whole width when its figures are not those of a day under way.

A screen on a wall is left on: the next morning it must not pass for the next morning's.
"""

from __future__ import annotations

import datetime as dt

from masstest.live.round_clock import BEFORE_MIN, is_past, minute_now, moment_at
from masstest.service.live.board.views import BoardView
from masstest.text import N_, Translator


def band(view: BoardView, moment: dt.datetime, t: Translator) -> str:
    """That the round of `view` hasn't begun at `moment`, or is over; nothing while it is on.

    It ends when its last results are due. What comes later still counts, for as long as the
    board goes by the clock on the wall.
    """
    day = view.day
    now_min = minute_now(day, moment)
    if now_min < day.sampling_start:
        begins = _told(moment_at(day, day.sampling_start))
        if now_min < day.sampling_start - BEFORE_MIN and view.number:
            return t(
                N_("This round has not begun: sampling is from {begins} on. What is shown was "
                   "reported ahead of its day."),
                begins=begins,
            )  # fmt: skip
        if view.board.totals.progress.persons_sampled:
            return ""  # somebody was early
        return t(N_("This round has not begun: sampling is from {begins} on."), begins=begins)
    if now_min <= day.result_deadline:
        return ""
    facts = {"ended": _told(moment_at(day, day.result_deadline)), "date": day.date.isoformat()}
    if not view.number:
        return t(N_("This round ended on {ended} – nothing was reported of {date}."), **facts)
    if not is_past(day, moment):
        return t(
            N_("This round ended on {ended} – figures of {date}; what is reported late still "
               "counts."),
            **facts,
        )  # fmt: skip
    return t(N_("This round ended on {ended} – figures of {date}, as last reported."), **facts)


def _told(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
