"""The eight in place: the plan's lights, and what people say of them."""

from __future__ import annotations

from board_cases import ledger, small_plan, small_roster, told
from masstest.domain.plan import Readiness
from masstest.live.day import Day
from masstest.live.events import Event, ReadinessConfirmed
from masstest.live.readiness import ITEMS, LightState, PointLights, readiness


def lights(*events: Event) -> tuple[PointLights, ...]:
    plan = small_plan(with_second_point=True)
    computed = (
        Readiness(site_id="P1", item="training", state="ok"),
        Readiness(site_id="P1", item="medical", state="short", note="medical_short"),
        Readiness(site_id="P1", item="order", state="confirm"),
        *(Readiness(site_id="P2", item=item, state="ok") for item in ITEMS),
    )
    day = Day(plan.model_copy(update={"readiness": computed}), small_roster())
    return readiness(day, ledger(*events))


def said(at_min: float, item: str, ok: bool, text: str = "") -> Event:
    fact = ReadinessConfirmed.model_validate(dict(site_id="P1", item=item, ok=ok, text=text))
    return told(at_min, fact, "P1")


def states(point: PointLights) -> dict[str, LightState]:
    return {light.item: light.state for light in point.lights}


def test_lights_of_the_plan() -> None:
    first, second = lights()
    assert [first.site_id, second.site_id] == ["P1", "P2"]  # where something is left to see to
    assert states(first) == {
        "publicity": LightState.open, "training": LightState.planned,
        "supplies": LightState.open, "medical": LightState.short, "auxiliary": LightState.open,
        "order": LightState.open, "special": LightState.open, "coverage": LightState.open,
    }  # fmt: skip
    assert (first.in_place, first.confirmed, first.open_lights) == (1, 0, 7)
    assert second.in_place == 8


def test_the_last_who_says_something_counts() -> None:
    events = [said(400, "order", False, "no fence"), said(430, "order", True, "put up")]
    first, _ = lights(*reversed(events))
    light = first.lights[ITEMS.index("order")]
    assert (light.state, light.at_min, light.text) == (LightState.confirmed, 430, "put up")


def test_a_person_overrules_the_plan() -> None:
    first, _ = lights(said(400, "medical", True), said(401, "training", False))
    assert states(first)["medical"] is LightState.confirmed
    assert states(first)["training"] is LightState.refused


def test_one_street_only() -> None:
    day = Day(small_plan(), small_roster())
    assert readiness(day, ledger(), street="E") == ()
    assert len(readiness(day, ledger(), street="S")) == 1
