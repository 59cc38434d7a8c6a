"""Who may what, and where: the table, and what scopes make of it."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.people import actor
from masstest.access.actor import COMMAND_LINE, SYSTEM
from masstest.access.roles import PERMITTED, SCOPES_OF_ROLE, GrantedRole, Permission, Role, Scope

P = Permission
EVERYWHERE = {P.own_account, P.own_tokens, P.read_rounds, P.read_plan_in_force}
PLANNING = EVERYWHERE | {
    P.edit_rounds, P.read_rosters, P.upload_rosters, P.read_plans, P.make_plans, P.publish_plans,
    P.read_jobs,
}  # fmt: skip
EXPECTED = {
    "admin": set(Permission),
    "coordinator": PLANNING,
    "coordinator:district:A": PLANNING,
    "coordinator:street:S": EVERYWHERE,
    "transport_lead": EVERYWHERE,
    "driver:vehicle:V1": EVERYWHERE,
    "lab:lab:L1": EVERYWHERE,
    "manager": EVERYWHERE | {P.read_plans, P.read_jobs},
    "manager:street:S": EVERYWHERE,
    "viewer": EVERYWHERE,
}


def test_every_permission_and_role_is_in_the_tables() -> None:
    assert set(PERMITTED) == set(Permission)
    assert set(SCOPES_OF_ROLE) == set(Role)
    assert {GrantedRole.parse(text).role for text in EXPECTED} == set(Role)


@pytest.mark.parametrize("grant", EXPECTED)
def test_who_may_what(grant: str) -> None:
    who = actor(grant)
    assert {permission for permission in Permission if who.may(permission)} == EXPECTED[grant]


def test_a_district_is_a_limit() -> None:
    who = actor("coordinator:district:A", "viewer:district:B")
    assert who.may(P.publish_plans, district="A")
    assert not who.may(P.publish_plans, district="B")
    assert who.may(P.read_plan_in_force, district="B")
    assert not who.may(P.read_plan_in_force, district="C")
    assert who.districts(P.publish_plans) == {"A"}
    assert who.districts(P.read_rounds) == {"A", "B"}
    assert who.districts(P.edit_users) == frozenset()
    assert actor("viewer").districts(P.read_rounds) is None


@pytest.mark.parametrize("scope", ["vehicle", "lab", "street"])
def test_a_place_is_a_limit(scope: str) -> None:
    role = {"vehicle": "driver", "lab": "lab", "street": "viewer"}[scope]
    who = actor(f"{role}:{scope}:A/X")
    here, there = {scope: "X"}, {scope: "Y"}
    assert who.may(P.read_plan_in_force, **here)
    assert who.may(P.read_plan_in_force, district="A", **here)
    assert not who.may(P.read_plan_in_force, district="B", **here)
    assert not who.may(P.read_plan_in_force, **there)
    assert who.districts(P.read_rounds) == {"A"}
    anywhere = actor(f"{role}:{scope}:X")
    assert anywhere.may(P.read_plan_in_force, district="B", **here)
    assert anywhere.districts(P.read_rounds) is None


def test_who_must_change_the_password_may_do_nothing_else() -> None:
    who = dataclasses.replace(actor("admin"), must_change_password=True)
    assert [permission for permission in Permission if who.may(permission)] == [P.own_account]


def test_the_service_itself_may_do_anything() -> None:
    assert all(who.may(p) for who in (SYSTEM, COMMAND_LINE) for p in Permission)


def test_an_actor_signs_with_the_key_it_uses() -> None:
    assert actor("viewer").signature == "li"
    assert dataclasses.replace(actor("viewer"), token_name="crm").signature == "li (crm)"


@pytest.mark.parametrize(
    "text",
    ["king", "driver", "driver:all", "driver:vehicle:", "driver:vehicle:A/", "viewer:vehicle:V1",
     "admin:district:A", "viewer:district:", "viewer:nowhere:X", "viewer:all:X", ""],
)  # fmt: skip
def test_a_grant_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        GrantedRole.parse(text)


PLACES = st.text("ABC街道", min_size=1, max_size=4)


@given(role=st.sampled_from(Role), place=PLACES, district=st.none() | PLACES, data=st.data())
def test_a_grant_reads_as_it_is_written(
    role: Role, place: str, district: str | None, data: st.DataObject
) -> None:
    scope = data.draw(st.sampled_from(sorted(SCOPES_OF_ROLE[role])))
    narrow = scope not in (Scope.all, Scope.district)
    value = f"{district}/{place}" if district and narrow else place
    grant = GrantedRole(role, scope, "" if scope is Scope.all else value)
    assert GrantedRole.parse(str(grant)) == grant
    if narrow:
        assert (grant.district, grant.place) == (district, place)
