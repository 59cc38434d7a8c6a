"""What each role sees of a plan: no phone or name beyond it, anywhere, and views still work."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

import plan_example
from access.people import actor
from masstest.access.masking import masked_plan
from masstest.domain.plan import Plan
from masstest.domain.roster import Level, Official, Role, Roster
from masstest.sheets.geojson import write_geojson
from valid_plan import valid_plan, valid_roster

DISTRICT = valid_roster().round.district


@cache
def case() -> tuple[Plan, Roster]:
    """The valid round, everybody with a name and a phone that occur nowhere else."""
    roster = valid_roster()
    staff = tuple(
        person.model_copy(
            update={
                "name": f"名{n:03d}氏",
                "phone": f"139{n:08d}",
                "team": f"名{n:03d}氏队",
                "organisation": f"院（电话 139-{n // 10000:04d}-{n % 10000:04d}）",
            }
        )
        for n, person in enumerate(roster.staff)
    )
    streets = {site.street for site in roster.sites}
    officials = tuple(
        Official(
            official_id=official.official_id,
            name=f"官{n:03d}员",
            phone=f"137{n:08d}",
            level=official.level,
            street=official.street,
            community=official.community,
        )
        for n, official in enumerate(roster.officials)
    )
    assert streets
    assert officials
    return valid_plan(), roster.model_copy(update={"staff": staff, "officials": officials})


def text_of(plan: Plan, roster: Roster) -> str:
    return plan.to_json() + roster.model_dump_json()


def seen_by(*roles: str) -> tuple[set[str], set[str], Plan, Roster]:
    """Ids of those whose name, and whose phone, occurs anywhere in what these roles get."""
    plan, roster = case()
    masked = masked_plan(plan, roster, actor(*roles))
    text = text_of(*masked)
    digits = text.replace("-", "")
    people = [(p.staff_id, p.name, p.phone) for p in roster.staff]
    people += [(p.official_id, p.name, p.phone) for p in roster.officials]
    names = {key for key, name, _ in people if name in text}
    phones = {key for key, _, phone in people if phone in digits}
    return names, phones, *masked


def staff_ids() -> set[str]:
    return set(case()[1].person)


def official_ids() -> set[str]:
    return {official.official_id for official in case()[1].officials}


def leads() -> set[str]:
    return {duty.staff_id for duty in case()[0].duties if duty.role is Role.lead}


def crews(vehicle: str | None = None) -> set[str]:
    plan, _ = case()
    runs = (*plan.runs, *plan.supply_runs, *plan.waste_runs)
    return {p for run in runs if vehicle in (None, run.vehicle_id) for p in run.crew}


def teams() -> set[str]:
    return {person for team in case()[0].doorstep for person in team.staff_ids}


@pytest.mark.parametrize("role", ["admin", "coordinator", f"coordinator:district:{DISTRICT}"])
def test_who_plans_sees_everything(role: str) -> None:
    plan, roster = case()
    assert masked_plan(plan, roster, actor(role, "viewer")) == (plan, roster)


def test_the_transport_lead_sees_crews_and_whom_they_meet() -> None:
    names, phones, plan, _ = seen_by("transport_lead")
    assert names == phones == crews() | leads() | teams()
    assert plan.runs == case()[0].runs


def test_a_manager_sees_officials_and_the_names_of_leads() -> None:
    names, phones, plan, _ = seen_by("manager")
    assert names == official_ids() | leads()
    assert phones == official_ids()
    assert plan == case()[0]


def test_a_viewer_sees_nobody() -> None:
    names, phones, plan, roster = seen_by("viewer")
    assert (names, phones) == (set(), set())
    assert (plan.duties, roster.staff, roster.officials) == ((), (), ())
    assert len(plan.points) == len(case()[0].points)
    assert not any(person in text_of(plan, roster) for person in staff_ids() if len(person) > 2)


@pytest.mark.parametrize("run", case()[0].runs, ids=lambda run: run.run_id)
def test_a_driver_sees_the_own_runs_and_whom_to_call_there(run: object) -> None:
    vehicle: str = run.vehicle_id  # type: ignore[attr-defined]
    names, phones, plan, roster = seen_by(f"driver:vehicle:{vehicle}")
    own = [run for run in case()[0].runs if run.vehicle_id == vehicle]
    stops = {stop.site_id for run in own for stop in run.stops if stop.site_id}
    met = {stop.team_id for run in own for stop in run.stops if stop.team_id}
    at_stops = {d.staff_id for d in case()[0].duties if d.role is Role.lead and d.at in stops}
    in_teams = {p for t in case()[0].doorstep if t.team_id in met for p in t.staff_ids}
    assert names == phones == crews(vehicle) | at_stops | in_teams
    assert list(plan.runs) == own
    assert {point.site_id for point in plan.points} <= stops
    assert (plan.coverage, plan.kpis, plan.readiness) == ((), {}, ())
    assert [row.vehicle_id for row in roster.vehicles] == [vehicle]


def test_a_lab_sees_what_is_delivered_to_it() -> None:
    (load,) = case()[0].labs
    names, phones, plan, _ = seen_by(f"lab:lab:{load.lab_id}")
    assert (names, phones) == (set(), set())
    stops = [stop for run in plan.runs for stop in run.stops]
    assert sum(stop.tubes for stop in stops) == load.tubes
    assert {stop.lab_id for stop in stops} == {load.lab_id}
    assert (plan.points, plan.doorstep, plan.coverage) == ((), (), ())
    assert seen_by("lab:lab:L9")[2].runs == ()


def test_a_street_is_a_part() -> None:
    plan, roster = case()
    site = plan.points[0].site_id
    sites = tuple(
        row.model_copy(update={"street": "东街"}) if row.site_id == site else row
        for row in roster.sites
    )
    roster = roster.model_copy(update={"sites": sites})
    cut, _ = masked_plan(plan, roster, actor("manager:street:东街"))
    assert [point.site_id for point in cut.points] == [site]
    assert {row.site_id for row in cut.coverage} == {site}
    assert {stop.site_id for run in cut.runs for stop in run.stops} == {site}
    assert (cut.kpis, cut.labs) == ({}, ())
    nothing, _ = masked_plan(plan, roster, actor("manager:street:elsewhere/东街"))
    assert nothing.points == ()


def test_another_district_is_not_seen() -> None:
    for roles in ("coordinator:district:elsewhere", "driver:vehicle:elsewhere/V1", "lab:lab:x/L1"):
        names, phones, plan, roster = seen_by(roles)
        assert (names, phones, plan.runs, plan.points) == (set(), set(), (), ())
        assert (roster.compounds, roster.sites, roster.vehicles) == ((), (), ())


def test_what_several_roles_see_adds_up() -> None:
    names, phones, plan, _ = seen_by("manager", "transport_lead")
    assert names == official_ids() | leads() | crews() | teams()
    assert phones == official_ids() | leads() | crews() | teams()
    assert plan == case()[0]


def test_homes_are_not_shown() -> None:
    *_, roster = seen_by("manager", "transport_lead", "driver:vehicle:V1")
    assert len({(person.lon, person.lat) for person in roster.staff}) == 1
    assert {person.street for person in roster.staff} == {""}


@pytest.mark.parametrize("second", ["", "-2"])
def test_phones_and_names_used_as_numbers_are_replaced_everywhere(second: str) -> None:
    """A roster whose staff are numbered by phone or name, with a phone behind a site's name."""
    plan, roster = case()
    new = {p.staff_id: p.phone if n % 2 else p.name + second for n, p in enumerate(roster.staff)}

    def renumbered(value: object) -> object:
        if isinstance(value, dict):
            return {key: renumbered(item) for key, item in value.items()}
        if isinstance(value, list):
            return [renumbered(item) for item in value]
        return new.get(value, value) if isinstance(value, str) else value

    phone = roster.staff[0].phone
    plan = Plan.from_json(json.dumps(renumbered(json.loads(plan.to_json()))))
    document = renumbered(json.loads(roster.model_dump_json()))
    roster = Roster.model_validate(document)
    named = roster.sites[0].model_copy(update={"name": f"小学（+86 {phone[:3]} {phone[3:]}）"})
    roster = roster.model_copy(update={"sites": (named, *roster.sites[1:])})

    masked, people = masked_plan(plan, roster, actor("manager"))
    text = text_of(masked, people)
    named_ids = {new[lead] for lead in leads()}
    for person in roster.staff:
        assert person.phone not in text
        assert (person.name in text) == (person.staff_id in named_ids)
    assert phone not in text.replace(" ", "")
    assert len({person.staff_id for person in people.staff}) == len(roster.staff)
    assert {duty.staff_id for duty in masked.duties} <= set(people.person)
    shown = masked_plan(plan, roster, actor("viewer"))
    assert not any(p.phone in text_of(*shown) or p.name in text_of(*shown) for p in roster.staff)


def test_a_phone_that_is_shown_for_one_is_not_a_secret_of_another() -> None:
    plan, roster = case()
    shared = roster.staff[0].phone
    boss = roster.officials[0].model_copy(update={"phone": shared, "level": Level.street})
    roster = roster.model_copy(update={"officials": (boss, *roster.officials[1:])})
    _, people = masked_plan(plan, roster, actor("manager"))
    assert people.officials[0].phone == shared
    assert {person.phone for person in people.staff} == {""}


@pytest.mark.parametrize(
    "role",
    ["admin", "transport_lead", "driver:vehicle:V1", "lab:lab:L1", "manager", "viewer",
     "viewer:street:S", "viewer:district:elsewhere"],
)  # fmt: skip
def test_whatever_the_plan_refers_to_is_in_the_roster(role: str, tmp_path: Path) -> None:
    for plan, roster in (case(), (plan_example.example_plan(), plan_example.example_roster())):
        cut, people = masked_plan(plan, roster, actor(role))
        runs = (*cut.runs, *cut.supply_runs, *cut.waste_runs)
        crew = {person for run in runs for person in run.crew}
        crew |= {duty.staff_id for duty in cut.duties}
        crew |= {person for team in cut.doorstep for person in team.staff_ids}
        assert crew <= set(people.person)
        assert {run.vehicle_id for run in runs} <= set(people.vehicle)
        assert {s.lab_id for run in cut.runs for s in run.stops if s.lab_id} <= set(people.lab)
        assert {load.lab_id for load in cut.labs} <= set(people.lab)
        stops = {s.site_id for run in runs for s in run.stops if s.site_id}
        assert stops | {point.site_id for point in cut.points} <= set(people.site)
        assert {row.compound_id for row in cut.coverage} <= set(people.compound)
        visited = {stop.compound_id for team in cut.doorstep for stop in team.stops}
        assert visited <= set(people.compound)
        officials = {official.official_id for official in people.officials}
        for point in cut.points:
            tiers = point.officials
            assert {*tiers.street, *tiers.community, *tiers.point} <= officials
        assert Plan.from_json(cut.to_json()) == cut
        assert Roster.model_validate_json(people.model_dump_json()) == people
        write_geojson(cut, people, tmp_path)
