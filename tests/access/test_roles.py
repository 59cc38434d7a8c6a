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
REPORTING = {
    P.report_events, P.report_point, P.report_doorstep, P.report_transport, P.report_lab,
}  # fmt: skip
WATCHING = {P.read_live, P.read_boxes, P.acknowledge_alerts, P.read_reports}
FINDING = {P.report_events, P.report_findings}
# An administrator administers: what happened is reported by those who were there.
NOT_THE_ADMINISTRATORS = REPORTING | {
    P.report_findings, P.correct_reports, P.release_boxes, P.read_own_task,
}  # fmt: skip
COORDINATING = PLANNING | REPORTING | WATCHING | {
    P.report_findings, P.correct_reports, P.edit_passes,
}  # fmt: skip
EXPECTED = {
    "admin": set(Permission) - NOT_THE_ADMINISTRATORS,
    "coordinator": COORDINATING,
    "coordinator:district:A": COORDINATING,
    "coordinator:street:S": EVERYWHERE | WATCHING | FINDING,
    "transport_lead": EVERYWHERE | {
        P.report_events, P.report_transport, P.release_boxes, P.correct_reports, P.read_live,
        P.read_boxes, P.acknowledge_alerts, P.edit_passes,
    },
    "driver:vehicle:V1": EVERYWHERE | {P.report_events, P.report_transport, P.read_own_task},
    "lab:lab:L1": EVERYWHERE | {
        P.report_events, P.report_lab, P.read_own_task, P.acknowledge_alerts,
    },
    "manager": EVERYWHERE | WATCHING | FINDING | {P.read_plans, P.read_jobs},
    "manager:street:S": EVERYWHERE | WATCHING | FINDING,
    "viewer": EVERYWHERE | {P.read_live},
    "point_lead:point:S1": EVERYWHERE | {P.report_events, P.report_point, P.read_own_task},
    "doorstep:team:T1": EVERYWHERE | {P.report_events, P.report_doorstep, P.read_own_task},
    "inspector": EVERYWHERE | FINDING | {P.read_live},
    "inspector:street:S": EVERYWHERE | FINDING | {P.read_live},
}  # fmt: skip


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


@pytest.mark.parametrize("scope", ["vehicle", "lab", "street", "point", "team"])
def test_a_place_is_a_limit(scope: str) -> None:
    own = {"vehicle": "driver", "lab": "lab", "point": "point_lead", "team": "doorstep"}
    role = own.get(scope, "viewer")
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


def test_the_service_itself_may_do_anything_but_report() -> None:
    for who in (SYSTEM, COMMAND_LINE):
        assert {p for p in Permission if not who.may(p)} == NOT_THE_ADMINISTRATORS


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
