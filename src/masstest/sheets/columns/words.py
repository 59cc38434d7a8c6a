"""The fixed words of the workbook: technical, 中文, English, and what else people write."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from masstest.domain import roster as r
from masstest.text import Lang

# member -> (中文, English, other spellings)
WORDS: Mapping[type[StrEnum], Mapping[StrEnum, tuple[str, str, tuple[str, ...]]]] = {
    r.Scope: {
        r.Scope.full: ("全员", "full", ("全区", "全域", "全区全员")),
        r.Scope.key_area: ("重点区域", "key area", ("重点地区",)),
        r.Scope.key_groups: ("重点人群", "key groups", ()),
    },
    r.Crs: {
        r.Crs.wgs84: ("wgs84", "wgs84", ("wgs-84", "GPS", "天地图", "cgcs2000", "EPSG:4326")),
        r.Crs.gcj02: ("gcj02", "gcj02", ("gcj-02", "高德", "腾讯", "火星坐标", "高德坐标")),
        r.Crs.bd09: ("bd09", "bd09", ("bd-09", "bd09ll", "百度", "百度坐标")),
    },
    r.TransportMode: {
        r.TransportMode.auto: ("自动", "auto", ()),
        r.TransportMode.shared: ("共用", "shared", ("共享", "循环", "串点")),
        r.TransportMode.dedicated: ("专车", "dedicated", ("一点位一专车", "一点一车")),
    },
    r.Zone: {
        r.Zone.sealed: ("封控区", "sealed", ("封控", "封控小区", "封闭区")),
        r.Zone.controlled: ("管控区", "controlled", ("管控", "管控小区")),
        r.Zone.precaution: ("防范区", "precaution", ("防范",)),
        r.Zone.normal: ("常态", "normal", ("常态化", "正常", "普通", "无")),
    },
    r.CompoundKind: {
        r.CompoundKind.residential: ("小区", "residential", ("居民小区", "住宅", "住宅小区")),
        r.CompoundKind.village: ("自然村", "village", ("村", "村庄", "行政村")),
        r.CompoundKind.institution: ("机构", "institution", ("养老院", "养老机构", "福利院")),
        r.CompoundKind.isolation: ("隔离点", "isolation", ("隔离酒店", "集中隔离点")),
    },
    r.Setting: {
        r.Setting.urban: ("城区", "urban", ("城市", "城镇")),
        r.Setting.rural: ("农村", "rural", ("乡村",)),
    },
    r.SiteKind: {
        r.SiteKind.school: ("学校", "school", ("中学", "小学", "幼儿园")),
        r.SiteKind.square: ("广场", "square", ()),
        r.SiteKind.gym: ("体育馆", "gym", ("体育场", "体育中心")),
        r.SiteKind.hospital: ("医院", "hospital", ("卫生院", "卫生室", "社区卫生服务中心")),
        r.SiteKind.booth: ("采样亭", "booth", ("采样屋", "核酸小屋", "便民采样点")),
        r.SiteKind.other: ("其他", "other", ("其它",)),
    },
    r.SiteStatus: {
        r.SiteStatus.candidate: ("候选", "candidate", ("备选", "可选")),
        r.SiteStatus.required: ("必选", "required", ("必开", "必须")),
        r.SiteStatus.excluded: ("停用", "excluded", ("不用", "禁用", "排除")),
    },
    r.Role: {
        r.Role.sampler: ("采样员", "sampler", ("采样", "采样人员")),
        r.Role.registrar: ("信息登记员", "registrar", ("登记员", "信息员", "扫码员", "信息录入员")),
        r.Role.usher: ("引导员", "usher", ("引导", "秩序维护员")),
        r.Role.packer: ("封装员", "packer", ("封装", "打包员")),
        r.Role.disinfector: ("消杀员", "disinfector", ("消杀", "消毒员")),
        r.Role.lead: ("点长", "lead", ("点位长", "采样点负责人")),
        r.Role.doorstep: ("上门采样", "doorstep", ("上门采样员", "入户采样", "入户采样员")),
        r.Role.driver: ("驾驶员", "driver", ("司机",)),
        r.Role.courier: ("转运专人", "courier", ("转运员", "转运人员", "押运员")),
    },
    r.StaffPool: {
        r.StaffPool.regular: ("常备", "regular", ("常备队伍",)),
        r.StaffPool.reserve: ("储备", "reserve", ("应急储备", "后备")),
    },
    r.VehicleKind: {
        r.VehicleKind.specimen: ("转运", "specimen", ("转运车", "标本转运", "样本转运")),
        r.VehicleKind.supply: ("物资", "supply", ("物资车",)),
        r.VehicleKind.waste: ("医废", "waste", ("医废车", "医疗废物")),
    },
    r.LabKind: {
        r.LabKind.fixed: ("固定", "fixed", ("固定实验室", "医院")),
        r.LabKind.cabin: ("方舱", "cabin", ("方舱实验室",)),
        r.LabKind.dome: ("气膜", "dome", ("气膜实验室", "火眼")),
    },
    r.Level: {
        r.Level.street: ("街镇", "street", ("街道", "镇", "镇街", "乡镇", "区级")),
        r.Level.community: ("社区", "community", ("村", "村社区", "社区村")),
        r.Level.point: ("点位", "point", ("采样点",)),
    },
}

YES = ("是", "yes", "y", "true", "1", "对", "√", "✓", "有", "可", "可以")
NO = ("否", "no", "n", "false", "0", "×", "无", "不可", "不可以")


def plain(text: str) -> str:
    """`text` without what people don't see or don't mean: width, case, spaces, marks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum() or c in "√✓×")


def shown_word(kind: str, value: str, lang: Lang) -> str:
    """How a zone, role or coordinate system, given by its technical name, is written."""
    members: dict[str, type[StrEnum]] = {"zone": r.Zone, "role": r.Role, "crs": r.Crs}
    return Words(members[kind.removeprefix("other_")]).named(value, lang)


class Words:
    """The fixed list of one enumeration, readable in both languages."""

    def __init__(self, members: type[StrEnum]) -> None:
        self._entries = WORDS[members]
        self._known: dict[str, StrEnum] = {}
        for member, (zh, en, others) in self._entries.items():
            for spelling in (member.value, zh, en, *others):
                self._known.setdefault(plain(spelling), member)

    def find(self, text: str) -> StrEnum | None:
        """The member that `text` means, or None."""
        return self._known.get(plain(text))

    def show(self, member: StrEnum, lang: Lang) -> str:
        """How `member` is written in a workbook of this language."""
        zh, en, _ = self._entries[member]
        return zh if lang == "zh" else en

    def listed(self, lang: Lang) -> list[str]:
        """Every word, in the order of the table."""
        return [self.show(member, lang) for member in self._entries]

    @property
    def spellings(self) -> Mapping[str, StrEnum]:
        """Every accepted spelling (in `plain` form) and what it means."""
        return self._known

    def named(self, value: str, lang: Lang) -> str:
        """How the member with this technical name is written."""
        return next(self.show(m, lang) for m in self._entries if m.value == value)
