"""The map as a file: complete, self-contained, silent about people."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import masstest.sheets.map
import support
from map_cases import HOSTILE, district, hostile_example
from masstest.domain.coordinates import great_circle_m
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets.map import navigation_link, write_map
from masstest.sheets.map.facts import facts_of
from masstest.sheets.map.page import script_json
from masstest.sheets.map.words import words_in
from masstest.text import translator
from plan_example import example_plan, example_roster

ASSETS = Path(masstest.sheets.map.__file__).parent / "assets"


def facts(plan: Plan | None = None, roster: Roster | None = None) -> dict[str, Any]:
    return facts_of(plan or example_plan(), roster or example_roster(), translator("en"))


def by_id(things: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {thing["id"]: thing for thing in things}


@pytest.fixture(params=["zh", "en"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / "map.html"
    write_map(example_plan(), example_roster(), path, request.param)
    return path.read_text(encoding="utf-8")


def test_it_is_one_file_that_asks_for_nothing(page: str) -> None:
    markup = re.sub(r"(?s)<(script|style)[^>]*>.*?</\1>", "", page)
    assert not re.search(r"\s(src|href|action)=(?!\"#)", markup)
    assert "sourceMappingURL" not in page


def test_its_policy_allows_its_own_programs_only(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    allowed = policy[1].replace("&#39;", "'")
    assert "default-src 'none'" in allowed
    assert "unsafe" not in allowed
    for tag in ("script", "style"):
        (text,) = re.findall(rf"(?s)<{tag}>(.*?)</{tag}>", page)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed


def test_nobody_is_named(page: str) -> None:
    roster = example_roster()
    people = [(s.staff_id, s.name, s.phone) for s in roster.staff]
    people += [(o.title, o.name, o.phone) for o in roster.officials]
    for words in people:
        for word in words:
            assert word not in page


def test_violations_that_name_a_person_stay_off_the_map() -> None:
    violations = (
        Violation(rule="one_place", subjects=("P0001", "S001"), amount=9, limit=0, unit="min"),
        Violation(rule="lane_limit", subjects=("S001",), amount=9, limit=4, unit="lanes"),
    )
    plan = example_plan().model_copy(update={"violations": violations})
    (only,) = by_id(facts(plan)["points"])["S001"]["problems"]
    assert "9 lanes" in only


def test_points_have_their_numbers_hours_and_staff() -> None:
    points = by_id(facts()["points"])
    assert {p["number"] for p in points.values()} == {1, 2, 3}
    assert points["S002"]["slack_min"] == -25
    assert points["S001"]["staff"][:2] == ["3 samplers", "3 registrars"]
    assert points["S002"]["lights"]["short"] == ["Medical staff"]
    assert len(points["S002"]["problems"]) == 3
    assert points["S003"]["mark"] == "controlled"


def test_compounds_know_where_they_go_and_what_is_too_far() -> None:
    compounds = by_id(facts()["compounds"])
    (place,) = compounds["C0003"]["places"]
    assert (place["point"], place["walk_m"], place["too_far"]) == ("S002", 1180, True)
    assert not compounds["C0001"]["places"][0]["too_far"]
    assert compounds["C0005"]["places"] == []
    assert compounds["C0005"]["mark"] == "sealed"
    assert all(c["missing"] == 0 for c in compounds.values())


def test_people_without_a_place_are_counted() -> None:
    plan = example_plan()
    left_out = plan.model_copy(update={"coverage": plan.coverage[1:], "doorstep": ()})
    compounds = by_id(facts(left_out)["compounds"])
    assert compounds["C0001"]["missing"] == 1000
    assert compounds["C0005"]["missing"] == 80
    assert compounds["C0002"]["missing"] == 0


def test_all_runs_and_teams_are_there() -> None:
    plan, told = example_plan(), facts()
    assert len(told["runs"]) == len(plan.runs) + len(plan.supply_runs) + len(plan.waste_runs)
    run = by_id(told["runs"])["V2-1"]
    assert run["sealed"]
    assert run["stops"][0]["team"] == "T01"
    assert run["stops"][0]["place"] == "C0005"
    assert run["origin"] == [support.LAT, support.LON]
    assert [t["id"] for t in told["teams"]] == ["T01", "T02"]


def test_positions_are_latitude_and_longitude() -> None:
    for place in (*facts()["points"], *facts()["compounds"], *facts()["labs"]):
        lat, lon = place["at"]
        assert lon == support.LON
        assert support.LAT <= lat < support.LAT + 0.1


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # The pairs by which implementations of the shift are tested (eviltransform): Shanghai,
        # Shenzhen, Beijing.
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_links_are_in_the_coordinates_of_chinese_maps(
    wgs84: tuple[float, float], gcj02: tuple[float, float]
) -> None:
    link = navigation_link(*wgs84, "x")
    match = re.fullmatch(
        r"https://uri\.amap\.com/navigation\?to=([\d.]+),([\d.]+),x&mode=car&coordinate=gaode", link
    )
    assert match
    there = np.array([[float(match[1]), float(match[2])]])
    assert great_circle_m(there, np.array([gcj02]))[0, 0] < 1
    assert great_circle_m(there, np.array([wgs84]))[0, 0] > 300


def test_links_where_maps_are_not_shifted() -> None:
    assert "to=114.169400,22.319300," in navigation_link(114.1694, 22.3193, "Hong Kong")


def test_a_name_cannot_break_a_link() -> None:
    link = navigation_link(107.15, 34.36, '一号,门 & "x"?mode=walk#\n<b>')
    assert link.count(",") == 2
    assert link.endswith("&mode=car&coordinate=gaode")
    name = link.split(",")[2].split("&")[0]
    assert re.fullmatch(r"[\w%.~-]+", name)


def test_json_cannot_end_its_script() -> None:
    text = script_json({"name": "</script><!--\u2028&"})
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == {"name": "</script><!--\u2028&"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_are_in_the_facts_only(lang: Any, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    write_map(*hostile_example(), path, lang)
    page = path.read_text(encoding="utf-8")
    assert page.count("<script") == 2
    for name in HOSTILE[:3]:
        assert name not in page


def test_a_district_is_below_three_megabytes(tmp_path: Path) -> None:
    plan, roster = district()
    path = tmp_path / "map.html"
    write_map(plan, roster, path, "zh")
    assert path.stat().st_size < 3_000_000


def test_the_programs_need_no_new_browser() -> None:
    """Offices have Chromium 80 and older: no syntax and functions of later years."""
    new = re.compile(
        r"\?\.[a-z\[(]|\?\?|\|\|=|&&=|\.at\(|\.flat(Map)?\(|replaceAll|fromEntries|"
        r"\.matchAll\(|#\w+\s*[=(;]\s*(?!\")|\bawait\b|structuredClone|\(\?<"
    )
    for program in ASSETS.glob("*.js"):
        text = re.sub(r"//.*|/\*[\s\S]*?\*/|\"(?:[^\"\\\n]|\\.)*\"", "", program.read_text("utf-8"))
        assert not new.search(text), program.name
        assert "innerHTML" not in text
        assert "insertAdjacentHTML" not in text


def test_the_page_and_its_programs_have_all_their_words() -> None:
    programs = "".join(path.read_text("utf-8") for path in ASSETS.glob("*.js"))
    template = (ASSETS.parent / "page.html.jinja").read_text("utf-8")
    used = set(re.findall(r'\b(?:say\(|head: |tab: )"(\w+)"', programs))
    used |= set(re.findall(r"words\.(\w+)", template))
    made_up = {"layer_", "lights_"}  # completed by what is shown
    assert used - made_up <= words_in(translator("en")).keys()
    assert all(words_in(translator("zh")).values())
