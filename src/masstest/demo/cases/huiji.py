"""Huiji district of Zhengzhou as it was reported: 550,000 people, 657 samplers, 32 % key groups.

Everything but samplers is there in plenty, so that samplers alone are what it lacks. Head
counts of streets and of single places are invented; they add up to what was reported.
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


def _street(
    name: str,
    lon: float,
    lat: float,
    reach: tuple[float, float],
    people: tuple[int, int],
    communities: str,
    villages: str = "",
) -> StreetSpec:
    return StreetSpec(
        name,
        lon,
        lat,
        reach,
        tuple(f"{place}社区" for place in words(communities)),
        tuple(f"{place}村" for place in words(villages)),
        sum(people),
        people[1],
    )


# 60 communities and 32 villages
STREETS = (
    _street(
        "刘寨街道",
        113.63,
        34.826,
        (1300, 900),
        (105_000, 0),
        "刘寨 香山路 普罗旺世 东风路 英才街 水岸 金杯路 弘润 天玺 清华园 国基路 丰庆路",
    ),
    _street(
        "新城街道",
        113.62,
        34.86,
        (1600, 1300),
        (88_000, 0),
        "新城 开元 金河 迎宾花园 月湖 天河路 木马 绿源 银通 师家河 京水",
    ),
    _street(
        "长兴路街道",
        113.608,
        34.835,
        (1100, 1000),
        (98_000, 0),
        "长兴路 裕华 金洼 兴隆 毛庄 江山路 宏达街 田园路 南阳路 北环 三全路",
    ),
    _street(
        "老鸦陈街道",
        113.59,
        34.838,
        (1300, 1000),
        (86_000, 0),
        "老鸦陈 固城 双桥 薛岗 张砦 下坡杨 苏屯 宋庄 常庄 金柳路",
    ),
    _street(
        "迎宾路街道",
        113.645,
        34.88,
        (1700, 1300),
        (46_000, 9_000),
        "迎宾路 弓寨 南月堤 八堡 滨河 思念",
        "铁炉寨 石桥 岗头 马渡",
    ),
    _street(
        "大河路街道",
        113.575,
        34.87,
        (2200, 1500),
        (34_000, 24_000),
        "大河路 天河 宏基 黄河桥",
        "孙庄 岗李 张定邦 惠济桥 保合寨 申庄 花园口西 胖庄 祥云 黄岗庙",
    ),
    _street(
        "古荥镇",
        113.515,
        34.875,
        (2800, 1900),
        (14_000, 26_000),
        "古荥 荥泽 纪公",
        "纪公庙 曹村坡 岭军峪 孙庄西 后庄王 樊河 张河 侯庄 北张 西岗",
    ),
    _street(
        "花园口镇",
        113.695,
        34.9,
        (2700, 1500),
        (7_000, 13_000),
        "花园口 八卦 黄河",
        "申庙 西牛庄 京水东 李西河 永平 于庄 南裹头 来童寨",
    ),
)

_HOSPITALS = ("区人民医院", "区中医院", "长兴路医院", "黄河中心医院分院", "区疾控中心")
_CLINICS = ("社区卫生服务中心", "镇卫生院")
_OFFICES = tuple(f"{street.name}办事处" for street in STREETS)
_VOLUNTEERS = ("区直机关", "区教育局", "团区委", "下沉干部队", *_OFFICES)

CASE = CaseSpec(
    district="郑州市惠济区",
    code="HJ",
    plate="豫A",
    date=dt.date(2022, 5, 10),
    people=550_000,
    key_share=0.32,
    homebound=3_000,
    streets=STREETS,
    compounds=720,
    hamlets=130,
    sites=330,
    zones=ZoneSpec(communities=("香山路社区", "裕华社区", "固城社区"), controlled_each=3, sealed=2),
    hotels=OnTheSpotSpec(
        tuple(
            f"{name}酒店（隔离点）"
            for name in words("思念 黄河 古荥 迎宾 月湖 江山 金河 天河 开元 大河")
        ),
        (40, 90),
    ),
    institutions=OnTheSpotSpec(
        ("区社会福利院", "颐康养老院", "黄河老年公寓", "爱心敬老院", "金色年华养护院"), (70, 150)
    ),
    staff=(
        StaffSpec((Role.sampler,), 657, _HOSPITALS + _CLINICS, team_size=12, reserve=472),
        StaffSpec(
            (Role.registrar,),
            1_450,
            _VOLUNTEERS,
            reserve=300,
            also={Role.usher: 0.4, Role.packer: 0.15},
        ),
        StaffSpec(
            (Role.usher,),
            1_050,
            _VOLUNTEERS,
            reserve=250,
            also={Role.registrar: 0.35, Role.disinfector: 0.15},
            part_time_share=0.03,
        ),
        StaffSpec((Role.packer,), 700, _CLINICS, reserve=120, also={Role.disinfector: 0.5}),
        StaffSpec((Role.disinfector,), 560, _OFFICES, reserve=120, also={Role.packer: 0.4}),
        StaffSpec((Role.lead,), 340, _OFFICES, reserve=30, also={Role.usher: 0.2}),
        StaffSpec(
            (Role.doorstep,), 170, _CLINICS, team_size=4, reserve=40, also={Role.registrar: 0.4}
        ),
        StaffSpec(
            (Role.driver,),
            200,
            ("区交通运输局", "区公交公司"),
            reserve=40,
            from_min=3 * 60,
            until_min=26 * 60,
            max_hours=10,
        ),
        StaffSpec(
            (Role.courier,),
            140,
            ("区疾控中心", "区卫健委"),
            reserve=30,
            until_min=26 * 60,
            max_hours=10,
            also={Role.packer: 0.3},
        ),
    ),
    fleet=FleetSpec(specimen=100, sealed_ok=12, supply=32, waste=26),
    labs=(
        LabSpec("惠济气膜实验室", LabKind.dome, 113.6260, 34.8480, 1_700, 30_000),
        LabSpec("大河路气膜实验室", LabKind.dome, 113.5800, 34.8640, 1_400, 26_000),
        LabSpec("江山路方舱实验室", LabKind.cabin, 113.6060, 34.8420, 620, 11_000),
        LabSpec("迎宾路方舱实验室", LabKind.cabin, 113.6420, 34.8700, 620, 11_000),
        LabSpec("区人民医院检验科", LabKind.fixed, 113.6140, 34.8300, 220, 4_000),
        LabSpec("区疾控中心检验所", LabKind.fixed, 113.6180, 34.8560, 260, 4_600),
        LabSpec("郑北医学检验所", LabKind.fixed, 113.5930, 34.8340, 480, 8_600),
    ),
    settled=True,
)
