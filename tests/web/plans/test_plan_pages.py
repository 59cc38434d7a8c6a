"""The pages about plans: what they show, to whom, and how little a hostile name does."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from fastapi import FastAPI

from masstest.access.roles import Role
from masstest.domain.plan import Plan
from masstest.service import plan_views
from masstest.service.work import showing
from masstest.store.engine import Store
from plan_browser import Browser, browser
from plan_example import example_plan, example_roster
from service_cases import Case, Person, keep_plan, make_case
from valid_plan import edit, valid_plan, valid_roster

HOSTILE = "<script>alert(1)</script>"
PHONE = re.compile(r"\b1\d{10}\b")


class _Seen(HTMLParser):
    """The words of a page that a reader sees or hears, without what stands in the plan."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = ("aria-label", "title", "placeholder", "data-busy", "data-said", "data-words")
        self.words += [value or "" for name, value in attrs if name in told]


def test_the_names_of_tables_are_those_that_are_made() -> None:
    assert tuple(table.name for table in showing.TABLES) == plan_views.TABLE_NAMES


def test_a_plan_says_first_what_it_lacks_and_whether_it_is_in_time(
    coordinator: Browser, shown: Case
) -> None:
    page = coordinator.get(f"/plans/{shown.plan_id}")
    plan = example_plan()
    assert "falls short" in page
    assert page.count("Apply this remedy") == sum(
        remedy.code.value != "move_compound" for s in plan.shortages for remedy in s.remedies
    )
    assert page.index("What is lacking") < page.index("Will it be done in time?")
    assert page.index("Will it be done in time?") < page.index("Key figures")
    assert len(re.findall(r"min (?:to spare|late)</span>", page)) >= 5, "slack of each deadline"
    assert "体育馆东广场" in page, "the points are shown with the page"


@pytest.mark.parametrize("name", plan_views.TABLE_NAMES)
def test_every_table_is_a_part_of_its_own(coordinator: Browser, shown: Case, name: str) -> None:
    part = coordinator.get(f"/plans/{shown.plan_id}/tables/{name}", part=True)
    assert "<html" not in part
    assert part.count("<tr") > 1, "a head and rows"


def test_a_table_is_filtered_and_shows_the_row_that_is_asked_for(
    coordinator: Browser, shown: Case
) -> None:
    address = f"/plans/{shown.plan_id}/tables/coverage"
    found = coordinator.get(f"{address}?q=宝光 s002", part=True)
    assert "宝光花园" not in found, "ids of points aren't shown here"
    found = coordinator.get(f"{address}?q=宝光 体育馆", part=True)
    assert found.count("data-key=") == 1
    assert "No row contains “nobody”" in coordinator.get(f"{address}?q=nobody", part=True)
    chosen = coordinator.get(f"{address}?at=compound:C0004", part=True)
    assert 'data-key="compound:C0004" class="selected"' in chosen
    coordinator.get(f"/plans/{shown.plan_id}/tables/secrets", status=404)


def test_long_tables_come_page_by_page(
    coordinator: Browser, shown: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("masstest.web.pages.plans.showing.ROWS_SHOWN", 2)
    address = f"/plans/{shown.plan_id}/tables/coverage"
    first = coordinator.get(address, part=True)
    assert first.count("data-key=") == 2
    assert "Page 1 of 2" in first
    assert "Rows 3 to 4 of 4" in coordinator.get(f"{address}?page=2", part=True)
    assert "Page 2 of 2" in coordinator.get(f"{address}?at=compound:C0004", part=True)
    assert coordinator.get(f"{address}?all=true", part=True).count("data-key=") == 4


def test_hostile_names_are_only_text(site: FastAPI, store: Store, coordinator: Browser) -> None:
    roster, plan = example_roster(), example_plan()
    compounds = (roster.compounds[0].model_copy(update={"name": HOSTILE}), *roster.compounds[1:])
    sites = tuple(each.model_copy(update={"name": f"'\"><b>{HOSTILE}"}) for each in roster.sites)
    hostile = roster.model_copy(update={"compounds": compounds, "sites": sites})
    case = make_case(store, hostile, plan)
    compound_id = compounds[0].compound_id
    for address in (
        "", "/tables/coverage", "/tables/points", f"/compounds/{compound_id}/move?site_id=S002",
        f"/tables/points?q={HOSTILE}x",
    ):  # fmt: skip
        page = coordinator.get(f"/plans/{case.plan_id}{address}")
        assert HOSTILE not in page
        assert "&lt;script&gt;alert(1)" in page


def test_both_languages_are_whole(
    site: FastAPI, store: Store, people: dict[Role, Person], shown: Case
) -> None:
    chinese = browser(site, store, people[Role.coordinator], "zh")
    roster, plan = example_roster(), example_plan()
    fewer = plan.model_copy(update={"coverage": plan.coverage[1:], "points": plan.points[1:]})
    _, other = keep_plan(store, shown.round_id, roster, fewer)
    addresses = [
        f"/plans/{shown.plan_id}",
        f"/plans/{shown.plan_id}/compounds/C0001/move?site_id=S002",
        f"/compare?before={shown.plan_id}&after={other}",
        *(f"/plans/{shown.plan_id}/tables/{name}" for name in plan_views.TABLE_NAMES),
    ]
    for address in addresses:
        words = " ".join(_Seen(chinese.get(address, part="/tables/" in address)).words)
        english = re.findall(r"[A-Za-z]{3,}(?: [a-z]{2,})+", words)
        assert not english, f"{address}: {english}"
        assert re.search("[\u4e00-\u9fff]", words)


def test_a_draft_is_hidden_and_a_plan_in_force_is_masked(
    site: FastAPI, store: Store, people: dict[Role, Person], coordinator: Browser, case: Case
) -> None:
    address = f"/plans/{case.plan_id}"
    seen = {
        role: browser(site, store, people[role])
        for role in (Role.viewer, Role.driver, Role.lab, Role.manager, Role.transport_lead)
    }
    for role in (Role.viewer, Role.driver, Role.lab, Role.transport_lead):
        seen[role].get(address, status=404)
        seen[role].get(f"{address}/tables/duties", status=404)
        seen[role].get(f"{address}/files/plan.xlsx", status=404)
    assert "not published" in seen[Role.manager].get(address)
    coordinator.post(f"{address}/publications")
    names = {person.name for person in valid_roster().staff}
    for role in (Role.viewer, Role.manager, Role.driver, Role.lab):
        page = seen[role].get(address)
        for action in ("Publish …", "Withdraw …", "Change this plan", "Move …"):
            assert action not in page, f"{role} may only look"
        seen[role].post(f"{address}/publications", status=403)
        seen[role].post(f"{address}/replans", status=403)
    duties = seen[Role.viewer].get(f"{address}/tables/duties")
    assert not PHONE.findall(duties)
    assert not [name for name in names if name and f">{name}<" in duties]
    assert "Will it be done in time?" in seen[Role.viewer].get(address)
    assert "Will it be done in time?" not in seen[Role.driver].get(address), "sees a part only"
    own = seen[Role.driver].get(address)
    assert 'id="plan-table" role="tabpanel" aria-labelledby="tab-runs"' in own, "runs first"
    runs = seen[Role.driver].get(f"{address}/tables/runs")
    of_others = {run.run_id for run in valid_plan().runs if run.vehicle_id != "V1"}
    assert of_others
    assert not [run_id for run_id in of_others if f">{run_id}<" in runs]


def test_addresses_of_nothing_are_refused(coordinator: Browser, case: Case) -> None:
    coordinator.get(f"/plans/{'0' * 32}", status=404)
    coordinator.get("/plans/%00", status=422)
    coordinator.get(f"/plans/{case.plan_id}?page=x", status=422)
    assert "<h1>Plan 1" in coordinator.get(f"/plans/{case.plan_id}?tab=nothing&page=99")
    coordinator.post(f"/publications/{'0' * 32}/withdrawal", status=404)


def test_two_plans_are_compared(
    site: FastAPI, store: Store, people: dict[Role, Person], coordinator: Browser, shown: Case
) -> None:
    plan: Plan = edit(example_plan(), "points", lambda p: p.site_id == "S001", lanes=2)
    _, other = keep_plan(store, shown.round_id, example_roster(), plan)
    address = f"/compare?before={shown.plan_id}&after={other}"
    page = coordinator.get(address)
    assert "What changes from plan 1 to plan 2" in page
    assert "金陵小学操场" in page
    same = coordinator.get(f"/compare?before={other}&after={other}")
    assert "<details" in page
    assert 'class="group"' not in same
    coordinator.get("/compare", status=404)
    coordinator.get("/compare?before=%00&after=nonsense", status=422)
    browser(site, store, people[Role.viewer]).get(address, status=403)


def test_every_form_is_handed_out(coordinator: Browser, shown: Case) -> None:
    address = f"/plans/{shown.plan_id}"
    page = coordinator.get(address)
    for name in re.findall(rf'href="{address}/((?:files/)?[\w.-]+)"', page):
        answer = coordinator.client.get(f"{address}/{name}")
        assert answer.status_code == 200, name
        assert answer.content
        opened = name.endswith(".html")
        assert answer.headers["content-disposition"].startswith(
            "inline" if opened else "attachment"
        )
        if opened:
            policy = answer.headers["content-security-policy"]
            assert "sandbox allow-scripts" in policy
            assert "allow-same-origin" not in policy, "it mustn't act for who is logged in"
            known = {"If-None-Match": answer.headers["etag"]}
            again = coordinator.client.get(f"{address}/{name}", headers=known)
            assert again.status_code == 304
            assert again.headers["content-security-policy"] == policy
    coordinator.get(f"{address}/files/secrets.txt", status=404)
    listed = coordinator.client.get(f"{address}/files/index.html", follow_redirects=False)
    assert listed.headers["location"] == address


def test_pages_hold_no_program_and_no_style_of_their_own(coordinator: Browser, shown: Case) -> None:
    """The content security policy would not run them."""
    for address in (
        f"/plans/{shown.plan_id}",
        f"/compare?before={shown.plan_id}&after={shown.plan_id}",
    ):
        page = coordinator.get(address)
        assert not re.findall(r"<script(?![^>]*\bsrc=)", page)
        assert not re.findall(r"<style|\sstyle=|\son\w+=|hx-on|hx-vals=.js:", page)
