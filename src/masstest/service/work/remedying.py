"""Carrying on from a plan: a remedy applied to its roster, and the next round's roster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from masstest.access.actor import Actor
from masstest.access.masking import masked_plan
from masstest.domain.outcome import Remedy, RemedyCode
from masstest.domain.plan import Plan
from masstest.domain.remedies import apply
from masstest.domain.roster import Roster
from masstest.live.learned import with_learned
from masstest.package import with_sentences
from masstest.planner.next_round import next_roster
from masstest.text import Lang


def shortages(
    plan_json: bytes, roster_json: bytes, lang: Lang, actor: Actor
) -> list[dict[str, Any]]:
    """The plan's shortages with their remedies, in words, as far as `actor` may see them."""
    plan, roster = masked_plan(Plan.from_json(plan_json), Roster.from_json(roster_json), actor)
    return shortage_rows(with_sentences(plan, roster, lang))


def shortage_rows(spoken: Plan) -> list[dict[str, Any]]:
    """Shortages and remedies of a plan that has their sentences, each under its number."""
    return [
        shortage.model_dump(mode="json")
        | {
            "number": number,
            "remedies": [
                remedy.model_dump(mode="json")
                | {"number": place, "applicable": remedy.code is not RemedyCode.move_compound}
                for place, remedy in enumerate(shortage.remedies)
            ],
        }
        for number, shortage in enumerate(spoken.shortages)
    ]


def remedied_roster(
    plan_json: bytes, roster_json: bytes, choices: list[tuple[int, int]]
) -> bytes | tuple[str, int, int]:
    """The roster with remedies applied; or why a choice (shortage, remedy) is none."""
    plan, roster = Plan.from_json(plan_json), Roster.from_json(roster_json)
    chosen: list[Remedy] = []
    for shortage, remedy in choices:
        if shortage >= len(plan.shortages) or remedy >= len(plan.shortages[shortage].remedies):
            return ("no_such_remedy", shortage, remedy)
        found = plan.shortages[shortage].remedies[remedy]
        if found.code is RemedyCode.move_compound:
            return ("remedy_not_applicable", shortage, remedy)
        chosen.append(found)
    return apply(roster, chosen).to_json().encode()


def next_round_roster(
    plan_json: bytes, roster_json: bytes, date: str | None, learned: Mapping[str, float]
) -> bytes | None:
    """The next round's roster with chosen learned rates; None if `date` isn't after this
    round's."""
    plan, roster = Plan.from_json(plan_json), Roster.from_json(roster_json)
    wanted = None if date is None else dt.date.fromisoformat(date)
    if wanted is not None and wanted <= roster.round.date:
        return None
    after = next_roster(plan, roster, date=wanted)
    return with_learned(after, learned).to_json().encode()
