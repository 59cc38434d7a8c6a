"""GeoJSON files: valid, complete, and in WGS-84 with longitude first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import support
from masstest.domain.plan import Plan
from masstest.sheets.geojson import write_geojson
from plan_example import example_plan, example_roster


@pytest.fixture
def files(tmp_path: Path) -> dict[str, list[dict[str, Any]]]:
    write_geojson(example_plan(), example_roster(), tmp_path)
    features = {}
    for name in ("points", "runs"):
        collection = json.loads((tmp_path / f"{name}.geojson").read_text(encoding="utf-8"))
        assert collection["type"] == "FeatureCollection"
        features[name] = collection["features"]
    return features


def of_kind(features: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [f for f in features if f["properties"]["kind"] == kind]


def test_positions_are_longitude_and_latitude(files: dict[str, list[dict[str, Any]]]) -> None:
    for feature in files["points"] + files["runs"]:
        assert feature["type"] == "Feature"
        geometry = feature["geometry"]
        line = geometry["type"] == "LineString"
        positions = geometry["coordinates"] if line else [geometry["coordinates"]]
        assert len(positions) >= (2 if line else 1)
        for lon, lat in positions:
            assert lon == support.LON
            assert support.LAT <= lat < support.LAT + 0.1


def test_points_have_what_a_map_shows(files: dict[str, list[dict[str, Any]]]) -> None:
    points = {
        f["properties"]["site_id"]: f["properties"] for f in of_kind(files["points"], "point")
    }
    assert points.keys() == {"S001", "S002", "S003"}
    assert points["S001"]["compound_ids"] == ["C0001", "C0002"]
    assert points["S002"]["slack_min"] == -25
    assert points["S001"]["finish_at"] == "2022-03-10T12:52"


def test_compounds_know_their_point_or_team(files: dict[str, list[dict[str, Any]]]) -> None:
    rows = {f["properties"]["compound_id"]: f["properties"]
            for f in of_kind(files["points"], "compound")}  # fmt: skip
    assert rows["C0003"]["site_ids"] == ["S002"]
    assert rows["C0005"]["site_ids"] == []
    assert rows["C0005"]["team_ids"] == ["T01"]
    assert len(of_kind(files["points"], "lab")) == 2


def test_every_run_and_stop_is_there(files: dict[str, list[dict[str, Any]]]) -> None:
    plan, runs = example_plan(), files["runs"]
    assert [f["properties"]["run_id"] for f in of_kind(runs, "specimen")] == [
        run.run_id for run in plan.runs
    ]
    assert len(of_kind(runs, "supply")) == len(plan.supply_runs)
    assert len(of_kind(runs, "waste")) == len(plan.waste_runs)
    assert len(of_kind(runs, "doorstep")) == len(plan.doorstep)
    every_run = (*plan.runs, *plan.supply_runs, *plan.waste_runs, *plan.doorstep)
    assert len(of_kind(runs, "stop")) == sum(len(run.stops) for run in every_run)


def test_a_later_run_begins_where_the_last_one_ended(
    files: dict[str, list[dict[str, Any]]],
) -> None:
    lines = {f["properties"]["run_id"]: f["geometry"]["coordinates"]
             for f in of_kind(files["runs"], "specimen")}  # fmt: skip
    assert lines["V1-2"][0] == lines["V1-1"][-1]


def test_a_team_that_stays_at_one_place_is_a_point(
    files: dict[str, list[dict[str, Any]]],
) -> None:
    assert {f["geometry"]["type"] for f in of_kind(files["runs"], "doorstep")} == {"Point"}


def test_an_empty_plan_gives_empty_collections(tmp_path: Path) -> None:
    roster = example_roster().model_copy(update={"compounds": ()})
    write_geojson(Plan(round=example_plan().round), roster, tmp_path)
    for name in ("points", "runs"):
        text = (tmp_path / f"{name}.geojson").read_text(encoding="utf-8")
        assert json.loads(text)["features"] == []
