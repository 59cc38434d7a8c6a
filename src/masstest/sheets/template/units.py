"""Units of numbers as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.sheets.columns import Column
from masstest.text import N_, Translator

_UNITS: Mapping[str, str] = {
    "persons": N_("persons"),
    "persons/h": N_("persons an hour"),
    "persons/tube": N_("persons in a tube"),
    "lanes": N_("lanes"),
    "tubes": N_("tubes"),
    "tubes/h": N_("tubes an hour"),
    "min": N_("minutes"),
    "h": N_("hours"),
    "m": N_("metres"),
    "km/h": N_("km/h"),
    "m walked": N_("metres walked"),
    "m walked per person": N_("metres walked, for each person"),
    "m walked per point": N_("metres walked, for each point"),
    "m walked per lane": N_("metres walked, for each lane"),
}


def unit_name(column: Column, t: Translator) -> str:
    """The unit of a column's numbers; nothing where there is none to tell."""
    return t(_UNITS[column.unit]) if column.unit in _UNITS else ""
