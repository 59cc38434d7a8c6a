"""The map in a browser: what is seen, clicked and typed."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from chromium import Page, file_address
from map_cases import HOSTILE, district, hostile_example
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets.map import write_map
from masstest.text import Lang
from plan_example import example_plan, example_roster

READY = "document.documentElement.hasAttribute('data-ready-ms')"
CARD = "document.querySelector('#details').innerText"
ROWS = "document.querySelectorAll('#table-frame tbody tr').length"
CURRENT = "document.querySelector('#table-frame tr[aria-current] button').innerText"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("maps")
    write_map(example_plan(), example_roster(), made / "zh.html", "zh")
    write_map(example_plan(), example_roster(), made / "en.html", "en")
    write_map(*_spread(), made / "spread.html", "en")
    return made


def _spread() -> tuple[Plan, Roster]:
    """The example with places apart from one another: S001, S002, S003 going east and north."""
    roster = example_roster()
    sites = tuple(
        site.model_copy(update={"lon": site.lon + 0.02 * n, "lat": site.lat + 0.01 * n})
        for n, site in enumerate(roster.sites)
    )
    return example_plan(), roster.model_copy(update={"sites": sites})


def show(page: Page, path: Path, fragment: str = "") -> None:
    page.open(file_address(path, fragment))
    page.wait(READY)


def middle(page: Page, selector: str) -> tuple[float, float]:
    x, y = page.run(
        f"(r => [r.left + r.width / 2, r.top + r.height / 2])"
        f"(document.querySelector({selector!r}).getBoundingClientRect())"
    )
    return x, y


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_opens_with_everything_on_it(page: Page, folder: Path, lang: str) -> None:
    show(page, folder / f"{lang}.html")
    assert page.run("document.querySelectorAll('.point').length") == 3
    assert page.run("document.querySelectorAll('path.compound').length") == 6
    assert page.run("document.querySelectorAll('path.walk').length") == 4
    assert page.run("document.querySelectorAll('.lab').length") == 2
    assert page.run("document.querySelectorAll('path.ring').length") == 3
    assert page.run("document.querySelectorAll('.leaflet-control-scale-line').length") == 1
    assert page.run(ROWS) == 3
    assert page.run("document.title").startswith({"zh": "采样地图", "en": "Sampling map"}[lang])
    assert "{" not in page.run("document.body.innerText")


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("#point=S002", [
            "体育馆东广场", "07:30 to 13:55", "25 minutes after", "1,280 people", "2 samplers",
            "09:35 陕C·A1234 V1-1", "会展中心方舱实验室", "宝光花园（一期）", "Navigate (Amap)",
            "lacking: Medical staff", "Rules missed here",
        ]),
        ("#compound=C0003", ["宝光花园（一期）", "1,180 m on foot: beyond", "07:30-08:00: 640"]),
        ("#compound=C0005", ["sealed", "08:10 T01 80 people"]),
        ("#run=V2-1", ["of sealed zones only", "10:40–10:48 T01 滨河大厦3号楼", "delivery"]),
        ("#vehicle=V1", ["陕C·A1234", "V1-1", "V1-2", "V1-3"]),
        ("#team=T02", ["夕阳红养老院", "40 people", "No pickup is planned."]),
        ("#lab=L2", ["306 tubes, 36 of key groups", "00:20 next day"]),
        ("#street=%E9%87%91%E9%99%B5%E8%A1%97%E9%81%93", ["金陵街道", "2 points, 5 compounds"]),
    ],
)  # fmt: skip
def test_an_address_shows_what_it_names(
    page: Page, folder: Path, fragment: str, words: list[str]
) -> None:
    show(page, folder / "en.html", fragment)
    card = re.sub(r"\s+", " ", page.run(CARD))
    assert [word for word in words if word not in card] == []


def test_east_is_right_and_north_is_up(page: Page, folder: Path) -> None:
    show(page, folder / "spread.html")
    places = page.run(
        "Array.from(document.querySelectorAll('.point')).map(p => p.getBoundingClientRect())"
        ".map(r => [r.left, r.top])"
    )
    assert len(places) == 3
    ordered = sorted(places)
    assert ordered == sorted(places, key=lambda place: -place[1])
    steps = [(b[0] - a[0]) / (a[1] - b[1]) for a, b in itertools.pairwise(ordered)]
    # 0.02 degrees to 0.01: on Mercator's map 2 cos(34.4 degrees) as wide as high
    assert steps == pytest.approx([1.65, 1.65], rel=0.03)


def test_a_click_on_a_point_opens_it_everywhere(page: Page, folder: Path) -> None:
    show(page, folder / "spread.html")
    page.run("document.querySelector('[data-kind=compound]').click()")
    page.click(*middle(page, ".point .disc"))
    page.wait("!document.querySelector('#details').hidden")
    site_id = page.run("location.hash").split("=")[1]
    assert site_id in page.run(CARD)
    assert site_id in page.run(CURRENT)
    assert page.run("document.querySelector('[aria-selected=true]').dataset.kind") == "point"
    assert page.run("document.querySelectorAll('.point.chosen').length") == 1
    page.key("Escape", 27)
    assert page.run("document.querySelector('#details').hidden")
    assert page.run("location.hash") == ""


def test_the_list_is_walked_by_keys_and_leads_to_the_map(page: Page, folder: Path) -> None:
    show(page, folder / "spread.html")
    page.run("document.querySelector('#table-frame tbody button[tabindex=\"0\"]').focus()")
    page.key("ArrowDown", 40)
    page.key("ArrowDown", 40)
    focused = page.run("document.activeElement.innerText")
    page.key("Enter", 13)
    assert page.run(CURRENT) == focused
    assert page.run("document.activeElement.innerText") == focused
    assert page.run("document.querySelectorAll('.point.chosen').length") == 1
    assert page.run(
        "document.querySelectorAll('#table-frame tbody button[tabindex=\"0\"]').length"
    ) == 1  # fmt: skip


def test_columns_sort_both_ways(page: Page, folder: Path) -> None:
    show(page, folder / "en.html")
    people = "Array.from(document.querySelectorAll('#table-point td:last-child'), c => c.innerText)"
    heading = "document.querySelector('#table-point th:last-child button')"
    page.run(f"{heading}.click()")
    assert page.run(people) == ["300", "1,280", "1,600"]
    page.run(f"{heading}.click()")
    assert page.run(people) == ["1,600", "1,280", "300"]
    assert page.run(f"{heading}.parentNode.getAttribute('aria-sort')") == "descending"


def test_search_finds_names_ids_and_numbers(page: Page, folder: Path) -> None:
    show(page, folder / "zh.html")
    for typed, hash_ in (
        ("宝光花园", "#compound=C0003"),
        ("s003", "#point=S003"),
        ("b5678", "#vehicle=V2"),
        ("方舱", "#lab=L2"),
    ):
        page.run("document.querySelector('#query').focus()")
        page.write(typed)
        page.wait("!document.querySelector('#found').hidden")
        page.key("ArrowDown", 40)
        page.key("Enter", 13)
        assert page.run("decodeURIComponent(location.hash)") == hash_
        assert page.run("document.querySelector('#found').hidden")
        page.run("document.querySelector('#query').value = ''")
    page.write("没有这个地方")
    assert page.run("document.querySelector('#found').innerText") == "未找到"


def test_a_street_is_shown_alone(page: Page, folder: Path) -> None:
    show(page, folder / "spread.html")
    page.run(
        "(s => { s.value = '清姜街道'; s.dispatchEvent(new Event('change')); })"
        "(document.querySelector('#street'))"
    )
    assert page.run(ROWS) == 1
    assert page.run("document.querySelector('#row-count').innerText") == "1 of 3 rows"
    assert page.run("document.querySelectorAll('.point.outside').length") == 2
    assert page.run("document.querySelectorAll('path.compound.outside').length") == 5
    # a choice elsewhere lets go of the street
    page.run("location.hash = '#point=S001'")
    page.wait("document.querySelectorAll('.outside').length === 0")
    assert page.run("document.querySelector('#street').value") == ""


def test_layers_are_switched_off_and_on(page: Page, folder: Path) -> None:
    show(page, folder / "spread.html")
    marks = {"points": ".point", "compounds": "path.compound", "links": "path.walk",
             "zones": "path.ring", "labs": ".lab", "specimen": "path.route"}  # fmt: skip
    for layer, mark in marks.items():
        count = f"document.querySelectorAll({mark!r}).length"
        before = page.run(count)
        page.run(f"document.querySelector('[data-layer={layer}]').click()")
        assert (page.run(count) == 0) == (before > 0)
        page.run(f"document.querySelector('[data-layer={layer}]').click()")
        assert page.run(count) == before


def test_a_chosen_run_has_numbered_stops(page: Page, folder: Path) -> None:
    show(page, folder / "spread.html", "#run=V1-1")
    numbers = "Array.from(document.querySelectorAll('.stop-number')).map(s => s.innerText)"
    assert page.run(numbers) == ["1", "2", "3"]
    assert page.run("document.querySelectorAll('path.chosen-route').length") == 1
    page.run("location.hash = '#vehicle=V1'")
    page.wait("document.querySelectorAll('path.chosen-route').length === 3")
    assert "3.1" in " ".join(page.run(numbers))
    assert page.run(ROWS) == 3


def test_links_lead_to_the_places(page: Page, folder: Path) -> None:
    show(page, folder / "en.html", "#run=V1-1")
    links = page.run("Array.from(document.querySelectorAll('a.way')).map(a => [a.href, a.rel])")
    assert len(links) == 3
    for address, rel in links:
        assert address.startswith("https://uri.amap.com/navigation?to=107.15")
        assert "noopener" in rel


@pytest.mark.parametrize("guarded", [True, False], ids=["with its policy", "without"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_are_only_text(page: Page, tmp_path: Path, lang: Lang, guarded: bool) -> None:
    path = tmp_path / "map.html"
    write_map(*hostile_example(), path, lang)
    if not guarded:
        text = path.read_text(encoding="utf-8")
        bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        assert bare != text
        path.write_text(bare, encoding="utf-8")
    show(page, path)
    elements = page.run("document.querySelectorAll('img, script, iframe, b[onload]').length")
    for kind, ids in (
        ("point", "S001 S002 S003"), ("compound", "C0001 C0002 C0003 C0004 C0005 C0006"),
        ("lab", "L1 L2"), ("vehicle", "V1 V2 W1 G1"), ("team", "T01"), ("run", "V1-1"),
    ):  # fmt: skip
        for thing in ids.split():
            page.run(f"location.hash = '#{kind}={thing}'")
            page.wait(f"document.querySelector('#details h2').innerText.includes({thing!r})")
    for name in HOSTILE:
        page.run(f"location.hash = '#street=' + encodeURIComponent({name!r})")
    page.run("document.querySelector('#query').focus()")
    for typed in ("<", "img", "script"):
        page.write(typed)
    for x in range(20, 900, 60):
        page.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=390)
    seen = page.run("document.body.innerText + document.querySelector('#query').value")
    assert HOSTILE[0] in page.run("document.body.textContent")
    assert seen
    assert (
        page.run("document.querySelectorAll('img, script, iframe, b[onload]').length") == elements
    )
    assert page.run("window.harmed") is None


@pytest.mark.parametrize(
    "fragment",
    ["#point=nobody", "#__proto__=x", "#constructor=name", "#point=%E0%A4%A", "#point", "#=",
     "#street=<img src=x onerror=window.harmed=1>"],
)  # fmt: skip
def test_strange_addresses_change_nothing(page: Page, folder: Path, fragment: str) -> None:
    show(page, folder / "en.html", fragment)
    assert page.run("document.querySelector('#details').hidden")
    assert page.run("window.harmed") is None


@pytest.mark.parametrize("width", [360, 768, 1366])
@pytest.mark.parametrize("fragment", ["", "#run=V1-1", "#compound=C0003"])
def test_it_fits_the_screen(page: Page, folder: Path, width: int, fragment: str) -> None:
    page.size(width, 740)
    show(page, folder / "en.html", fragment)
    assert page.run("document.scrollingElement.scrollWidth") <= width
    assert page.run("document.querySelector('#panel').scrollWidth") <= width
    height = page.run("document.querySelector('#map').clientHeight")
    assert height > 200


def test_it_prints_the_map_and_the_list(page: Page, folder: Path) -> None:
    show(page, folder / "zh.html", "#point=S001")
    before = page.run("document.querySelector('#map').clientWidth")
    answer = page.call("Page.printToPDF", preferCSSPageSize=True)
    assert len(answer["data"]) > 20_000
    assert page.run("document.querySelector('#map').clientWidth") == before
    assert not page.run("document.body.classList.contains('printing')")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_plan_opens(page: Page, tmp_path: Path, lang: Lang) -> None:
    nobody = example_roster().model_copy(update={"compounds": (), "sites": (), "labs": ()})
    write_map(Plan(round=example_plan().round), nobody, tmp_path / "map.html", lang)
    show(page, tmp_path / "map.html")
    assert page.run(ROWS) == 0


def test_a_district_opens(page: Page, tmp_path: Path) -> None:
    write_map(*district(), tmp_path / "map.html", "zh")
    show(page, tmp_path / "map.html")
    assert page.run(ROWS) > 100
