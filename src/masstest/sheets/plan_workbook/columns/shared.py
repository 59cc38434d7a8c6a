"""Columns that several sheets of the plan workbook share, and how columns are made."""

from __future__ import annotations

from enum import StrEnum

from masstest.domain import roster as r
from masstest.sheets.columns.table import Kind
from masstest.sheets.plan_workbook.column import Look, PlanColumn

LIST_SEPARATOR = ", "
"""Between the ids of a list in one cell."""


def row_key(*numbers: int) -> str:
    """The key of a row: its number in the plan, or those of a run or team and of its stop."""
    return ".".join(map(str, numbers))


def shown(
    name: str,
    zh: str,
    en: str,
    kind: Kind = Kind.text,
    width: float = 10,
    look: Look = Look.plain,
    words: type[StrEnum] | None = None,
) -> PlanColumn:
    """A column for people, worked out from the plan."""
    return PlanColumn(name, zh, en, kind, width=width, look=look, words=words)


def field(
    name: str,
    zh: str,
    en: str,
    kind: Kind = Kind.text,
    width: float = 10,
    look: Look = Look.plain,
    words: type[StrEnum] | None = None,
) -> PlanColumn:
    """A column that holds a field of the plan."""
    return PlanColumn(name, zh, en, kind, width=width, look=look, words=words, read_back=True)


def whole(name: str, zh: str, en: str, width: float = 7) -> PlanColumn:
    return field(name, zh, en, Kind.whole, width)


def moment(name: str, zh: str, en: str) -> PlanColumn:
    return field(name, zh, en, Kind.time, 7)


def zone() -> PlanColumn:
    return field("zone", "区域", "Zone", Kind.word, 9, words=r.Zone)


def people(name: str, zh: str, en: str) -> PlanColumn:
    return shown(name, zh, en, width=18, look=Look.lines)


NUMBER = shown("number", "序号", "No.", Kind.whole, 5)
STREET = shown("street", "街道（镇）", "Street", width=10, look=Look.prose)
COMMUNITY = shown("community", "社区（村）", "Community", width=11, look=Look.prose)
COMPOUND = shown("compound_name", "小区名称", "Compound", width=20, look=Look.prose)
PLACE = shown("place", "地点", "Place", width=28, look=Look.prose)
SLACK = shown("slack_min", "余量（分钟）", "Slack (min)", Kind.whole, 7, Look.slack)
ROW_KEY = PlanColumn("row_key", "行标识", "Row key", Kind.id, width=14, read_back=True, hidden=True)
"""Which row of the plan as it was written a row comes from, wherever it is moved or copied."""

CREW_IDS = field("crew_ids", "车组编号", "Crew ids", Kind.texts, 14)
VEHICLE = (
    field("vehicle_id", "车辆编号", "Vehicle id", Kind.id, 9),
    shown("plate", "车牌", "Plate", width=11),
)
RUN_SPAN = (moment("run_start", "出车", "Sets off"), moment("run_end", "收车", "Run ends"))
STOP = whole("stop", "站序", "Stop", 5)
ARRIVE_DEPART = (moment("arrive", "到达", "Arrives"), moment("depart", "离开", "Leaves"))
DRIVER = people("driver", "驾驶员", "Driver")
