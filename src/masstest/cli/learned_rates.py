"""Rates learned in a round, for `next`: shown, and taken over where somebody names them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from masstest.cli.app import WRONG_INPUT, fail
from masstest.domain.roster import Roster
from masstest.live.learned import LearnedRate, with_learned, wording
from masstest.text import N_, Lang, translator

_RATES = TypeAdapter(list[LearnedRate])


def read_rates(path: Path, lang: Lang) -> list[LearnedRate]:
    """The learned rates of a file: ``learned.json`` of a round's archive."""
    t = translator(lang)
    if not path.is_file():
        fail(t(N_("There is no file {path}."), path=path), WRONG_INPUT)
    try:
        return _RATES.validate_json(path.read_bytes())
    except ValidationError:
        fail(t(N_("{path} holds no learned rates."), path=path.name), WRONG_INPUT)


def show_rates(rates: Sequence[LearnedRate], lang: Lang) -> None:
    """A table of what could be taken over."""
    t = translator(lang)
    table = Table()
    table.add_column(t(N_("What it is called")), no_wrap=True)  # to be typed again after --take
    for heading in (
        N_("Rate"),
        N_("Planned with"),
        N_("Learned"),
        N_("Counted from"),
        N_("Advice"),
    ):
        table.add_column(t(heading))
    for each in rates:
        table.add_row(
            each.name, wording.rate_name(each, t), wording.shown(each.now),
            wording.shown(each.learned if each.now is not None else each.median),
            wording.cases(each, t), wording.advice(each, t),
        )  # fmt: skip
    Console().print(table)


def taken(roster: Roster, rates: Sequence[LearnedRate], names: Sequence[str], lang: Lang) -> Roster:
    """The roster with the named rates in place of its own."""
    offered = {each.name: each.learned for each in rates if each.can_be_taken}
    chosen: dict[str, float] = {}
    for name in names:
        value = offered.get(name)
        if value is None:
            t = translator(lang)
            fail(t(N_("“{name}” isn't among the rates that were learned."), name=name), WRONG_INPUT)
        chosen[name] = value
    return with_learned(roster, chosen)
