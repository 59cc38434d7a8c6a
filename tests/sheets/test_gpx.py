"""GPX files: valid, complete, in WGS-84, under safe names, and silent about people."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

import support
from masstest.domain.plan import Plan, Run, Stop
from masstest.domain.roster import Roster
from masstest.sheets.gpx import write_gpx
from plan_example import example_plan, example_roster

GPX = "{http://www.topografix.com/GPX/1/1}"


def routes_in(path: Path) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.tag == f"{GPX}gpx"
    assert root.get("version") == "1.1"
    assert root[0].tag == f"{GPX}metadata"
    return root.findall(f"{GPX}rte")


def texts(element: ElementTree.Element, tag: str) -> list[str]:
    return [found.text or "" for found in element.iter(f"{GPX}{tag}")]


def with_vehicles(*vehicle_ids: str) -> tuple[Plan, Roster]:
    """A plan in which each of the vehicles makes one run, and its roster."""
    roster = support.roster(
        sites=(support.site("P1", name="A & B <school>\n\x0bgate"),),
        vehicles=tuple(support.vehicle(v) for v in vehicle_ids),
        labs=(support.lab("L1"),),
    )
    runs = tuple(
        Run(
            run_id=f"R{number}", vehicle_id=vehicle_id, start=500, end=560,
            stops=(
                Stop(kind="pickup", site_id="P1", arrive=510, depart=518, tubes=9, key_tubes=0),
                Stop(kind="deliver", lab_id="L1", arrive=530, depart=540, tubes=9, key_tubes=0),
            ),
        )
        for number, vehicle_id in enumerate(vehicle_ids)
    )  # fmt: skip
    return Plan(round=example_plan().round, runs=runs), roster


def test_every_vehicle_that_runs_has_a_file_with_its_runs(tmp_path: Path) -> None:
    plan = example_plan()
    paths = write_gpx(plan, example_roster(), tmp_path)
    assert [path.name for path in paths] == ["G1.gpx", "V1.gpx", "V2.gpx", "W1.gpx"]
    assert {path.parent for path in paths} == {tmp_path / "gpx"}
    assert {p.name: len(routes_in(p)) for p in paths} == {
        "G1.gpx": 1, "V1.gpx": 3, "V2.gpx": 1, "W1.gpx": 1,
    }  # fmt: skip


def test_a_route_is_its_stops_with_times_in_their_names(tmp_path: Path) -> None:
    write_gpx(example_plan(), example_roster(), tmp_path, "en")
    route = routes_in(tmp_path / "gpx" / "V1.gpx")[0]
    assert texts(route, "name") == [
        "V1-1 09:00-10:20",
        "09:00 陕C·A1234",
        "1. 09:20 金陵小学操场",
        "2. 09:35 体育馆东广场",
        "3. 10:05 会展中心方舱实验室",
    ]
    assert texts(route, "desc")[0] == "pick up 60 tubes, leave 09:28"


def test_a_later_run_begins_where_the_last_one_ended(tmp_path: Path) -> None:
    write_gpx(example_plan(), example_roster(), tmp_path)
    first, second, _ = routes_in(tmp_path / "gpx" / "V1.gpx")
    ends, begins = first.findall(f"{GPX}rtept")[-1], second.findall(f"{GPX}rtept")[0]
    assert (ends.get("lat"), ends.get("lon")) == (begins.get("lat"), begins.get("lon"))


def test_places_are_in_wgs84(tmp_path: Path) -> None:
    roster = example_roster()
    for path in write_gpx(example_plan(), roster, tmp_path):
        for route in routes_in(path):
            for place in route.findall(f"{GPX}rtept"):
                assert float(place.get("lon", "")) == support.LON
                assert support.LAT <= float(place.get("lat", "")) < support.LAT + 0.1


def test_nobody_is_named(tmp_path: Path) -> None:
    roster = example_roster()
    text = "".join(
        p.read_text(encoding="utf-8") for p in write_gpx(example_plan(), roster, tmp_path)
    )
    for person in (*roster.staff, *roster.officials):
        assert person.name not in text
        assert person.phone not in text


def test_names_are_safe_and_differ(tmp_path: Path) -> None:
    ids = (
        "a/b",
        "a:b",
        "A?B",
        "../../etc/x",
        "..",
        "CON",
        "lpt1.old",
        "陕C·A1234",
        "v" * 300,
        "nul ",
    )
    paths = write_gpx(*with_vehicles(*ids), tmp_path)
    names = [path.name.casefold() for path in paths]
    assert len(set(names)) == len(ids)
    for path in paths:
        assert path.parent == tmp_path / "gpx"
        assert path.is_file()
        assert len(path.name) < 100
        assert not set(path.name) & set('\\/:*?"<>|')
        assert path.stem.split(".")[0].casefold() not in {"con", "lpt1", "nul"}
    assert (tmp_path / "gpx" / "陕C·A1234.gpx").is_file()


def test_any_text_makes_valid_xml(tmp_path: Path) -> None:
    (path,) = write_gpx(*with_vehicles("V&<1>"), tmp_path)
    assert texts(routes_in(path)[0], "name")[2] == "1. 08:30 A & B <school> gate"


def test_files_of_an_earlier_plan_are_removed_and_others_stay(tmp_path: Path) -> None:
    write_gpx(*with_vehicles("V1", "V2"), tmp_path)
    own = tmp_path / "gpx" / "my track.gpx"
    own.write_text("<gpx/>", encoding="utf-8")
    write_gpx(*with_vehicles("V2"), tmp_path)
    assert {p.name for p in (tmp_path / "gpx").iterdir()} == {"V2.gpx", "my track.gpx"}


def test_a_place_that_nobody_knows_is_left_out(tmp_path: Path) -> None:
    plan, roster = with_vehicles("V1")
    (path,) = write_gpx(plan, roster.model_copy(update={"sites": ()}), tmp_path)
    assert len(routes_in(path)[0].findall(f"{GPX}rtept")) == 2


def test_a_plan_without_runs_has_no_files(tmp_path: Path) -> None:
    assert write_gpx(Plan(round=example_plan().round), example_roster(), tmp_path) == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_next_day_times_say_so(lang: str, tmp_path: Path) -> None:
    plan, roster = with_vehicles("V1")
    late = plan.runs[0].model_copy(update={"start": 1450, "end": 1500})
    write_gpx(plan.model_copy(update={"runs": (late,)}), roster, tmp_path, lang)
    route = routes_in(tmp_path / "gpx" / "V1.gpx")[0]
    assert texts(route, "name")[0] == "R0 +1 00:10-+1 01:00"
