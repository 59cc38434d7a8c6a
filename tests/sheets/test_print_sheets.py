"""Print sheets: one per holder, complete for whoever holds it, and nothing that is not theirs."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from map_cases import HOSTILE, hostile_example
from masstest.domain.plan import Plan, Slot
from masstest.domain.roster import Roster
from masstest.sheets.boxes import Boxes, boxes_of
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets import write_print_sheets
from masstest.sheets.print_sheets.goods import kits_by_stop
from masstest.sheets.print_sheets.labs import lab_sheets
from masstest.sheets.print_sheets.points import appointments, point_cards
from masstest.sheets.print_sheets.posters import merged
from masstest.sheets.print_sheets.vehicles import run_sheets
from masstest.text import Lang, translator
from plan_example import example_plan, example_roster
from print_pages import only, parsed, sheets_of

KINDS = ("points", "vehicles", "labs", "teams", "streets", "posters")
PHONE = re.compile(r"1\d{10}")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {}
    for lang in ("zh", "en"):
        folder: Path = tmp_path_factory.mktemp(lang)
        write_print_sheets(example_plan(), example_roster(), folder, lang)  # type: ignore[arg-type]
        made[lang] = folder / "print"
    return made


@pytest.fixture(scope="module")
def zh(folders: dict[str, Path]) -> Path:
    return folders["zh"]


def book(plan: Plan | None = None, roster: Roster | None = None) -> Book:
    return Book(plan or example_plan(), roster or example_roster(), translator("en"))


def test_files(tmp_path: Path) -> None:
    files = write_print_sheets(example_plan(), example_roster(), tmp_path, "zh")
    assert files[0] == tmp_path / "print" / "index.html"
    assert {path.name for path in files} == {f"{k}.html" for k in (*KINDS, "all", "index")}
    assert set(files) == set((tmp_path / "print").iterdir())


def test_every_holder_has_exactly_one_sheet(zh: Path) -> None:
    plan, roster = example_plan(), example_roster()
    vehicles = {run.vehicle_id for run in (*plan.runs, *plan.supply_runs, *plan.waste_runs)}
    compounds = {row.compound_id for row in plan.coverage}
    compounds |= {stop.compound_id for team in plan.doorstep for stop in team.stops}
    expected = {
        "points": set(plan.point),
        "vehicles": vehicles,
        "labs": {load.lab_id for load in plan.labs},
        "teams": set(plan.team),
        "streets": {compound.street for compound in roster.compounds},
        "posters": compounds,
    }
    for kind, holders in expected.items():
        found = Counter(sheet.holder_id for sheet in sheets_of(zh / f"{kind}.html"))
        assert found == Counter(holders), kind
    everything = [(sheet.kind, sheet.holder_id) for sheet in sheets_of(zh / "all.html")]
    assert Counter(everything) == Counter(
        (k, h) for k, holders in expected.items() for h in holders
    )
    links = {value for tag, name, value in parsed(zh / "index.html").attributes if name == "href"}
    addresses = {
        f"{sheet.kind}.html#{sheet.kind}-{sheet.holder_id}" for sheet in sheets_of(zh / "all.html")
    }
    assert len([link for link in links if link and "-" in link]) == len(addresses)
    assert {"all.html#print", *(f"{kind}.html#print" for kind in KINDS)} <= links


def test_tubes_on_run_sheets_are_the_plan_s() -> None:
    plan = example_plan()
    calls = [
        call
        for sheet in run_sheets(book())
        for trip in sheet.trips
        if trip.kind == "specimen"
        for call in trip.calls
    ]
    taken = [call for call in calls if not call.is_delivery]
    stops = [stop for run in plan.runs for stop in run.stops if stop.kind == "pickup"]
    assert sum(call.tubes for call in taken) == sum(stop.tubes for stop in stops)
    assert sum(call.key_tubes for call in taken) == sum(stop.key_tubes for stop in stops)
    given = [call for call in calls if call.is_delivery]
    assert sum(call.tubes for call in given) == sum(load.tubes for load in plan.labs)


def test_arrivals_at_labs_are_the_plan_s() -> None:
    loads = {load.lab_id: load for load in example_plan().labs}
    for sheet in lab_sheets(book()):
        assert sum(hour.tubes for hour in sheet.hours) == loads[sheet.holder_id].tubes
        assert sum(hour.key_tubes for hour in sheet.hours) == loads[sheet.holder_id].key_tubes
        for hour in sheet.hours:
            assert all(hour.start <= arrival.arrive < hour.end for arrival in hour.arrivals)


def test_people_of_the_appointments_are_the_points() -> None:
    for card in point_cards(book()):
        assert sum(slot.persons for slot in card.appointments) == card.point.persons


def test_slots_alike_are_one_row_unless_key_groups_come() -> None:
    coverage = (
        example_plan()
        .coverage[0]
        .model_copy(
            update={
                "slots": tuple(
                    Slot(
                        from_=420 + 30 * n, until=450 + 30 * n, persons=50, key=10 if n == 0 else 0
                    )
                    for n in range(4)
                )
            }
        )
    )
    rows = appointments(book(), [coverage])
    assert [(row.start, row.end, row.slots, row.persons) for row in rows] == [
        (420, 450, 1, 50),
        (450, 540, 3, 150),
    ]
    assert rows[1].slot_min == 30


@pytest.mark.parametrize(
    ("tubes", "key", "boxes"),
    [(0, 0, (0, 0)), (100, 0, (0, 1)), (101, 0, (0, 2)), (100, 1, (1, 1)), (40, 40, (1, 0))],
)
def test_key_group_tubes_have_boxes_of_their_own(
    tubes: int, key: int, boxes: tuple[int, int]
) -> None:
    assert boxes_of(tubes, key, 100) == Boxes(*boxes)


def test_a_card_can_be_acted_on_by_somebody_who_sees_nothing_else(zh: Path) -> None:
    plan, roster = example_plan(), example_roster()
    card = only(zh / "points.html", "S001").text
    people = [roster.person[duty.staff_id] for duty in plan.duties if duty.at == "S001"]
    assert people
    for person in people:
        assert person.name in card
        assert person.phone in card
    for official in roster.officials:
        assert official.name in card
        assert official.phone in card
    for run in plan.runs:
        if any(stop.site_id == "S001" for stop in run.stops):
            assert roster.vehicle[run.vehicle_id].plate in card
            assert all(roster.person[staff_id].phone in card for staff_id in run.crew)
    for said in (
        "金陵小学操场", "金陵街道", "东风社区", "07:30", "12:52", "东风小区", "铁路家属院",
        "170 支", "12 套", "陕C·G0002", "06:20", "陕C·W0001", "14:20", "会展中心方舱实验室",
        "出现问题时",
    ):  # fmt: skip
        assert said in card, said


def test_a_run_sheet_names_stops_contacts_and_the_run(zh: Path) -> None:
    roster = example_roster()
    sheet = only(zh / "vehicles.html", "V1")
    assert "陕C·A1234" in sheet.text
    for said in (
        "V1-1",
        "V1-2",
        "V1-3",
        "09:20",
        "体育馆东广场",
        "会展中心方舱实验室",
        "封签号",
        "签字",
    ):
        assert said in sheet.text, said
    leads = [d.staff_id for d in example_plan().duties if d.role == "lead"]
    assert all(roster.person[staff_id].phone in sheet.text for staff_id in leads)
    sealed = only(zh / "vehicles.html", "V2").text
    assert "封控区" in sealed
    assert "滨河大厦3号楼" in sealed


def test_a_run_sheet_says_that_boxes_are_fetched_from_a_lost_laboratory(tmp_path: Path) -> None:
    plan = example_plan()
    run, *others = plan.runs
    other_lab = next(load.lab_id for load in plan.labs if load.lab_id != run.stops[-1].lab_id)
    fetched = run.stops[0].model_copy(update={"site_id": None, "lab_id": other_lab})
    run = run.model_copy(update={"stops": (fetched, run.stops[-1])})
    plan = plan.model_copy(update={"runs": (run, *others)})
    write_print_sheets(plan, example_roster(), tmp_path, "zh")
    sheet = only(tmp_path / "print" / "vehicles.html", run.vehicle_id)
    assert sheet.text.count("取回未上机的样本箱") == 1
    assert example_roster().lab[other_lab].name in sheet.text


def test_supply_sheets_say_what_to_load_and_unload(zh: Path) -> None:
    sheet = only(zh / "vehicles.html", "G1").text
    assert "306 支" in sheet
    assert "170" in sheet
    assert "136" in sheet


def test_a_kit_is_unloaded_once_where_two_runs_call() -> None:
    plan = example_plan()
    (run,) = plan.supply_runs
    later = run.model_copy(update={"run_id": "G1-2", "start": 500})
    kits = kits_by_stop(book(plan.model_copy(update={"supply_runs": (later, run)})))
    assert {run_id for run_id, _ in kits} == {"G1-1"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_posters_name_no_staff(folders: dict[str, Path], lang: Lang) -> None:
    roster = example_roster()
    private = [row.name for row in (*roster.staff, *roster.officials)]
    private += [vehicle.plate for vehicle in roster.vehicles]
    for poster in sheets_of(folders[lang] / "posters.html"):
        assert not PHONE.search(poster.text)
        assert not [name for name in private if name in poster.text]


def test_posters_tell_the_place_the_times_and_what_is_new(zh: Path) -> None:
    same = only(zh / "posters.html", "C0001").text
    moved = only(zh / "posters.html", "C0002").text
    assert "金陵小学操场" in same
    assert "07:30–08:00" in same
    assert "与上一轮的采样点不同" not in same
    assert "与上一轮的采样点不同" in moved
    at_door = only(zh / "posters.html", "C0005").text
    assert "08:10–10:10" in at_door
    assert "请到采样点" not in at_door


def test_run_sheets_hold_vehicles_people_only(zh: Path) -> None:
    """No officials, no compounds' residents, nobody of a point but whom the crew calls there."""
    roster, plan = example_roster(), example_plan()
    samplers = {d.staff_id for d in plan.duties if d.role in ("sampler", "registrar", "usher")}
    for sheet in sheets_of(zh / "vehicles.html"):
        assert not [o.name for o in roster.officials if o.phone in sheet.text]
        assert not [s for s in samplers if roster.person[s].phone in sheet.text]


def test_laboratories_see_couriers_only(zh: Path) -> None:
    roster, plan = example_roster(), example_plan()
    crews = {staff_id for run in plan.runs for staff_id in run.crew}
    for sheet in sheets_of(zh / "labs.html"):
        phones = set(PHONE.findall(sheet.text))
        assert phones <= {roster.person[staff_id].phone for staff_id in crews}


def test_times_at_the_door_are_joined() -> None:
    assert merged([(500, 520), (420, 480), (490, 505), (600, 610)]) == [(420, 520), (600, 610)]


def test_nothing_is_smaller_than_12_pt() -> None:
    templates = Path(write_print_sheets.__code__.co_filename).parent / "templates"
    css = (templates / "sheet.css").read_text(encoding="utf-8")
    sizes = re.findall(r"font(?:-size)?:\s*([\d.]+)([a-z%]*)", css)
    assert len(sizes) > 10
    assert all(unit == "pt" and float(size) >= 12 for size, unit in sizes)
    for template in templates.glob("*.jinja"):
        assert "style=" not in template.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_stay_text(tmp_path: Path, lang: Lang) -> None:
    plain = Counter[str]()
    for made in ("plain", "hostile"):
        plan, roster = (
            hostile_example() if made == "hostile" else (example_plan(), example_roster())
        )
        # Streets are holders: hostile ones are fewer or more, and so would the tags be.
        roster = roster.model_copy(
            update={
                "compounds": tuple(c.model_copy(update={"street": "S"}) for c in roster.compounds),
                "sites": tuple(s.model_copy(update={"street": "S"}) for s in roster.sites),
            }
        )
        write_print_sheets(plan, roster, tmp_path / made, lang)
        read = parsed(tmp_path / made / "print" / "all.html")
        tags = Counter(
            tag for tag in read.tags if tag in ("script", "img", "svg", "a", "b", "style")
        )
        if made == "plain":
            plain = tags
        else:
            assert tags == plain
            assert not [name for _, name, _ in read.attributes if name.startswith("on")]
            text = "".join(sheet.text for sheet in read.sheets)
            names = {s.name for s in (*roster.sites, *roster.compounds) if s.name in HOSTILE}
            used = {name for name in names if name in text}
            assert len(used) >= 5
            assert HOSTILE[5] in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_files_ask_for_nothing_from_outside(folders: dict[str, Path], lang: str) -> None:
    for path in folders[lang].iterdir():
        read = parsed(path)
        links = [value or "" for _, name, value in read.attributes if name in ("src", "href")]
        assert not [link for link in links if ":" in link or link.startswith("/")]
        assert "url(" not in path.read_text(encoding="utf-8")


def test_english_sheets_have_no_chinese_words_of_ours(folders: dict[str, Path]) -> None:
    for kind in KINDS:
        text = (folders["en"] / f"{kind}.html").read_text(encoding="utf-8")
        for word in ("采样点任务卡", "工作人员", "检测机构收样单", "出现问题时"):
            assert word not in text


def test_a_plan_with_nothing_in_it(tmp_path: Path) -> None:
    empty = Plan(round=example_plan().round)
    roster = example_roster().model_copy(update={"compounds": ()})
    write_print_sheets(empty, roster, tmp_path, "en")
    assert sheets_of(tmp_path / "print" / "all.html") == []
    assert "None in this plan." in (tmp_path / "print" / "index.html").read_text(encoding="utf-8")


def test_a_roster_that_knows_nobody(tmp_path: Path) -> None:
    """A plan is printed even where the roster has lost its rows: ids stand in for names."""
    bare = example_roster().model_copy(
        update={"staff": (), "vehicles": (), "labs": (), "officials": (), "supplies": ()}
    )
    write_print_sheets(example_plan(), bare, tmp_path, "zh")
    assert "P0001" in only(tmp_path / "print" / "points.html", "S001").text
    assert "L2" in only(tmp_path / "print" / "labs.html", "L2").text
