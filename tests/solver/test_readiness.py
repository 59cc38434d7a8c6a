"""The eight lights: each is computed from the plan, and said in both languages."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

import pytest

import plan_parts
import support
from masstest.domain.plan import (
    Coverage,
    Duty,
    Readiness,
    ReadinessItem,
    Supply,
    SupplyRun,
    SupplyStop,
)
from masstest.domain.roster import Role, Roster, SupplyItem
from masstest.solver.readiness import plan_readiness
from masstest.text import translator
from masstest.text.sentences import readiness_note
from masstest.text.sentences.readiness_notes import READINESS_NOTES

POINT = plan_parts.point("P1", finish_at=480, open_until=480)
ROLES = ("sampler", "registrar", "usher", "packer", "disinfector", "lead")
ROW = Coverage(compound_id="C1", site_id="P1", persons=100, key_persons=0, walk_m=10)
TEAM = plan_parts.team(plan_parts.stop("C1", 420, 440, 5), staff_ids=("A", "B"))
KIT = SupplyRun(
    run_id="K1",
    vehicle_id="S1",
    start=380,
    end=408,
    stops=(SupplyStop(site_id="P1", arrive=400, depart=408),),
)


def roster_of(**more: Any) -> Roster:
    fields: dict[str, Any] = {
        "compounds": (support.compound("C1", 105, homebound=5),),
        "sites": (support.site("P1"),),
        "staff": tuple(support.person(f"{role}1", role) for role in ROLES),
        "supplies": (SupplyItem(item="swabs", unit="pcs", stock=500, per_person=1),),
    }
    return support.roster(**(fields | more))


def duties_of(*left_out: str) -> tuple[Duty, ...]:
    return tuple(
        Duty(staff_id=f"{role}1", role=Role(role), at="P1", start=420, end=480)
        for role in ROLES
        if role not in left_out
    )


def lights(**changes: Any) -> dict[str, Readiness]:
    """The lights of a point where everything is in place, but for the changes."""
    parts: dict[str, Any] = {
        "roster": roster_of(),
        "points": (POINT,),
        "coverage": (ROW,),
        "duties": duties_of(),
        "supplies": (Supply(site_id="P1", item="swabs", quantity=100),),
        "supply_runs": (KIT,),
        "teams": (TEAM,),
    }
    found = plan_readiness(**(parts | changes))
    assert [light.item for light in found] == list(get_args(ReadinessItem))
    return {light.item: light for light in found}


def test_all_in_place() -> None:
    found = lights()
    states = {item: light.state for item, light in found.items()}
    assert states == dict.fromkeys(get_args(ReadinessItem), "ok") | {
        "publicity": "confirm",
        "order": "confirm",
    }


UNTRAINED = roster_of(
    staff=tuple(
        support.person(f"{role}1", role, trained_until=support.DATE - dt.timedelta(days=1))
        for role in ROLES
    )
)
LATE_KIT = KIT.model_copy(update={"stops": (SupplyStop(site_id="P1", arrive=421, depart=429),)})
LATE_POINT = plan_parts.point("P1", finish_at=822, open_until=825)


@pytest.mark.parametrize(
    ("changes", "item", "note"),
    [
        ({"roster": UNTRAINED}, "training", "training_missing"),
        ({"duties": duties_of("sampler")}, "training", "training_nobody"),
        ({"duties": duties_of("sampler")}, "medical", "medical_missing"),
        ({"duties": duties_of("packer", "lead")}, "auxiliary", "auxiliary_missing"),
        ({"duties": duties_of("usher")}, "order", "order_no_usher"),
        ({"supplies": ()}, "supplies", "supplies_missing"),
        ({"supply_runs": ()}, "supplies", "supplies_undelivered"),
        ({"supply_runs": (LATE_KIT,)}, "supplies", "supplies_late"),
        ({"teams": ()}, "special", "special_missing"),
        (
            {"teams": (TEAM.model_copy(update={"staff_ids": ("A",)}),)},
            "medical",
            "medical_teams_missing",
        ),
        (
            {"coverage": (ROW.model_copy(update={"persons": 99}),)},
            "coverage",
            "coverage_missing",
        ),
        ({"points": (LATE_POINT,)}, "coverage", "coverage_late"),
    ],
)
def test_what_lacks_is_shown(changes: dict[str, Any], item: str, note: str) -> None:
    light = lights(**changes)[item]
    assert (light.state, light.note) == ("short", note)
    for lang in ("zh", "en"):
        sentence = readiness_note(light, translator(lang))
        assert sentence
        assert "{" not in sentence
        assert note not in sentence


def test_half_an_hour_without_a_sampler_is_counted() -> None:
    half = duties_of()[0].model_copy(update={"end": 450})
    light = lights(duties=(half, *duties_of("sampler")))["medical"]
    assert light.facts == {"role_min": 30}


def test_nobody_at_home_is_fine() -> None:
    roster = roster_of(compounds=(support.compound("C1", 100),))
    light = lights(roster=roster, teams=())["special"]
    assert (light.state, light.note) == ("ok", "special_nobody")


def test_every_note_is_translated() -> None:
    zh = translator("zh")
    for note in READINESS_NOTES.values():
        assert zh(note) != note
