"""Sheets about what the plan achieves: shortages, rules, changes, curves."""

from __future__ import annotations

from masstest.sheets.columns.table import Kind
from masstest.sheets.plan_workbook.column import Look, PlanSheet
from masstest.sheets.plan_workbook.columns.shared import (
    COMMUNITY,
    COMPOUND,
    NUMBER,
    STREET,
    field,
    shown,
)
from masstest.text import N_

SHORTAGES = PlanSheet(
    "shortages", "缺口与建议", "Shortages and remedies", title_columns=1, printed="remedy",
    if_empty=N_("The plan meets every rule: there is no shortage."),
    columns=(
        NUMBER,
        shown("rule_name", "规则", "Rule", width=16),
        shown("priority", "优先级", "Priority", Kind.whole, 7),
        shown("statement", "缺口", "Shortage", width=52, look=Look.problem),
        field("deadline_missed_by_min", "超时（分钟）", "Late by (min)", Kind.whole, 8,
              Look.excess),
        shown("remedy", "建议", "Remedy", width=66, look=Look.prose),
        field("rule", "规则代码", "Rule code", width=18),
        field("subject", "对象编号", "Subject id", Kind.id, 12),
        field("amount", "缺口数量", "Amount", Kind.number, 9),
        field("unit", "单位", "Unit", width=8),
        field("remedy_code", "建议代码", "Remedy code", width=16),
        field("remedy_subject", "建议对象编号", "Remedy subject", Kind.id, 12),
        field("remedy_quantity", "建议数量", "Remedy quantity", Kind.number, 9),
        field("remedy_unit", "建议单位", "Remedy unit", width=8),
    ),
)  # fmt: skip

CHANGES = PlanSheet(
    "changes", "与上轮变化", "Changes from last round", title_columns=2,
    if_empty=N_("Every compound goes to the point of the round before."),
    columns=(
        shown("compound_id", "小区编号", "Compound id", Kind.id, 10),
        COMPOUND,
        STREET,
        COMMUNITY,
        shown("persons", "人数", "People", Kind.whole, 7),
        shown("from_site_ids", "上轮点位编号", "Point before (id)", width=10),
        shown("from_name", "上轮点位", "Point before", width=20),
        shown("to_site_id", "本轮点位编号", "Point now (id)", Kind.id, 10),
        shown("to_name", "本轮点位", "Point now", width=20),
        shown("before_m", "上轮直线距离（米）", "Straight line before (m)", Kind.whole, 12),
        shown("after_m", "本轮直线距离（米）", "Straight line now (m)", Kind.whole, 12),
        shown("reason", "原因", "Why", width=34, look=Look.prose),
    ),
)  # fmt: skip

PLAN_CHANGES = PlanSheet(
    "plan_changes", "与前案变化", "Changes from plan", title_columns=4, printed="verdict",
    colours={N_("better"): "good", N_("worse"): "warn"},
    if_empty=N_("Nothing changed."),
    columns=(
        NUMBER,
        shown("topic", "类别", "About", width=14),
        shown("change", "变化", "Change", width=20, look=Look.prose),
        shown("subject", "对象", "Who or what", width=26, look=Look.prose),
        shown("street", "街道（镇）", "Street", width=10, look=Look.prose),
        shown("before", "原方案", "Before", width=44, look=Look.prose),
        shown("after", "现方案", "Now", width=44, look=Look.prose),
        shown("residents_told", "需通知居民（人）", "Residents to tell", Kind.whole, 11),
        shown("staff_told", "需通知人员（人）", "Staff to tell", Kind.whole, 11),
        shown("contact", "联系人", "Whom to call", width=20, look=Look.lines),
        shown("verdict", "评价", "Verdict", width=8, look=Look.state),
        shown("topic_code", "类别代码", "Code", width=11),
        shown("subject_id", "对象编号", "Id", Kind.id, 12),
    ),
)  # fmt: skip

RULES = PlanSheet(
    "rules", "规则核查", "Rules checked", title_columns=1, printed="worst",
    colours={N_("met"): "good", N_("missed"): "warn", N_("broken"): "bad"},
    columns=(
        shown("rule_name", "规则", "Rule", width=25),
        shown("requirement", "要求", "Requirement", width=66, look=Look.prose),
        shown("stage", "环节", "Stage", width=24),
        shown("force", "性质", "Kind", width=14),
        shown("state", "结果", "Result", width=9, look=Look.state),
        shown("violations", "不符处数", "Places", Kind.whole, 8, Look.excess),
        shown("worst", "最严重处", "Worst", width=56, look=Look.prose),
        shown("rule", "规则代码", "Rule code", width=20),
    ),
)  # fmt: skip

VIOLATIONS = PlanSheet(
    "violations", "不符明细", "Where rules are missed", title_columns=1,
    printed="sentence",
    if_empty=N_("The plan meets every rule."),
    columns=(
        shown("rule_name", "规则", "Rule", width=18),
        shown("sentence", "说明", "What was found", width=100, look=Look.prose),
        field("rule", "规则代码", "Rule code", width=18),
        field("subjects", "对象编号", "Subject ids", Kind.texts, 24),
        field("amount", "实际", "Found", Kind.number, 10),
        field("limit", "限值", "Limit", Kind.number, 10),
        field("unit", "单位", "Unit", width=9),
    ),
)  # fmt: skip

SAMPLING_CURVE = PlanSheet(
    "sampling_by_half_hour", "采样进度", "Sampling by half hour", title_columns=2,
    if_empty=N_("Nobody is sampled in this plan."),
    columns=(
        shown("from", "时段起", "From", Kind.time, 10),
        shown("until", "时段止", "Until", Kind.time, 10),
        shown("at_points", "采样点（人）", "At points", Kind.whole, 11),
        shown("at_doors", "上门（人）", "At the door", Kind.whole, 11),
        shown("in_all", "累计（人）", "So far", Kind.whole, 11),
        shown("share", "累计占比", "Share", Kind.number, 10, Look.share),
        shown("lanes", "开放采样台", "Open lanes", Kind.whole, 11),
    ),
)  # fmt: skip

LAB_CURVE = PlanSheet(
    "tubes_by_hour", "检测进度", "Tubes by hour", title_columns=1,
    if_empty=N_("No tubes go to a laboratory in this plan."),
    columns=(
        shown("hour", "时段起", "Hour from", Kind.time, 10),
        shown("received", "接收（管）", "Received", Kind.whole, 11),
        shown("started", "上机（管）", "Started", Kind.whole, 11),
        shown("resulted", "出结果（管）", "Resulted", Kind.whole, 11),
        shown("waiting", "期末待检（管）", "Waiting", Kind.whole, 11),
        shown("capacity", "上机能力（管）", "Capacity", Kind.whole, 11),
    ),
)  # fmt: skip
