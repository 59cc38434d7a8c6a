"""What can be done to a plan from its pages, and what is refused."""

from __future__ import annotations

import io
import re

import openpyxl

from masstest.jobs import jobs
from masstest.store.engine import Store
from masstest.store.tables import StoredPlan
from plan_browser import Browser
from service_cases import Case, keep_plan
from valid_plan import edit, valid_plan, valid_roster


def test_forms_of_other_sites_do_nothing(coordinator: Browser, case: Case) -> None:
    stranger = Browser(coordinator.client, "wrong")
    for action in ("publications", "replans", "remedies", "moves", "edits", "edit-checks"):
        stranger.post(f"/plans/{case.plan_id}/{action}", status=403)


def test_collected_changes_are_planned(store: Store, coordinator: Browser, case: Case) -> None:
    answer = coordinator.post(
        f"/plans/{case.plan_id}/replans",
        pins=["site=P1 some name", ""],
        excludes=["lab=L2", "vehicle=V1 陕C 1", "lab=L2"],
        freeze="11:30",
    )
    job_id = answer.headers["location"].removeprefix("/jobs/")
    with store.reading() as session:
        job = jobs.get(session, job_id)
        assert job is not None
        assert job.base_plan_id == case.plan_id
        assert job.request["pins"] == ["site=P1"]
        assert job.request["excludes"] == ["lab=L2", "vehicle=V1"]
        assert job.request["freeze"] == 690
    unknown = coordinator.post(f"/plans/{case.plan_id}/replans", pins="site=Q9", status=422)
    assert "“site=Q9” is not in the roster" in unknown.text
    late = coordinator.post(f"/plans/{case.plan_id}/replans", freeze="noon", status=422)
    assert "“noon” is no time" in late.text


def test_a_remedy_is_applied(store: Store, coordinator: Browser, shown: Case) -> None:
    page = coordinator.get(f"/plans/{shown.plan_id}")
    choice = re.search(r'name="remedy" value="(\d+\.\d+)"', page)
    assert choice
    answer = coordinator.post(f"/plans/{shown.plan_id}/remedies", remedy=choice[1])
    with store.reading() as session:
        job = jobs.get(session, answer.headers["location"].removeprefix("/jobs/"))
        assert job is not None
        assert job.roster_id != shown.roster_id
    for wrong in ("99.0", "first", ""):
        coordinator.post(f"/plans/{shown.plan_id}/remedies", remedy=wrong, status=422)


def test_a_move_shows_what_follows_before_it_is_kept(
    store: Store, coordinator: Browser, case: Case
) -> None:
    address = f"/plans/{case.plan_id}/compounds/C2/move"
    choice = coordinator.get(address, part=True)
    assert "<html" not in choice
    assert "goes there now" in choice
    told = coordinator.get(f"{address}?site_id=P2", part=True)
    assert "Rules that must hold would be broken" in told
    assert "What it breaks" in told
    assert "Mean walk" in told
    assert _plans(store) == 1, "looking changes nothing"
    kept = coordinator.post(f"/plans/{case.plan_id}/moves", compound_id="C2", site_id="P2")
    page = coordinator.get(kept.headers["location"])
    assert "changed from plan 1" in page
    assert "breaks rules that must hold" in page
    same = coordinator.get(f"{address}?site_id=P1", part=True)
    assert "Nothing would change" in same
    assert "Keep this as a new plan" not in same
    coordinator.get(f"/plans/{case.plan_id}/compounds/nobody/move", status=422)
    coordinator.get(f"{address}?site_id=P4", status=422)
    coordinator.post(f"/plans/{case.plan_id}/moves", compound_id="C2", site_id="P1", status=409)


def _plans(store: Store) -> int:
    with store.reading() as session:
        return session.query(StoredPlan).count()


def test_an_edited_workbook_is_checked_then_kept(
    store: Store, coordinator: Browser, shown: Case
) -> None:
    address = f"/plans/{shown.plan_id}"
    content = coordinator.client.get(f"{address}/files/plan.xlsx").content
    checked = coordinator.post(
        f"{address}/edit-checks", files={"workbook": ("plan.xlsx", content)}, part=True, status=200
    )
    assert "Nothing would change" in checked.text
    book = openpyxl.load_workbook(io.BytesIO(content))
    names = [cell.value for cell in book["Points and people"][2]]
    book["Points and people"].cell(3, names.index("lanes") + 1).value = "many"
    spoilt = io.BytesIO()
    book.save(spoilt)
    files = {"workbook": ("plan.xlsx", spoilt.getvalue())}
    checked = coordinator.post(f"{address}/edit-checks", files=files, part=True, status=200)
    assert "Points and people!" in checked.text
    book["Points and people"].cell(3, names.index("lanes") + 1).value = 4
    edited = io.BytesIO()
    book.save(edited)
    sent = {"workbook": ("plan.xlsx", edited.getvalue())}
    checked = coordinator.post(f"{address}/edit-checks", files=sent, part=True, status=200)
    assert "What changes" in checked.text
    assert f'formaction="{address}/edits"' in checked.text
    assert _plans(store) == 1
    kept = coordinator.post(f"{address}/edits", files=sent, note="a lane more")
    assert "a lane more" in coordinator.get(kept.headers["location"])
    unreadable = {"workbook": ("plan.xlsx", b"PK\x03\x04")}
    refused = coordinator.post(f"{address}/edit-checks", files=unreadable, part=True, status=422)
    assert "be read as this plan" in refused.text
    coordinator.post(f"{address}/edits", status=422)


def test_publishing_withdrawing_and_never_two_in_force(
    store: Store, coordinator: Browser, case: Case
) -> None:
    address = f"/plans/{case.plan_id}"
    assert "Publish plan 1?" in coordinator.get(address)
    coordinator.post(f"{address}/publications")
    page = coordinator.get(address)
    assert "in force, no. 1" in page
    _, other = keep_plan(store, case.round_id, valid_roster(), valid_plan())
    second = coordinator.get(f"/plans/{other}")
    assert "withdraw it first" in second
    assert f'action="/plans/{other}/publications"' not in second
    refused = coordinator.post(f"/plans/{other}/publications", status=409)
    assert "Another plan is in force" in refused.text
    withdrawal = re.search(r'action="(/publications/\w+/withdrawal)"', page)
    assert withdrawal
    gone = coordinator.post(withdrawal[1], reason="rain")
    assert gone.headers["location"] == address
    assert "not published" in coordinator.get(address)
    coordinator.post(withdrawal[1], status=409)


def test_a_plan_that_breaks_a_rule_is_not_published(
    store: Store, coordinator: Browser, case: Case
) -> None:
    roster = valid_roster()
    plan = edit(valid_plan(roster), "points", lambda p: p.site_id == "P1", lanes=90)
    _, broken = keep_plan(store, case.round_id, roster, plan)
    refused = coordinator.post(f"/plans/{broken}/publications", status=409)
    assert "would be broken" in refused.text
    assert "<li>" in refused.text, "which rules"
