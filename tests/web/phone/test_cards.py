"""Cards for phones, as the office makes, prints and ends them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from masstest.access.roles import Role
from masstest.store.engine import Store
from plans_in_force import put_in_force
from service_cases import Case, valid_case
from web_site import Visitor, told


@pytest.fixture
def case(store: Store) -> Case:
    made = valid_case(store)
    put_in_force(store, made.round_id, made.plan_id)
    return made


def codes_on(cards: str) -> int:
    return cards.count('<section class="pass"')


def test_the_office_makes_prints_and_ends_cards(
    site: FastAPI, visitor: Callable[..., Visitor], case: Case
) -> None:
    office = visitor(Role.transport_lead)
    address = f"/rounds/{case.round_id}/passes"
    assert "9 places are shown, 9 of them have no card yet" in told(office.open(address))
    assert "2 places are shown" in told(office.open(f"{address}?kind=point&street=S"))

    vehicles = office.send(address, kind="vehicle")
    assert codes_on(vehicles.text) == 4
    assert vehicles.headers["cache-control"] == "no-store"
    assert "/go/" not in vehicles.text  # the code is drawn, not written
    # only those without a card get one; “again” replaces all
    assert codes_on(office.send(address).text) == 5
    assert office.send(address).status_code == 422
    assert codes_on(office.send(address, again="yes", kind="lab").text) == 1
    assert codes_on(office.send(address, place="team/T1").text) == 1

    page = office.open(address).text
    ends = re.findall(r"/passes/(\w+)/revocation", page)
    assert len(ends) == 9
    assert office.send(f"/passes/{ends[0]}/revocation").status_code == 303
    assert "1 of them have no card yet" in told(office.open(address))


def test_cards_and_their_page_speak_chinese(visitor: Callable[..., Visitor], case: Case) -> None:
    office = visitor(Role.coordinator, "zh")
    assert "手机工作码" in told(office.open(f"/rounds/{case.round_id}"))
    cards = told(office.send(f"/rounds/{case.round_id}/passes", kind="vehicle"))
    assert "车辆 V1" in cards
    assert "请妥善保管" in cards


def test_whoever_mustnt_make_cards_sees_no_way_to_them(
    visitor: Callable[..., Visitor], case: Case
) -> None:
    for role in (Role.viewer, Role.manager, Role.driver):
        other = visitor(role)
        assert "Phone cards" not in told(other.open(f"/rounds/{case.round_id}"))
        assert other.open(f"/rounds/{case.round_id}/passes").status_code == 403
        assert other.send(f"/rounds/{case.round_id}/passes").status_code == 403


def test_before_a_plan_is_published_the_page_says_where_cards_come_from(
    visitor: Callable[..., Visitor], store: Store
) -> None:
    round_id = valid_case(store).round_id
    page = visitor(Role.coordinator).open(f"/rounds/{round_id}/passes")
    assert page.status_code == 409
    assert "Cards come with a plan that is published" in told(page)
    assert f'<a href="/rounds/{round_id}">Publish' in page.text
