"""Weibin district of Baoji as it was reported: 310,000 people, 627 compounds, 10 streets and towns.

Head counts of streets and of single places are invented; they add up to what was reported.
"""

from __future__ import annotations

import datetime as dt

from masstest.demo.names import words
from masstest.demo.spec import (
    CaseSpec,
    FleetSpec,
    LabSpec,
    OnTheSpotSpec,
    StaffSpec,
    StreetSpec,
    ZoneSpec,
)
from masstest.domain.roster import LabKind, Role


def _named(names: str, kind: str) -> tuple[str, ...]:
    return tuple(name + kind for name in words(names))


def _street(
    name: str, lon: float, lat: float, people: int, communities: str, reach: tuple[float, float]
) -> StreetSpec:
    return StreetSpec(name, lon, lat, reach, _named(communities, "社区"), (), people)


def _town(
    name: str,
    lon: float,
    lat: float,
    people: tuple[int, int],
    communities: str,
    villages: str,
    reach: tuple[float, float],
) -> StreetSpec:
    return StreetSpec(
        name,
        lon,
        lat,
        reach,
        _named(communities, "社区"),
        _named(villages, "村"),
        sum(people),
        people[1],
    )


STREETS = (
    _street(
        "金陵街道",
        107.164,
        34.3735,
        37_000,
        "金陵 新建 红旗 店子街 陵塬 渭工 新维 金河",
        (1000, 650),
    ),
    _street(
        "经二路街道",
        107.142,
        34.3725,
        44_000,
        "经二路 公园路 汉中路 文化路 中山路 市政 曙光 龙山 广元路",
        (1050, 600),
    ),
    _street(
        "清姜街道",
        107.131,
        34.34,
        43_000,
        "清姜 新华 建国路 东四路 西三路 烽火 长岭 益门 清水河",
        (900, 850),
    ),
    _street(
        "姜谭街道",
        107.113,
        34.3525,
        37_000,
        "姜谭 姜城 凤凰 渭铁 宝烟 滨河 谭家 神武",
        (800, 650),
    ),
    _street(
        "桥南街道",
        107.148,
        34.353,
        45_000,
        "桥南 春光 李家崖 火炬路 巨一 金渭 胜利 滨南 竹园沟",
        (1050, 650),
    ),
    _town(
        "马营镇",
        107.222,
        34.34,
        (17_000, 16_000),
        "马营 高新 凌云",
        "永清 旭光 温水沟 郭家 燃灯寺 东星 西庄 凉泉 胡家山 东崖",
        (2900, 2100),
    ),
    _town(
        "石鼓镇",
        107.186,
        34.343,
        (17_000, 11_000),
        "石鼓 茵香河 石坝河",
        "刘家 党家 高庄 石嘴头 庙沟 茹家 鸡峰",
        (1500, 1700),
    ),
    _town(
        "神农镇",
        107.118,
        34.316,
        (9_000, 12_000),
        "神农 益门堡",
        "峪泉 姬家殿 陈家 任家湾 常羊 瓦峪 大湾铺 二里关",
        (2000, 1800),
    ),
    _town(
        "高家镇",
        107.06,
        34.348,
        (4_000, 14_000),
        "高家",
        "胡家 李家堡 甘峪 太寅 固川 高崖 上川 孙家 塔稍",
        (2600, 1700),
    ),
    _town(
        "八鱼镇",
        107.283,
        34.333,
        (4_500, 15_500),
        "八鱼",
        "聂家湾 姬家 淡家 戴家湾 三里 靳家 蔡家 双碌碡 高速 范家",
        (2700, 1900),
    ),
)

_HOSPITALS = ("市中心医院", "市人民医院", "市中医医院", "区人民医院", "区妇幼保健院", "区疾控中心")
_CLINICS = ("社区卫生服务中心", "镇卫生院", "厂矿职工医院")
_OFFICES = tuple(f"{street.name}办事处" for street in STREETS)
_VOLUNTEERS = ("区级机关", "区教体局", "共青团区委", *_OFFICES)

CASE = CaseSpec(
    district="宝鸡市渭滨区",
    code="WB",
    plate="陕C",
    date=dt.date(2022, 3, 10),
    people=310_000,
    key_share=0.15,
    homebound=2_000,
    streets=STREETS,
    compounds=627,
    hamlets=170,
    sites=300,
    zones=ZoneSpec(
        communities=("公园路社区", "新华社区", "春光社区", "姜城社区", "石鼓社区"),
        controlled_each=4,
        sealed=4,
    ),
    hotels=OnTheSpotSpec(
        tuple(
            f"{name}酒店（隔离点）"
            for name in words(
                "渭水 秦岭 金台 凤鸣 陈仓 西府 高新 宝光 石鼓 "
                "太白 姜水 周原 青铜 麦积 千河 岐山 秦渭"
            )
        ),
        (40, 75),
    ),
    institutions=OnTheSpotSpec(
        ("夕阳红养老院", "康乐敬老院", "福寿养老服务中心", "区社会福利院", "松鹤养老院", "怡养园"),
        (70, 150),
    ),
    staff=(
        StaffSpec(
            (Role.sampler,),
            920,
            _HOSPITALS + _CLINICS,
            team_size=12,
            reserve=240,
            also={Role.packer: 0.12, Role.doorstep: 0.1},
            lapsed_share=0.015,
        ),
        StaffSpec(
            (Role.registrar,),
            860,
            _VOLUNTEERS,
            reserve=160,
            also={Role.usher: 0.4, Role.packer: 0.15},
        ),
        StaffSpec(
            (Role.usher,),
            640,
            _VOLUNTEERS,
            reserve=120,
            also={Role.registrar: 0.35, Role.disinfector: 0.15},
            part_time_share=0.03,
        ),
        StaffSpec((Role.packer,), 420, _CLINICS, reserve=60, also={Role.disinfector: 0.5}),
        StaffSpec((Role.disinfector,), 410, _OFFICES, reserve=60, also={Role.packer: 0.4}),
        StaffSpec((Role.lead,), 225, _OFFICES, reserve=15, also={Role.usher: 0.2}),
        StaffSpec(
            (Role.doorstep,),
            125,
            _CLINICS,
            team_size=4,
            reserve=20,
            also={Role.registrar: 0.4},
            lapsed_share=0.02,
        ),
        StaffSpec(
            (Role.driver,),
            115,
            ("区交通运输局", "区公交公司"),
            reserve=20,
            from_min=3 * 60,
            until_min=26 * 60,
            max_hours=10,
        ),
        StaffSpec(
            (Role.courier,),
            85,
            ("区疾控中心", "区卫健局"),
            reserve=15,
            until_min=26 * 60,
            max_hours=10,
            also={Role.packer: 0.3},
        ),
    ),
    fleet=FleetSpec(specimen=60, sealed_ok=10, supply=20, waste=16),
    labs=(
        LabSpec("市中心医院核酸检测实验室", LabKind.fixed, 107.1415, 34.3690, 280, 4_800),
        LabSpec("市人民医院核酸检测实验室", LabKind.fixed, 107.1280, 34.3425, 220, 4_000),
        LabSpec("市疾控中心检验所", LabKind.fixed, 107.1625, 34.3565, 300, 5_400),
        LabSpec("区人民医院检验科", LabKind.fixed, 107.1480, 34.3520, 140, 2_400, 22 * 60),
        LabSpec("秦渭医学检验所", LabKind.fixed, 107.2180, 34.3440, 420, 7_500),
        LabSpec("石鼓方舱实验室", LabKind.cabin, 107.1850, 34.3500, 560, 10_000),
        LabSpec("高新方舱实验室", LabKind.cabin, 107.2330, 34.3410, 420, 7_500),
    ),
    settled=True,
)
