"""What learned rates are called, and what is advised."""

from __future__ import annotations

from masstest.live.learned.rates import Advice, LearnedRate
from masstest.text import N_, Translator

_NAMES = {
    "lane_rate_20": N_("Persons an hour and lane, 20 to a tube"),
    "lane_rate_10": N_("Persons an hour and lane, 10 to a tube"),
    "lane_rate_5": N_("Persons an hour and lane, 5 to a tube"),
    "lane_rate_1": N_("Persons an hour and lane, one to a tube"),
    "stop_min": N_("Minutes at a pickup"),
    "unload_min": N_("Minutes of unloading at a laboratory"),
    "pickup_delay": N_("Minutes that vehicles came late to pickups"),
    "doorstep_person_min": N_("Minutes for each person at home"),
    "doorstep_stop_min": N_("Minutes for each visit, besides its persons"),
    "sealed_persons_per_hour": N_("Persons an hour in a sealed building"),
    "turnaround_min": N_("Minutes from start to result"),
    "tubes_per_hour": N_("Tubes started an hour"),
    "turnout": N_("Share of those due who came, in per cent"),
}
_CASES = {
    "points": N_("{count} points"),
    "places": N_("{count} points and teams"),
    "stops": N_("{count} stops"),
    "visits": N_("{count} visits"),
    "boxes": N_("{count} boxes"),
    "hours": N_("{count} hours of full work"),
}
_ADVICE = {
    Advice.take: N_("worth taking"),
    Advice.same: N_("as planned with"),
    Advice.too_few: N_("too few to say (at least {needed})"),
    Advice.unsure: N_("may be chance"),
    Advice.at_least: N_("never at its limit: at least {least}"),
    Advice.for_information: N_("for information"),
}


def rate_name(rate: LearnedRate, t: Translator) -> str:
    """What a rate is called; of a laboratory's, without which laboratory."""
    return t(_NAMES[rate.name.rpartition(".")[2]])


def cases(rate: LearnedRate, t: Translator) -> str:
    """From how many cases it is."""
    return t(_CASES[rate.cases], count=rate.count)


def advice(rate: LearnedRate, t: Translator) -> str:
    """Whether it is worth taking, and why not."""
    return t(_ADVICE[rate.advice], needed=rate.needed, least=shown(rate.at_least))


def shown(figure: float | None) -> str:
    """A figure without needless decimals; a dash for none."""
    return "–" if figure is None else f"{figure:.1f}".removesuffix(".0")
