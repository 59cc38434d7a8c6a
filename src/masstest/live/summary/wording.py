"""What the summary's codes are called, and its times."""

from __future__ import annotations

from masstest.domain.units import ceil_min, floor_min
from masstest.live.shapes import Deadline, Signal
from masstest.live.summary.shapes import DailySummary, SummaryRow, Telling
from masstest.text import N_, Translator
from masstest.text.sentences import time_name

CLOCKS = {
    "moved": N_("Moved fast: first sample to laboratory"),
    "packed": N_("Sent fast: sealed to departure"),
    "waste": N_("Waste removed fast: closed to taken"),
    "results": N_("Results fast: received to result"),
}
DEADLINES = {
    "sampling": N_("Everybody sampled"),
    "key_results": N_("Key groups' results"),
    "results": N_("All results"),
}
KINDS = {
    "district": N_("district"),
    "street": N_("street"),
    "community": N_("community"),
    "point": N_("point"),
    "team": N_("doorstep team"),
}
_ENDED = {
    "released": N_("released by the transport lead"),
    "recounted": N_("counted again, agreed"),
    "held": N_("still held"),
}


def round_title(day: DailySummary, t: Translator) -> str:
    """Which round, and of it which part."""
    whole = t(
        N_("{district}, {date}, round {number}"),
        district=day.district,
        date=day.date.isoformat(),
        number=day.number,
    )
    return whole if day.street is None else f"{whole} · {day.street}"


def telling(row: SummaryRow, t: Translator) -> str:
    """What a line of the zero report says in words."""
    if row.telling is Telling.silent:
        return t(N_("Nothing was reported from here at all."))
    if row.telling is Telling.waiting:
        return t(N_("Nothing is due from here yet."))
    if row.telling is Telling.elsewhere:
        return t(N_("No event reported. No point or team here; people are sampled elsewhere."))
    if row.telling is Telling.quiet:
        return t(N_("No event reported."))
    found = row.figures
    told = [t(words, number=number) for words, number in (
        (N_("{number} not sampled"), found.missed),
        (N_("{number} residents not sampled elsewhere"),
         0 if found.missed else found.residents_missed),
        (N_("{number} positive tubes"), found.positives),
        (N_("{number} invalid tubes"), found.invalids),
        (N_("{number} tubes lost"), found.tubes_lost),
        (N_("{number} points opened late"), found.opened_late),
        (N_("{number} points closed early"), found.closed_early),
        (N_("{number} counts or seals differed"), found.mismatches),
        (N_("{number} boxes unaccounted for"), found.boxes_unaccounted),
        (N_("{number} calls for supplies"), found.supplies_short),
        (N_("{number} calls for help"), found.help_calls),
        (N_("{number} findings"), found.findings_opened),
        (N_("{number} alerts"), found.alerts_opened),
    ) if number]  # fmt: skip
    return (t(N_("; "))).join(told) + t(N_("."))


def ended(how: str, t: Translator) -> str:
    """How a mismatch ended."""
    return t(_ENDED[how])


def at(minute: float | None, t: Translator) -> str:
    """A minute as a clock shows it; a dash for none."""
    return "–" if minute is None else time_name(floor_min(minute), t)


def coming(minute: float | None, t: Translator) -> str:
    """The same for what is planned or expected: by that minute it has happened."""
    return "–" if minute is None else time_name(ceil_min(minute), t)


def reached(deadline: Deadline, t: Translator) -> str:
    """When a deadline was reached, or is expected to be."""
    if deadline.met_min is not None:
        return t(N_("{at} reached"), at=at(deadline.met_min, t))
    if deadline.expected is not None:
        return t(N_("{at} expected"), at=coming(deadline.expected.p50_min, t))
    if deadline.signal is Signal.red:
        return t(N_("not reached"))
    return "–"


def spare(deadline: Deadline) -> str:
    """Minutes from there to the deadline, as the clock times beside it are told."""
    return "–" if deadline.slack_min is None else f"{floor_min(deadline.slack_min):,}"


def minutes(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:,.0f}"
