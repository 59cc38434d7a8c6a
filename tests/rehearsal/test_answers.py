"""What many days say: probabilities, weak links, what helps, and how well slack tells."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from masstest.domain.outcome import BadInput
from masstest.rehearsal.answers import ADVISED_FROM_DAYS, GOOD_SHARE, Rehearsal, answers
from masstest.rehearsal.breakdowns import Breakdown, read_breakdowns, unknown_subjects
from masstest.rehearsal.chance import (
    prediction_auc,
    probability,
    quantiles,
    rank_correlation,
    ranks,
)
from masstest.rehearsal.days import Orders, simulate_days
from masstest.rehearsal.document import document, write_tables
from masstest.rehearsal.margins import Group, margin_advice
from masstest.rehearsal.sentences import rehearsal_lines
from masstest.rehearsal.spread import Spread
from masstest.text import translator
from rehearsal_days import small_course, town_course

FORECAST_AT_MIN = 11 * 60.0
ROUGH = dataclasses.replace(
    Spread(),
    lane_pace_day_sd=0.08,
    lane_pace_point_sd=0.1,
    doorstep_pace_team_sd=0.2,
    traffic_day_sd=0.2,
    traffic_leg_sd=0.4,
)


def town_orders(*breakdowns: Breakdown, spread: Spread | None = None) -> Orders:
    return Orders(town_course(), spread or Spread(), breakdowns, 1, FORECAST_AT_MIN)


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    """Days that go much worse than usual: on usual ones nothing in the town is ever late."""
    orders = town_orders(spread=ROUGH)
    return answers(orders, simulate_days(orders, 60, 1))


def test_without_spread_every_deadline_holds_as_planned() -> None:
    orders = dataclasses.replace(town_orders(), spread=Spread.none())
    found = answers(orders, simulate_days(orders, 2, 1))
    for deadline in found.deadlines:
        assert deadline.holds.share == 1
        assert deadline.in_time_share == 1
        assert deadline.figures is not None
        assert deadline.figures.p50 == pytest.approx(deadline.planned_min, abs=1.0)
    assert found.holds
    assert found.missed_share == 0
    assert found.extra_trips == 0
    for link in found.links:
        assert link.late.share == 0
        assert link.figures is not None
        assert link.figures.p50 == pytest.approx(link.planned_min, abs=1.0)


def test_a_margin_is_advised_that_makes_the_deadline_hold() -> None:
    """Two points planned for 13:40 and 13:00; on one day of four the first is late by 15 min."""
    reached = np.array([[835.0, 790.0], [838.0, 785.0], [830.0, 788.0], [855.0, np.nan]])
    points = Group("finish_margin_min", 20, 840.0, 840.0, np.array([820.0, 780.0]), reached)
    (advice,) = margin_advice([points], 0.9)
    assert (advice.margin_min, advice.until_min, advice.links, advice.share) == (40, 800, 1, 1.0)
    assert margin_advice([points], 0.75) == ()
    on_time = dataclasses.replace(points, planned=np.array([600.0, 600.0]))
    assert margin_advice([on_time], 0.9) == ()  # no margin would bring them forward


def test_few_days_advise_nothing(rehearsal: Rehearsal) -> None:
    assert any(each.advice for each in rehearsal.deadlines)
    few = simulate_days(rehearsal.orders, ADVISED_FROM_DAYS - 1, 1)
    found = answers(rehearsal.orders, few)
    assert any(each.holds.share < GOOD_SHARE for each in found.deadlines)
    assert not any(each.advice for each in found.deadlines)


def test_the_number_of_processes_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masstest.rehearsal.days._WORTHWHILE_PERSON_DAYS", 0)
    orders = Orders(small_course(), Spread(), (), 1, None)
    one, two = (simulate_days(orders, 12, processes) for processes in (1, 2))
    for alone, shared in zip(one, two, strict=True):
        for each in dataclasses.fields(alone):
            a, b = getattr(alone, each.name), getattr(shared, each.name)
            np.testing.assert_array_equal(a, b, err_msg=each.name)


def test_progress_is_told_day_by_day() -> None:
    told: list[int] = []
    simulate_days(Orders(small_course(), Spread(), (), 1, None), 3, 1, told.append)
    assert told == [1, 2, 3]


def test_probabilities_and_shares_are_sane(rehearsal: Rehearsal) -> None:
    assert [d.kind for d in rehearsal.deadlines] == [
        "sampling",
        "key_results",
        "results",
        "specimen_age",
    ]
    for deadline in rehearsal.deadlines:
        assert deadline.holds.low <= deadline.holds.share <= deadline.holds.high
        assert 0.9 < deadline.in_time_share <= 1
        assert deadline.figures is not None
        assert deadline.figures.p10 <= deadline.figures.p50 <= deadline.figures.p90
    assert 0.04 < rehearsal.missed_share < 0.12
    waits = {wait.site_id: wait for wait in rehearsal.waits}
    assert set(waits) == {point.site_id for point in town_course().points}
    for wait in waits.values():
        assert 0 < wait.mean_min < wait.p95_min < wait.worst_p90_min


def test_weak_links_are_the_late_ones(rehearsal: Rehearsal) -> None:
    late = [link for link in rehearsal.links if link.late.share > 0]
    assert late == list(rehearsal.links[: len(late)])
    for deadline, kinds in (("sampling", {"point", "team"}), ("specimen_age", {"run"})):
        missed = 1 - next(d for d in rehearsal.deadlines if d.kind == deadline).holds.share
        blamed = sum(link.worst_share for link in rehearsal.links if link.kind in kinds)
        assert blamed == pytest.approx(missed)
    for link in rehearsal.links:
        assert link.figures is not None
        assert (link.advice is not None) == (link.figures.p90 > link.limit_min)


def test_slack_tells_what_goes_late(rehearsal: Rehearsal) -> None:
    everything = rehearsal.slack[0]
    assert everything.kind == "all"
    assert everything.subjects == len(rehearsal.links)
    assert everything.auc is not None
    assert everything.auc > 0.75
    assert everything.correlation is not None
    assert everything.correlation > 0.2


def test_breakdowns_hurt(rehearsal: Rehearsal) -> None:
    lab = max(town_course().plan.labs, key=lambda row: row.tubes).lab_id
    orders = town_orders(
        Breakdown("lab", lab, 660), Breakdown("rain", "0.4", 480, 720, 0.4), spread=ROUGH
    )
    hurt = answers(orders, simulate_days(orders, 20, 1))
    for before, after in zip(rehearsal.deadlines[:3], hurt.deadlines, strict=False):
        assert before.figures is not None
        assert after.figures is not None
        assert after.figures.p50 > before.figures.p50


def test_a_forecast_is_compared_with_every_day(rehearsal: Rehearsal) -> None:
    accuracy = rehearsal.forecast
    assert accuracy is not None
    assert (accuracy.at_min, accuracy.days) == (FORECAST_AT_MIN, rehearsal.days)
    assert accuracy.within_share > 0.6
    assert abs(accuracy.median_error_min) < 10


def test_the_document_is_json_and_says_it_all(
    rehearsal: Rehearsal, tmp_path: pytest.TempPathFactory
) -> None:
    whole = document(rehearsal, translator("en"))
    assert json.loads(json.dumps(whole)) == whole
    assert whole["schema"] == "masstest.rehearsal/1"
    assert {row["source"] for row in whole["spread"]} - {""} != set()
    assert all(row["unit"] for row in whole["spread"])
    assert len(whole["links"]) == len(rehearsal.links)
    files = write_tables(rehearsal, tmp_path, translator("zh"))  # type: ignore[arg-type]
    assert [path.name for path in files] == ["rehearsal.json", "links.csv", "waits.csv"]
    rows = files[1].read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + len(rehearsal.links)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sentences_name_the_weakest_and_what_helps(rehearsal: Rehearsal, lang: str) -> None:
    t = translator("en" if lang == "en" else "zh")
    lines = list(rehearsal_lines(rehearsal, t))
    text = "\n".join(lines)
    assert "{" not in text
    assert rehearsal.links[0].subject in text
    if lang == "zh":
        assert "最薄弱的环节" in text
        assert not any(word in text for word in ("holds", "slack", "late"))


def test_wilson_intervals() -> None:
    half = probability(50, 100)
    assert (half.share, half.low, half.high) == pytest.approx((0.5, 0.4038, 0.5962), abs=1e-4)
    assert probability(0, 0).high == 1
    sure = probability(500, 500)
    assert sure.share == 1
    assert 0.99 < sure.low < 1


def test_ranks_and_correlations() -> None:
    assert ranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1.0, 3.5, 2.0]
    rising = np.array([1.0, 2.0, 3.0, 9.0])
    assert rank_correlation(rising, rising**2) == pytest.approx(1)
    assert rank_correlation(rising, -rising) == pytest.approx(-1)
    assert rank_correlation(rising, np.ones(4)) is None


def test_slack_that_tells_everything_nothing_or_the_opposite() -> None:
    slack = np.array([0.0, 10.0, 20.0])
    assert prediction_auc(slack, np.array([1.0, 0.0, 0.0])) == 1
    assert prediction_auc(slack, np.array([0.0, 0.0, 1.0])) == 0
    assert prediction_auc(np.zeros(3), np.array([1.0, 0.0, 0.5])) == 0.5
    assert prediction_auc(slack, np.zeros(3)) is None


def test_quantiles_leave_out_what_is_unknown() -> None:
    found = quantiles(np.array([1.0, np.nan, 3.0, 2.0]))
    assert found is not None
    assert found.p50 == 2
    assert quantiles([np.nan]) is None


def test_breakdowns_are_read() -> None:
    text = "vehicle=V11@10:30, lab=L02@11:00-12:30,site=S007@9:15,rain=0.8@08:00-11:00"
    assert read_breakdowns(text) == (
        Breakdown("vehicle", "V11", 630),
        Breakdown("lab", "L02", 660, 750),
        Breakdown("site", "S007", 555),
        Breakdown("rain", "0.8", 480, 660, 0.8),
    )
    assert read_breakdowns("") == ()


@pytest.mark.parametrize(
    "text", ["V11@10:30", "lab=L02", "lab=L02@12:00-11:00", "rain=2@08:00", "rain=wet@08:00"]
)
def test_what_is_no_breakdown_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_breakdowns(f"site=S1@09:00,{text}")
    assert [problem.facts["part"] for problem in refused.value.problems] == [text]


def test_breakdowns_of_nothing_are_named() -> None:
    course = small_course()
    known = read_breakdowns("lab=L1@09:00,rain=0.5@09:00,site=P9@10:00")
    unknown = unknown_subjects(known, course.plan, course.roster)
    assert [each.subject for each in unknown] == ["P9"]
