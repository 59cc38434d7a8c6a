"""What is different between two plans, counted on a round worked out by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from masstest.domain.outcome import Shortage, StageReport, StageStatus
from masstest.domain.plan import Coverage, Plan, Slot
from masstest.domain.roster import Role, VehicleKind
from masstest.planner.differences import (
    ChangeKind,
    PlanDifferences,
    StaffChangeKind,
    change_kind_name,
    change_rows,
    difference_lines,
    differences,
)
from masstest.text import Lang, translator
from valid_plan import edit, edit_stop, valid_plan, valid_roster, without

BEFORE = valid_plan()


def compare(after: Plan) -> PlanDifferences:
    return differences(BEFORE, after, valid_roster(), valid_roster())


def moved(compound_id: str, **changes: Any) -> Plan:
    """The plan with another row of coverage for one compound."""
    return edit(BEFORE, "coverage", lambda row: row.compound_id == compound_id, **changes)


def busy_plan() -> Plan:
    """Something of everything is different."""
    after = moved("C2", site_id="P2", walk_m=800)
    after = edit(after, "points", lambda p: p.site_id == "P1", lanes=2)
    after = edit(after, "duties", lambda d: d.staff_id == "usher-P2", at="P1")
    after = edit_stop(after, "R2", 0, arrive=612)
    after = edit(after, "labs", lambda x: True, results_at=870)
    after = edit(after, "doorstep", lambda t: t.team_id == "T1", staff_ids=("doorstep-1",))
    shortage = Shortage(rule="full_coverage", subject="C1", amount=5, unit="persons")
    return after.model_copy(
        update={"status": "short", "shortages": (shortage,), "kpis": {**after.kpis, "runs": 4}}
    )


def test_a_plan_does_not_differ_from_itself() -> None:
    same = compare(valid_plan())
    assert same.empty
    assert difference_lines(same, translator("en")) == ["Nothing changed."]
    assert change_rows(same, translator("en")) == []


def test_other_ids_of_runs_and_teams_are_no_difference() -> None:
    """Runs and teams are matched by what they do."""
    teams = {"T1": "T7", "T2": "T1"}
    renamed = BEFORE.model_copy(
        update={
            "doorstep": tuple(
                team.model_copy(update={"team_id": teams[team.team_id]})
                for team in reversed(BEFORE.doorstep)
            ),
            "duties": tuple(
                duty.model_copy(update={"at": teams.get(duty.at, duty.at)})
                for duty in BEFORE.duties
            ),
            "runs": tuple(
                run.model_copy(
                    update={
                        "run_id": f"X{n}",
                        "stops": tuple(
                            stop.model_copy(
                                update={"team_id": teams.get(stop.team_id or "", stop.team_id)}
                            )
                            for stop in run.stops
                        ),
                    }
                )
                for n, run in enumerate(reversed(BEFORE.runs))
            ),
        }
    )
    assert compare(renamed).empty


def test_people_with_another_point_are_counted() -> None:
    found = compare(moved("C2", site_id="P2", walk_m=800))
    (change,) = found.compounds
    assert (change.elsewhere, change.retimed, change.gained, change.lost) == (120, 0, 0, 0)
    assert change.extra_walk_m == 120 * (800 - 260)
    assert found.persons_elsewhere == found.persons_told == 120


def test_part_of_a_compound_moves() -> None:
    stay, go = (
        Coverage(
            compound_id="C2",
            site_id=site_id,
            persons=60,
            key_persons=0,
            walk_m=walk_m,
            slots=(Slot(from_=begin, until=begin + 30, persons=60, key=0),),
        )
        for site_id, walk_m, begin in (("P1", 260, 540), ("P2", 800, 480))
    )
    rows = tuple(row for row in BEFORE.coverage if row.compound_id != "C2")
    found = compare(BEFORE.model_copy(update={"coverage": (*rows, stay, go)}))
    assert (found.persons_elsewhere, found.persons_retimed) == (60, 0)


def test_only_those_with_another_slot_are_told() -> None:
    """120 people in two slots of 60: the second slot moves by half an hour."""
    slots = tuple(Slot(from_=at, until=at + 30, persons=60, key=0) for at in (540, 600))
    found = compare(moved("C2", slots=slots))
    assert (found.persons_elsewhere, found.persons_retimed, found.persons_told) == (0, 60, 60)


def test_people_who_lose_their_appointment() -> None:
    slots = (Slot(from_=540, until=570, persons=60, key=0),)
    (change,) = compare(moved("C2", persons=60, slots=slots)).compounds
    assert (change.elsewhere, change.retimed, change.lost) == (0, 0, 60)


@pytest.mark.parametrize(("minutes", "told"), [(30, 0), (31, 40)])
def test_a_visit_may_move_by_half_an_hour(minutes: int, told: int) -> None:
    def later(stops: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            s.model_copy(update={"arrive": s.arrive + minutes, "depart": s.depart + minutes})
            for s in stops
        )

    after = edit(BEFORE, "doorstep", lambda team: team.team_id == "T2", stops=later)
    assert compare(after).persons_told == told


def test_points_open_close_and_change() -> None:
    assert [c.site.id for c in compare(without(BEFORE, "points", _is("P2"))).points] == ["P2"]
    (opened,) = differences(without(BEFORE, "points", _is("P2")), BEFORE).points
    assert opened.before is None
    assert opened.after is not None
    (grown,) = compare(edit(BEFORE, "points", _is("P1"), lanes=2)).points
    assert grown.before is not None
    assert grown.after is not None
    assert (grown.before.lanes, grown.after.lanes) == (1, 2)
    assert not compare(edit(BEFORE, "points", _is("P1"), finish_at=599)).points


def _is(site_id: str) -> Any:
    return lambda point: point.site_id == site_id


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"at": "P2"}, {StaffChangeKind.place}),
        ({"role": Role.usher}, {StaffChangeKind.role}),
        ({"end": 590}, {StaffChangeKind.time}),
        ({"staff_id": "reserve-sampler"}, {StaffChangeKind.called, StaffChangeKind.released}),
    ],
)
def test_changes_of_a_duty(changes: dict[str, Any], kinds: set[StaffChangeKind]) -> None:
    after = edit(BEFORE, "duties", lambda duty: duty.staff_id == "sampler-P1", **changes)
    found = compare(after).staff
    assert {kind for change in found for kind in change.kinds} - {StaffChangeKind.lane} == kinds


def test_a_duty_in_two_pieces_without_a_gap_is_the_same_duty() -> None:
    lead = next(duty for duty in BEFORE.duties if duty.staff_id == "lead-P1")
    pieces = (lead.model_copy(update={"end": 500}), lead.model_copy(update={"start": 500}))
    rest = tuple(duty for duty in BEFORE.duties if duty is not lead)
    assert not compare(BEFORE.model_copy(update={"duties": rest + pieces})).staff


def test_runs_are_new_gone_or_different() -> None:
    gone = compare(without(BEFORE, "runs", lambda run: run.run_id == "R2"))
    assert [(c.kind, c.before.run_id if c.before else None, c.after) for c in gone.runs] == [
        (VehicleKind.specimen, "R2", None)
    ]
    other = compare(edit(BEFORE, "runs", lambda run: run.run_id == "R2", vehicle_id="V2"))
    assert [c.changed for c in other.runs] == [("vehicle",)]
    later = compare(edit_stop(BEFORE, "R2", 0, arrive=612))
    assert [c.changed for c in later.runs] == [("times",)]
    assert [c.kind for c in compare(without(BEFORE, "waste_runs", lambda run: True)).runs] == [
        VehicleKind.waste
    ]


def test_figures_say_whether_they_got_better() -> None:
    after = edit(BEFORE, "labs", lambda load: True, key_results_at=800, results_at=850)
    figures = {change.figure: change for change in compare(after).figures}
    assert figures["key_results_at"].better is False
    assert figures["results_at"].better is True
    assert {change.figure for change in compare(busy_plan()).figures} >= {"runs", "results_at"}


def test_shortages_end_and_begin() -> None:
    found = compare(busy_plan())
    (new,) = found.shortages
    assert (new.before, new.after) == (None, 5)
    (ended,) = differences(busy_plan(), BEFORE).shortages
    assert (ended.before, ended.after) == (5, None)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sentences_are_complete_in_both_languages(lang: Lang) -> None:
    for after in (busy_plan(), without(BEFORE, "points", _is("P2"))):
        lines = difference_lines(compare(after), translator(lang))
        assert len(lines) >= 3
        assert not [line for line in lines if "{" in line or "}" in line]
    backwards = difference_lines(differences(busy_plan(), BEFORE), translator(lang))
    assert not [line for line in backwards if "{" in line]


def test_the_summary_counts_what_matters() -> None:
    summary = difference_lines(compare(busy_plan()), translator("en"))[0]
    for part in ("120 people get another place", "1 staff another place", "all results 8 minutes"):
        assert part in summary


def test_long_lists_are_cut_on_request() -> None:
    fewer = without(BEFORE, "duties", lambda duty: duty.at in ("P1", "P2"))
    lines = difference_lines(compare(fewer), translator("en"), most=3)
    assert "  … and 9 more." in lines


def test_rows_name_everybody_who_is_told() -> None:
    found = compare(busy_plan())
    rows = change_rows(found, translator("en"))
    assert sum(row.residents_told for row in rows) == found.persons_told
    assert sum(row.staff_told for row in rows) == found.staff_told
    assert {row.kind for row in rows} == set(ChangeKind) - {ChangeKind.term}
    assert all(change_kind_name(row.kind, translator("zh")) for row in rows)


def test_terms_of_the_objectives_say_what_quality_was_given_up() -> None:
    report = StageReport(
        stage="transport",
        status=StageStatus.feasible,
        objective=460,
        terms={"drive": 160, "age": 0.4, "vehicles": 300},
    )
    worse = report.model_copy(update={"terms": {"drive": 184, "age": 0.9, "vehicles": 300}})
    found = differences(
        BEFORE.model_copy(update={"stages": (report,)}),
        BEFORE.model_copy(update={"stages": (worse,)}),
    )
    (row,) = change_rows(found, translator("en"))
    assert (row.subject, row.before, row.after) == (
        "Transport and laboratories: driving", "160 minutes", "184 minutes"
    )  # fmt: skip
    assert (row.change, row.better, row.residents_told, row.staff_told) == (
        "+24 minutes",
        False,
        0,
        0,
    )
    assert found.empty


def test_json_has_iso_times_and_the_totals() -> None:
    document = json.loads(compare(busy_plan()).to_json())
    assert document["persons_elsewhere"] == 120
    assert document["points"][0]["after"]["open_from"] == "2022-03-10T07:00"
