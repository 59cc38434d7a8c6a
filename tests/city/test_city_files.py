"""The command `city` and what it writes; made-up cities."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from city_cases import documents, small_city
from masstest.cli.commands import MET, SHORT, WRONG_INPUT, app
from masstest.demo.city import make_city
from masstest.domain.city import CityLab, CityPlan, DistrictRecord, Fate, LabUse, Share
from masstest.domain.outcome import Problem, Severity, Violation
from masstest.planner.city import city_problem_sentence
from masstest.planner.city.problems import city_problems
from masstest.planner.city.survey import expected_tubes, survey
from masstest.sheets import write_roster
from masstest.sheets.city_workbook import city_verdict, write_city_workbook
from masstest.text import translator
from support import DATE, compound, lab, roster

runner = CliRunner()
CITY = CityPlan(
    status="incomplete",
    date=DATE,
    districts=(
        DistrictRecord(
            district="东",
            name="=东区",
            basis="",
            passes=1,
            fate=Fate.short,
            shares={"L1": Share(tubes_per_hour=60)},
            kpis={"people": 9, "persons_covered": 8, "finish_at": "2022-03-10T13:05"},
        ),
        DistrictRecord(
            district="西", name="西区", basis="", passes=0, fate=Fate.lost, shares={}, reason="boom"
        ),
    ),
    labs=(
        CityLab(
            lab_id="L1",
            name="大棚",
            tubes_per_hour=100,
            tubes_per_day=None,
            shares={"东": Share(tubes_per_hour=60)},
            tubes=70,
            results_at=1500,
            hours=(
                LabUse(hour=600, started={"东": 60}),
                LabUse(hour=660, started={"东": 10}),
            ),
        ),
    ),
    passes=(),
    violations=(
        Violation(rule="result_deadline", subjects=("L1",), amount=1_870, limit=1_860, unit="min"),
    ),
    wall_s=1,
)


def test_the_command_plans_a_folder_and_goes_on_where_it_was(tmp_path: Path) -> None:
    folder, out = tmp_path / "rosters", tmp_path / "out"
    folder.mkdir()
    for district, made in list(small_city(2).items()):
        write_roster(made, folder / f"{district}.xlsx", "zh")
    command = [
        "city",
        str(folder),
        "-o",
        str(out),
        "--time-limit",
        "1",
        "--workers",
        "1",
        "--lang",
        "en",
    ]
    first = runner.invoke(app, command)
    assert first.exit_code in (MET, SHORT), first.output
    assert "D02" in first.output
    assert "No laboratory is overfull" in " ".join(first.output.split())
    for district in ("D01", "D02"):
        names = {path.name for path in (out / district).iterdir()}
        assert {"plan.json", "plan.xlsx", "roster.xlsx", "map.html"} <= names
        checked = runner.invoke(
            app, ["check", f"{out}/{district}/roster.xlsx", f"{out}/{district}/plan.json"]
        )
        assert checked.exit_code in (MET, SHORT), checked.output
    city = json.loads((out / "city.json").read_text("utf-8"))
    again = runner.invoke(app, [*command, "--json"])
    assert again.exit_code == first.exit_code
    assert json.loads(again.stdout)["districts"] == city["districts"], "nothing planned anew"


def test_wrong_rosters_are_refused_with_file_and_cell(tmp_path: Path) -> None:
    made = small_city(2)["D01"]
    write_roster(made, tmp_path / "东区.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "东区.xlsx")
    sheet = book.worksheets[1]
    column = [str(cell.value) for cell in sheet[2]].index("population") + 1
    sheet.cell(4, column).value = "many"
    book.save(tmp_path / "东区.xlsx")
    result = runner.invoke(app, ["city", str(tmp_path), "-o", f"{tmp_path}/out", "--lang", "en"])
    assert result.exit_code == WRONG_INPUT
    assert "东区:" in result.output
    assert "many" in result.output
    assert not (tmp_path / "out").exists()


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    result = runner.invoke(app, ["city", str(tmp_path), "-o", f"{tmp_path}/out", "--lang", "en"])
    assert result.exit_code == WRONG_INPUT
    assert "no district" in result.output
    missing = runner.invoke(app, ["city", f"{tmp_path}/no", "-o", f"{tmp_path}/out"])
    assert missing.exit_code == WRONG_INPUT


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_shows_every_district_and_every_hour(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "city.xlsx"
    assert lang == "zh" or lang == "en"
    write_city_workbook(CITY, path, lang)
    districts, labs, hours = openpyxl.load_workbook(path).worksheets
    rows = [[cell.value for cell in row] for row in districts.iter_rows(min_row=5)]
    assert [row[0] for row in rows] == ["东", "西"]
    assert rows[0][1] == "=东区"
    assert districts["B5"].data_type == "s"
    assert rows[0][8].hour == 13
    assert rows[1][-1] == "boom"
    assert [cell.value for cell in labs[5]][2:6] == [100, 60, None, 70]
    assert [cell.value for cell in hours[5]][3:] == [100, 60, 60, None]
    verdict = city_verdict(CITY, translator("zh" if lang == "zh" else "en"))
    assert verdict == districts["A2"].value
    assert "大棚" in verdict
    assert "10" in verdict


def test_times_of_the_document_are_local() -> None:
    lab_document = json.loads(CITY.to_json())["labs"][0]
    assert lab_document["hours"][0]["hour"] == "2022-03-10T10:00"
    assert lab_document["results_at"] == "2022-03-11T01:00"


def test_a_made_up_city_fits_together() -> None:
    city = dict(make_city(4, 40_000, make="town"))
    assert sum(c.population for made in city.values() for c in made.compounds) == 40_000
    surveys = [survey(district, made) for district, made in city.items()]
    assert list(city_problems(surveys)) == []
    shared = [{lab.lab_id for lab in made.labs if lab.lab_id.startswith("X")}
              for made in city.values()]  # fmt: skip
    assert set.intersection(*shared[:3]) == {"X01"}
    again = dict(make_city(4, 40_000, make="town"))
    assert again == city
    assert documents({"D01": again["D01"]}).keys() == {"D01"}


def test_expected_tubes_by_hand() -> None:
    """950 persons of a pool of ten filled to 95 %: 100 tubes; a sealed compound one by one."""
    known = roster(
        compounds=(
            compound("C1", 950, key_population=190),
            compound("C2", 30, zone="sealed", key_population=10),
        ),
        labs=(lab("L1"),),
    )
    assert expected_tubes(known) == pytest.approx((130, 30, 30))


def test_a_laboratory_that_nothing_reaches_in_time_is_not_counted_on() -> None:
    closed = lab("L2", receive_until=440)
    slow = lab("L3", turnaround_min=2_000)
    known = survey("D", roster(compounds=(compound(),), labs=(lab("L1"), closed, slow)))
    assert set(known.need.reach) == {"L1"}
    reach = known.need.reach["L1"]
    assert reach.drive_min == pytest.approx(3 * 1.4 / 25 * 60, rel=1e-3)
    assert reach.hours - reach.key_hours == pytest.approx(13)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_contradiction_has_a_sentence(lang: str) -> None:
    city = list(make_city(2, 16_000, make="town"))
    (_, first), (_, second) = city
    labs = tuple(x.model_copy(update={"turnaround_min": 5}) for x in second.labs)
    order = second.round.model_copy(update={"result_deadline": 1_700})
    wrong = second.model_copy(
        update={"labs": labs, "round": order, "vehicles": first.vehicles, "staff": first.staff}
    )
    problems = list(city_problems([survey("东", first), survey("西", wrong)]))
    assert {p.code for p in problems} == {
        "city_round", "city_lab", "city_vehicle", "city_person"
    }  # fmt: skip
    t = translator("zh" if lang == "zh" else "en")
    sentences = [city_problem_sentence(problem, t) for problem in problems]
    assert all("西" in sentence and "东" in sentence for sentence in sentences)
    missing = Problem(
        code="city_cluster_missing", severity=Severity.error, facts={"address": "a", "detail": "d"}
    )
    assert "masstest[cluster]" in city_problem_sentence(missing, t)
