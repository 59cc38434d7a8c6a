"""Key figures of two versions of a plan, beside each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from masstest.text import N_, Translator
from masstest.text.sentences import number, quantity
from masstest.web.moments import clock

_NAMES = {
    "persons_covered": (N_("People sampled"), "persons"),
    "finish_at": (N_("Last person sampled"), "time"),
    "key_results_at": (N_("Key groups' results"), "time"),
    "results_at": (N_("All results"), "time"),
    "points": (N_("Points"), ""),
    "lanes": (N_("Lanes"), ""),
    "mean_walk_m": (N_("Mean walk"), "m"),
    "max_walk_m": (N_("Longest walk"), "m"),
    "max_age_min": (N_("Oldest specimen at a lab"), "min"),
    "runs": (N_("Transport runs"), ""),
    "staff_on_duty": (N_("Staff on duty"), ""),
}


def changed_figures(
    before: Mapping[str, Any], after: Mapping[str, Any], date: dt.date, t: Translator
) -> list[tuple[str, str, str]]:
    """Name, value before and value after of each key figure that is known of both."""
    return [
        (t(name), _shown(before[figure], unit, date, t), _shown(after[figure], unit, date, t))
        for figure, (name, unit) in _NAMES.items()
        if figure in before and figure in after
    ]


def _shown(value: Any, unit: str, date: dt.date, t: Translator) -> str:
    if value is None:
        return "–"
    if unit == "time":
        return clock(value, date, t)
    return quantity(value, unit, t) if unit else number(value)
