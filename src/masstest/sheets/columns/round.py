"""The `round` sheet: its keys, and every planning parameter with its labels.

Type, limits, unit and source of a parameter come from `masstest.domain.parameters`; only the
labels stand here.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from masstest.domain import roster as r
from masstest.domain.parameters import Parameters
from masstest.sheets.columns.rows import POOL_SIZES
from masstest.sheets.columns.table import Column, Kind, Sheet
from masstest.text import N_

ROUND = Sheet(
    "round", "轮次", "Round",
    aliases=("轮次信息", "基本信息", "参数"),
    columns=(
        Column("key", "项目", "Key", Kind.text, True, aliases=("键", "参数", "名称", "item")),
        Column("value", "值", "Value", Kind.text, aliases=("内容", "取值", "数值")),
        Column("meaning", "说明", "Meaning", Kind.text, aliases=("备注", "含义", "note")),
    ),
)  # fmt: skip

ROUND_KEYS: tuple[Column, ...] = (
    Column("district", "区县", "District", Kind.text, True, aliases=("区", "区县名称"),
           example="渭滨区"),
    Column("date", "日期", "Date", Kind.date, True, aliases=("检测日期", "采样日期")),
    Column("number", "轮次", "Round number", Kind.whole, default=1, least=1, example=1,
           aliases=("第几轮", "轮次号")),
    Column("scope", "检测范围", "Scope", Kind.word, default=r.Scope.full, words=r.Scope,
           aliases=("范围",)),
    Column("areas", "重点区域范围", "Areas", Kind.texts, default=(), aliases=("区域",),
           note=N_("streets, communities or compound ids, when the scope is key area")),
    Column("timezone", "时区", "Time zone", Kind.text, default="Asia/Shanghai"),
    Column("crs", "坐标系", "Coordinate system", Kind.word, default=r.Crs.wgs84, words=r.Crs,
           aliases=("坐标系统",)),
    Column("sampling_start", "采样开始", "Sampling starts", Kind.time, default=7 * 60,
           aliases=("采样开始时间", "开始采样")),
    Column("sampling_deadline", "采样截止", "Sampling deadline", Kind.time, default=14 * 60,
           example="14:00", aliases=("采样截止时间", "采样结束")),
    Column("key_result_deadline", "重点人群出结果截止", "Key results due", Kind.time,
           default=18 * 60, example="18:00", aliases=("重点人群结果截止",)),
    Column("result_deadline", "全部出结果截止", "Results due", Kind.deadline, default=24,
           note=N_("a time, or hours from the start of sampling"), aliases=("出结果截止",)),
    Column("transport_mode", "转运方式", "Transport mode", Kind.word,
           default=r.TransportMode.auto, words=r.TransportMode, aliases=("转运模式",)),
)  # fmt: skip

_LABELS: Mapping[str, tuple[str, str]] = {
    "people_per_point_urban": ("每点位服务人数（城区）", "People per point, urban"),
    "people_per_point_rural": ("每点位服务人数（农村）", "People per point, rural"),
    "people_per_lane": ("每采样台服务人数", "People per lane"),
    "roster_people_per_sampler": ("每名采样员对应人数（配备）", "People per sampler on the roster"),
    "lane_rate_20": ("采样台每小时人数（20混1）", "Lane rate, pools of 20"),
    "lane_rate_10": ("采样台每小时人数（10混1）", "Lane rate, pools of 10"),
    "lane_rate_5": ("采样台每小时人数（5混1）", "Lane rate, pools of 5"),
    "lane_rate_1": ("采样台每小时人数（单采）", "Lane rate, single tubes"),
    "pool_size_sealed": ("混采比（封控区）", "Pool size, sealed zones"),
    "pool_size_controlled": ("混采比（管控区）", "Pool size, controlled zones"),
    "pool_size_precaution": ("混采比（防范区）", "Pool size, precaution zones"),
    "pool_size_normal": ("混采比（常态）", "Pool size, elsewhere"),
    "pool_size_isolation": ("混采比（隔离点）", "Pool size, isolation sites"),
    "key_pool_size": ("混采比（重点人群）", "Pool size, key groups"),
    "pool_fill": ("混采管平均装满率", "Mean fill of a pooled tube"),
    "walking_limit_urban_m": ("步行上限（城区，米）", "Walking limit, urban, m"),
    "walking_limit_rural_m": ("步行上限（农村，米）", "Walking limit, rural, m"),
    "max_wait_min": ("排队上限（分钟）", "Longest wait, min"),
    "slot_min": ("预约时段长（分钟）", "Appointment slot, min"),
    "finish_margin_min": ("完成提前量（分钟）", "Finish margin, min"),
    "samplers_per_lane": ("每采样台采样员", "Samplers per lane"),
    "registrars_per_lane": ("每采样台信息登记员", "Registrars per lane"),
    "ushers_per_lane": ("每采样台引导员", "Ushers per lane"),
    "leads_per_point": ("每点位点长", "Leads per point"),
    "disinfectors_per_point": ("每点位消杀员", "Disinfectors per point"),
    "lanes_per_packer": ("每名封装员负责采样台", "Lanes per packer"),
    "suited_roles": ("穿防护服岗位", "Roles in protective suits"),
    "stint_max_min": ("防护服连续工作上限（分钟）", "Longest stint in a suit, min"),
    "stint_rest_min": ("两班之间休息（分钟）", "Rest between stints, min"),
    "min_rest_h": ("上次下岗后最少休息（小时）", "Rest since last duty, h"),
    "pickup_interval_max_min": ("样本收取间隔上限（分钟）", "Longest pickup interval, min"),
    "specimen_age_max_min": ("样本送达时限（分钟）", "Greatest specimen age, min"),
    "specimen_age_margin_min": ("样本送达提前量（分钟）", "Specimen age margin, min"),
    "pack_min": ("封装用时（分钟）", "Packing time, min"),
    "stop_min": ("收样停留用时（分钟）", "Time at a pickup, min"),
    "unload_min": ("卸样用时（分钟）", "Unloading time, min"),
    "tubes_per_box": ("每箱采样管数", "Tubes per box"),
    "lab_turnaround_min": ("检测出结果用时（分钟）", "Laboratory turnaround, min"),
    "key_result_margin_min": ("重点人群结果提前量（分钟）", "Key results margin, min"),
    "result_margin_min": ("全部结果提前量（分钟）", "Results margin, min"),
    "finish_reserve_share": ("采样点完成余量（占开放时长）", "Finish reserve, share of the hours"),
    "team_pickup_margin_min": ("上门采样组取样余量（分钟）", "Team pickup margin, min"),
    "road_speed_urban": ("车速（城区，公里/小时）", "Road speed, urban, km/h"),
    "road_speed_rural": ("车速（农村，公里/小时）", "Road speed, rural, km/h"),
    "road_detour": ("道路绕行系数", "Road detour factor"),
    "walk_detour": ("步行绕行系数", "Walking detour factor"),
    "doorstep_person_min": ("上门采样每人用时（分钟）", "Doorstep time per person, min"),
    "doorstep_stop_min": ("上门采样每户用时（分钟）", "Doorstep time per address, min"),
    "sealed_persons_per_hour": ("封控楼栋每组每小时人数", "Persons per hour in sealed buildings"),
    "doorstep_deadline": ("上门采样截止", "Doorstep deadline"),
    "doorstep_margin_min": ("上门采样提前量（分钟）", "Doorstep margin, min"),
    "reserve_call_penalty": ("动用一名储备人员的代价（米）", "Penalty per reserve person, m"),
    "move_penalty_m": ("每人换点位的代价（米）", "Penalty per person moved, m"),
    "point_cost_m": ("每开一个点位的代价（米）", "Cost of a point, m"),
    "lane_cost_m": ("每开一个采样台的代价（米）", "Cost of a lane, m"),
    "waste_deadline_h": ("医废清运时限（小时）", "Waste removal deadline, h"),
}


def _labels(name: str) -> tuple[str, str]:
    fallback = name.replace("_", " ")
    return _LABELS.get(name, (fallback, fallback))


def _annotated(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The bare type of `X | None` or `Annotated[X, ...]`, and the metadata inside."""
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = (arg for arg in get_args(annotation) if arg is not type(None))
    metadata = getattr(annotation, "__metadata__", ())
    return getattr(annotation, "__origin__", annotation), metadata


def _limits(metadata: list[Any]) -> dict[str, float]:
    """Limits among pydantic metadata, as `Column` names them."""
    found: dict[str, float] = {}
    for item in metadata:
        for constraint in (item, *getattr(item, "metadata", ())):
            for theirs, ours in (("ge", "least"), ("le", "most"), ("gt", "above")):
                limit = getattr(constraint, theirs, None)
                if limit is not None:
                    found[ours] = limit
    return found


def _kind(name: str, bare: Any) -> Kind:
    if name == "suited_roles":
        return Kind.words
    if name == "doorstep_deadline":
        return Kind.time
    return Kind.whole if bare is int else Kind.number


def _parameter_column(name: str, field: FieldInfo) -> Column:
    zh, en = _labels(name)
    bare, inner = _annotated(field.annotation)
    extra = field.json_schema_extra
    kind = _kind(name, bare)
    is_pool = "pool_size" in name
    return Column(
        name,
        zh,
        en,
        kind,
        default=field.default,
        words=r.Role if kind is Kind.words else None,
        allowed=POOL_SIZES if is_pool else (),
        example=field.default if kind in (Kind.whole, Kind.number) else None,
        unit=str(extra["unit"]) if isinstance(extra, dict) else "",
        **({} if is_pool else _limits([*field.metadata, *inner])),  # type: ignore[arg-type]
    )


PARAMETER_KEYS: tuple[Column, ...] = tuple(
    _parameter_column(name, field) for name, field in Parameters.model_fields.items()
)
