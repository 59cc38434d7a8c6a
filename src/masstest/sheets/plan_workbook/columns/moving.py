"""Sheets about what is driven: specimens to laboratories, supplies and waste."""

from __future__ import annotations

from masstest.domain import roster as r
from masstest.sheets.columns.table import Kind
from masstest.sheets.plan_workbook.column import Look, PlanSheet
from masstest.sheets.plan_workbook.columns.shared import (
    ARRIVE_DEPART,
    CREW_IDS,
    DRIVER,
    PLACE,
    ROW_KEY,
    RUN_SPAN,
    SLACK,
    STOP,
    STREET,
    VEHICLE,
    field,
    moment,
    people,
    shown,
    whole,
)
from masstest.text import N_

RUNS = PlanSheet(
    "runs", "转运趟次", "Transport runs", title_columns=3,
    if_empty=N_("No specimens are transported in this plan."),
    columns=(
        field("run_id", "趟次", "Run", Kind.id, 8),
        *VEHICLE,
        field("zone_class", "样本类别", "Specimens", width=11),
        DRIVER,
        people("courier", "转运专人", "Courier"),
        *RUN_SPAN,
        STOP,
        field("kind", "作业", "Task", width=7),
        PLACE,
        *ARRIVE_DEPART,
        whole("tubes", "采样管", "Tubes"),
        whole("key_tubes", "重点人群采样管", "Key-group tubes", 8),
        shown("boxes", "样本箱", "Boxes", Kind.whole, 6),
        moment("oldest_sample_at", "最早采样", "Oldest sample"),
        shown("age_min", "样本时长（分钟）", "Age (min)", Kind.whole, 8),
        SLACK,
        field("site_id", "点位编号", "Point id", Kind.id, 9),
        field("team_id", "上门小组编号", "Team id", Kind.id, 9),
        field("compound_id", "会合小区编号", "Meets at compound", Kind.id, 9),
        field("lab_id", "检测机构编号", "Laboratory id", Kind.id, 9),
        CREW_IDS,
        ROW_KEY,
    ),
    printed="slack_min",
)  # fmt: skip

LABS = PlanSheet(
    "labs", "检测机构", "Laboratories", title_columns=2,
    if_empty=N_("No tubes go to a laboratory in this plan."),
    columns=(
        field("lab_id", "机构编号", "Laboratory id", Kind.id, 10),
        shown("name", "机构名称", "Laboratory", width=22),
        shown("kind", "类型", "Kind", Kind.word, 8, words=r.LabKind),
        whole("tubes", "全天采样管", "Tubes in all", 9),
        whole("key_tubes", "其中重点人群", "Of them key group", 9),
        moment("key_results_at", "重点人群出齐", "Key results"),
        moment("results_at", "全部出齐", "All results"),
        moment("hour", "时段起", "Hour from"),
        whole("received", "接收", "Received", 8),
        whole("started", "上机", "Started", 8),
        whole("resulted", "出结果", "Resulted", 8),
        whole("waiting", "期末待检", "Waiting", 8),
        shown("capacity", "每小时能力", "Capacity per hour", Kind.whole, 9),
        shown("load", "负荷", "Load", Kind.number, 7, Look.share),
    ),
)  # fmt: skip

SUPPLIES = PlanSheet(
    "supplies", "物资", "Supplies", title_columns=1, printed="slack_min",
    if_empty=N_("No supplies are sent in this plan."),
    columns=(
        shown("place", "采样点 / 上门小组", "Point or team", width=24),
        STREET,
        field("item", "物资", "Item", width=18),
        field("quantity", "数量", "Quantity", Kind.number, 9),
        shown("unit", "单位", "Unit", width=7),
        shown("packs", "整包数", "Packs", Kind.number, 7),
        shown("pack_size", "每包数量", "Pack size", Kind.number, 8),
        shown("run_id", "配送趟次", "Supply run", width=9),
        shown("plate", "车牌", "Plate", width=11),
        shown("arrives", "送达", "Arrives", Kind.time, 8),
        shown("opens", "开点", "Opens", Kind.time, 8),
        SLACK,
        field("site_id", "点位编号", "Point id", Kind.id, 9),
        field("team_id", "上门小组编号", "Team id", Kind.id, 9),
    ),
)  # fmt: skip

SUPPLY_RUNS = PlanSheet(
    "supply_runs", "物资配送", "Supply runs", title_columns=3, printed="slack_min",
    if_empty=N_("No supply vehicle runs in this plan."),
    columns=(
        field("run_id", "趟次", "Run", Kind.id, 8),
        *VEHICLE,
        DRIVER,
        *RUN_SPAN,
        STOP,
        PLACE,
        *ARRIVE_DEPART,
        shown("opens", "开点", "Opens", Kind.time, 8),
        SLACK,
        field("site_id", "点位编号", "Point id", Kind.id, 9),
        CREW_IDS,
    ),
)  # fmt: skip

WASTE_RUNS = PlanSheet(
    "waste_runs", "医废", "Medical waste", title_columns=3, printed="slack_min",
    if_empty=N_("No medical-waste vehicle runs in this plan."),
    columns=(
        field("run_id", "趟次", "Run", Kind.id, 8),
        *VEHICLE,
        DRIVER,
        *RUN_SPAN,
        STOP,
        PLACE,
        *ARRIVE_DEPART,
        shown("closes", "撤点", "Point closes", Kind.time, 8),
        shown("due_at", "最迟清运", "Due by", Kind.time, 8),
        SLACK,
        field("site_id", "点位编号", "Point id", Kind.id, 9),
        CREW_IDS,
    ),
)  # fmt: skip
