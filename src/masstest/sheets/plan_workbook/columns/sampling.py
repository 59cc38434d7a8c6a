"""Sheets about points, people and doors."""

from __future__ import annotations

from masstest.domain import roster as r
from masstest.sheets.columns.table import Kind
from masstest.sheets.plan_workbook.column import A3, Look, PlanSheet
from masstest.sheets.plan_workbook.columns.shared import (
    ARRIVE_DEPART,
    COMMUNITY,
    COMPOUND,
    NUMBER,
    PLACE,
    ROW_KEY,
    SLACK,
    STOP,
    STREET,
    field,
    moment,
    people,
    shown,
    whole,
    zone,
)
from masstest.text import N_

POINTS = PlanSheet(
    "points", "采样布点及人员一张表", "Points and people",
    title_columns=3, paper=A3, printed="problems",
    if_empty=N_("No point is open in this plan."),
    columns=(
        NUMBER,
        field("site_id", "点位编号", "Point id", Kind.id, 8),
        field("name", "点位名称", "Point", width=16, look=Look.prose),
        STREET,
        COMMUNITY,
        zone(),
        whole("lanes", "采样台", "Lanes", 6),
        moment("open_from", "开始", "Opens"),
        moment("finish_at", "完成", "Finishes"),
        SLACK,
        whole("persons", "应采人数", "People"),
        whole("key_persons", "重点人群", "Key group"),
        whole("tubes", "采样管", "Tubes"),
        shown("compounds", "服务小区（人数）", "Compounds (people)", width=24, look=Look.lines),
        people("lead", "点长", "Lead"),
        people("samplers", "采样员", "Samplers"),
        people("registrars", "信息登记员", "Registrars"),
        people("ushers", "引导员", "Ushers"),
        people("packers", "封装员", "Packers"),
        people("disinfectors", "消杀员", "Disinfectors"),
        shown("vehicles", "转运车辆及人员", "Vehicle and crew", width=18, look=Look.lines),
        shown("pickups", "取样时间", "Pickups", width=14, look=Look.lines),
        shown("laboratories", "检测机构", "Laboratory", width=14, look=Look.lines),
        shown("officials", "三级包抓责任人", "Officials", width=24, look=Look.lines),
        shown("problems", "问题", "Problems", width=20, look=Look.problem),
        moment("open_until", "撤点", "Staff leave"),
        whole("key_tubes", "重点人群采样管", "Key-group tubes"),
        field("street_official_ids", "街镇责任人编号", "Street official ids", Kind.texts, 14),
        field("community_official_ids", "社区责任人编号", "Community official ids", Kind.texts, 14),
        field("point_official_ids", "点位责任人编号", "Point official ids", Kind.texts, 14),
    ),
)  # fmt: skip

COVERAGE = PlanSheet(
    "coverage", "小区分配", "Compounds to points", title_columns=2,
    if_empty=N_("Nobody walks to a point in this plan."),
    columns=(
        field("compound_id", "小区编号", "Compound id", Kind.id, 10),
        COMPOUND,
        STREET,
        COMMUNITY,
        shown("kind", "类型", "Kind", Kind.word, 9, words=r.CompoundKind),
        shown("zone", "区域", "Zone", Kind.word, 8, words=r.Zone),
        field("site_id", "采样点编号", "Point id", Kind.id, 9),
        shown("site_name", "采样点", "Point", width=18),
        whole("persons", "人数", "People"),
        whole("key_persons", "重点人群", "Key group"),
        whole("walk_m", "步行（米）", "Walk (m)"),
        shown("over_limit_m", "超出上限（米）", "Over limit (m)", Kind.whole, 8, Look.excess),
        shown("come_from", "最早", "From", Kind.time, 7),
        shown("come_until", "最迟", "Until", Kind.time, 7),
        field("slots", "预约时段：人数/重点人群", "Slots: people/key group", width=38,
            look=Look.lines),
        ROW_KEY,
    ),
)  # fmt: skip

DUTIES = PlanSheet(
    "duties", "人员排班", "Staff duties", title_columns=2,
    colours={"reserve": "warn"},
    if_empty=N_("Nobody is on duty in this plan."),
    columns=(
        field("staff_id", "人员编号", "Staff id", Kind.id, 10),
        shown("name", "姓名", "Name", width=10),
        shown("organisation", "单位", "Organisation", width=17, look=Look.prose),
        shown("team", "队伍", "Team", width=21, look=Look.prose),
        shown("phone", "电话", "Phone", width=13),
        shown("pool", "队伍类别", "Pool", Kind.word, 8, Look.state, words=r.StaffPool),
        field("role", "岗位", "Role", Kind.word, 11, words=r.Role),
        field("at", "岗位地点编号", "At (id)", Kind.id, 10),
        PLACE,
        STREET,
        whole("lane", "采样台号", "Lane", 6),
        moment("start", "上岗", "Starts"),
        moment("end", "下岗", "Ends"),
        shown("hours", "时长（小时）", "Hours", Kind.number, 7),
        ROW_KEY,
    ),
)  # fmt: skip

DOORSTEP = PlanSheet(
    "doorstep", "上门采样", "Doorstep sampling", title_columns=1, printed="slack_min",
    if_empty=N_("Nobody is sampled at home in this plan."),
    columns=(
        field("team_id", "小组", "Team", Kind.id, 8),
        zone(),
        people("people", "组员", "Team members"),
        STOP,
        field("compound_id", "小区编号", "Compound id", Kind.id, 10),
        COMPOUND,
        STREET,
        COMMUNITY,
        *ARRIVE_DEPART,
        whole("persons", "人数", "People"),
        whole("key_persons", "重点人群", "Key group"),
        whole("tubes", "采样管", "Tubes"),
        whole("key_tubes", "重点人群采样管", "Key-group tubes", 8),
        SLACK,
        field("staff_ids", "组员编号", "Member ids", Kind.texts, 16),
        ROW_KEY,
    ),
)  # fmt: skip

READINESS_ITEMS = (
    ("publicity", "宣传到位", "Publicity"),
    ("training", "培训到位", "Training"),
    ("supplies", "物资到位", "Supplies"),
    ("medical", "医务人员到位", "Medical staff"),
    ("auxiliary", "辅助人员到位", "Auxiliary staff"),
    ("order", "秩序维护到位", "Order"),
    ("special", "特殊服务到位", "Special service"),
    ("coverage", "全员覆盖到位", "Full coverage"),
)

READINESS = PlanSheet(
    "readiness", "八个到位", "Eight in place", title_columns=2,
    colours={N_("in place"): "good", N_("lacking"): "bad", N_("to confirm"): "warn"},
    if_empty=N_("No point is open in this plan."),
    columns=(
        field("site_id", "点位编号", "Point id", Kind.id, 9),
        shown("name", "点位名称", "Point", width=20),
        STREET,
        *(field(name, zh, en, width=10, look=Look.state) for name, zh, en in READINESS_ITEMS),
        shown("notes", "说明", "Notes", width=60, look=Look.prose),
    ),
)  # fmt: skip
