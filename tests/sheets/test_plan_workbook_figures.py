"""Numbers of the overview that are worked out from the plan: chain, guide, curves, changes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from masstest.domain.roster import Roster
from masstest.sheets.plan_workbook import curves
from masstest.sheets.plan_workbook import deadline_chain as chain
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.plan_workbook.figures import key_figures
from masstest.sheets.plan_workbook.guideline import guideline_check
from masstest.sheets.plan_workbook.rows_of_outcome import change_rows, rule_rows
from masstest.sheets.plan_workbook.rows_of_sampling import point_rows
from masstest.text import translator
from plan_example import example_plan, example_roster


def book(*, short: bool = True, roster: Roster | None = None) -> Book:
    return Book(example_plan(short=short), roster or example_roster(), translator("en"))


class TestDeadlineChain:
    def test_each_link_has_its_time_limit_and_slack(self) -> None:
        links = {
            link.name: (link.planned, link.limit, link.slack_min)
            for link in chain.deadline_chain(book())
        }
        assert links == {
            chain.FIRST_SAMPLE: (450, 455, 5),
            chain.SAMPLING_DONE: (835, 840, 5),
            chain.LAST_PICKUP: (842, 692, 692 - 842),
            chain.LAST_RECEPTION: (885, 796, 796 - 885),
            chain.KEY_RESULTS: (936, 1080, 144),
            chain.ALL_RESULTS: (1460, 1860, 400),
        }

    def test_what_binds_is_named(self) -> None:
        binds = {link.name: link.binds for link in chain.deadline_chain(book())}
        assert binds[chain.SAMPLING_DONE] == "体育馆东广场: 2 lanes, 1,280 people"
        assert "run V1-3" in binds[chain.LAST_PICKUP]
        # 12:05 unloaded + 210 minutes of testing = 15:35, one minute before the result
        assert "1 minute in the queue, 210 minutes of testing" in binds[chain.KEY_RESULTS]

    def test_a_doorstep_team_can_be_what_binds(self) -> None:
        roster = example_roster()
        hurried = roster.parameters.model_copy(update={"doorstep_deadline": 626})
        links = chain.deadline_chain(book(roster=roster.model_copy(update={"parameters": hurried})))
        done = next(link for link in links if link.name == chain.SAMPLING_DONE)
        assert done.slack_min == 1
        assert "T02" in done.binds


class TestGuideline:
    def test_ranges_of_the_reported_district(self) -> None:
        """310,000 people: 103-155 points, 388-517 lanes, 862 samplers (861 and a fraction)."""
        roster = example_roster()
        compound = roster.compounds[0].model_copy(update={"population": 310_000})
        district = roster.model_copy(update={"compounds": (compound,)})
        points, lanes, samplers = guideline_check(book(roster=district))
        assert (points.low, points.high) == (103, 155)
        assert (lanes.low, lanes.high) == (388, 517)
        assert (samplers.low, samplers.high) == (862, None)

    def test_verdicts(self) -> None:
        assert [m.verdict for m in guideline_check(book())] == [
            "above the guide",
            "within the guide",
            "below the guide",
        ]


class TestCurves:
    def test_everybody_is_sampled_once(self) -> None:
        plan = example_plan()
        rows = list(curves.sampling_rows(book()))
        walking = sum(row.persons for row in plan.coverage)
        visited = sum(stop.persons for team in plan.doorstep for stop in team.stops)
        assert sum(int(row["at_points"] or 0) for row in rows) == walking
        assert abs(sum(int(row["at_doors"] or 0) for row in rows) - visited) <= len(rows) / 2
        assert rows[-1]["share"] == pytest.approx(1)
        assert rows[-1]["in_all"] == walking + visited

    def test_half_hours_follow_one_another(self) -> None:
        rows = list(curves.sampling_rows(book()))
        assert all(a["until"] == b["from"] for a, b in pairwise(rows))

    def test_tubes_of_all_laboratories_together(self) -> None:
        plan, rows = example_plan(), list(curves.lab_rows_by_hour(book()))
        received = sum(hour.received for load in plan.labs for hour in load.hours)
        assert sum(int(row["received"] or 0) for row in rows) == received
        assert {row["capacity"] for row in rows} == {150}


def test_changes_name_place_and_reason() -> None:
    changes = {row["compound_id"]: row for row in change_rows(book())}
    assert changes.keys() == {"C0002", "C0004"}
    assert changes["C0002"]["from_site_ids"] == "S002"
    assert changes["C0002"]["to_site_id"] == "S001"
    assert changes["C0004"]["reason"] == "The point before can't be used this round."
    # both sites stand at the origin of the tests' map, C0002 lies 610 m / 1.3 north of it
    assert changes["C0002"]["before_m"] == changes["C0002"]["after_m"] == 469


def test_a_compound_that_is_sealed_now_changes_to_the_door() -> None:
    roster = example_roster()
    before = roster.previous[0].model_copy(update={"compound_id": "C0005"})
    rows = list(change_rows(book(roster=roster.model_copy(update={"previous": (before,)}))))
    assert [row["compound_id"] for row in rows] == ["C0005"]
    assert rows[0]["to_name"] == "at the door"
    assert rows[0]["to_site_id"] is None


def test_rules_say_where_it_is_worst() -> None:
    rows = {row["rule"]: row for row in rule_rows(book())}
    assert len(rows) == 35
    assert rows["walking_limit"]["state"] == "missed"
    assert rows["walking_limit"]["violations"] == 1
    assert rows["one_place"]["state"] == "met"


def test_key_figures_say_who_is_covered() -> None:
    figures = {tile.label: tile for tile in key_figures(book())}
    assert figures["People covered"].value == "3,300"
    assert figures["Oldest specimen at a laboratory"].value == "329 min"
    assert figures["Compounds with another point"].value == "2"


def test_a_point_lists_everybody_with_phone_numbers() -> None:
    rows = {row["site_id"]: row for row in point_rows(book())}
    point = rows["S001"]
    assert len(str(point["samplers"]).splitlines()) == 3
    assert all(line.split()[1].startswith("138") for line in str(point["samplers"]).splitlines())
    assert point["pickups"] == "09:20 陕C·A1234\n13:05 陕C·A1234"
    assert point["laboratories"] == "会展中心方舱实验室"
    plate_and_driver, courier = str(point["vehicles"]).splitlines()
    assert plate_and_driver == "陕C·A1234 朱杰"
    assert courier == "林静 13800293003"
    assert len(str(point["officials"]).splitlines()) == 3
    assert point["compounds"] == "东风小区 1000\n铁路家属院 600"
    assert rows["S002"]["problems"]
    assert not point["problems"]
