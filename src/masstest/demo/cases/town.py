"""A town of 12,000 people: everything there is, in small, and planned in seconds."""

from __future__ import annotations

import datetime as dt

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

_EMPLOYERS = ("镇中心卫生院", "县人民医院")
_OFFICES = ("镇政府", "镇中学")

CASE = CaseSpec(
    district="清河镇",
    code="TN",
    plate="陕C",
    date=dt.date(2022, 3, 10),
    people=12_000,
    key_share=0.15,
    homebound=40,
    streets=(
        StreetSpec(
            name="清河镇",
            lon=107.38,
            lat=34.37,
            reach_m=(1500, 1100),
            communities=("东街社区", "西街社区", "滨河社区"),
            villages=("南坡村", "柳林村"),
            people=12_000,
            village_people=2_200,
        ),
    ),
    compounds=26,
    hamlets=6,
    sites=15,
    zones=ZoneSpec(
        communities=("东街社区",),
        controlled_each=1,
        sealed=1,
        sealed_people=(90, 110),
        sites_each=1,
    ),
    hotels=OnTheSpotSpec(("清河宾馆（隔离点）",), (40, 40)),
    institutions=OnTheSpotSpec(("清河镇敬老院",), (60, 60)),
    staff=(
        StaffSpec(
            (Role.sampler,), 42, _EMPLOYERS, reserve=10, also={Role.packer: 0.2}, lapsed_share=0.02
        ),
        StaffSpec((Role.registrar,), 38, _OFFICES, reserve=8, also={Role.usher: 0.4}),
        StaffSpec((Role.usher,), 26, _OFFICES, reserve=6, also={Role.registrar: 0.4}),
        StaffSpec((Role.packer,), 14, _EMPLOYERS, reserve=2, also={Role.disinfector: 0.6}),
        StaffSpec((Role.disinfector,), 14, _OFFICES, reserve=2, also={Role.packer: 0.4}),
        StaffSpec((Role.lead,), 12, _OFFICES, also={Role.usher: 0.3}),
        StaffSpec((Role.doorstep,), 14, _EMPLOYERS, team_size=4, also={Role.registrar: 0.5}),
        StaffSpec(
            (Role.driver,), 12, _OFFICES, from_min=180, until_min=26 * 60, max_hours=10, reserve=2
        ),
        StaffSpec((Role.courier,), 8, _OFFICES, until_min=26 * 60, max_hours=10, reserve=2),
    ),
    fleet=FleetSpec(specimen=6, sealed_ok=2, supply=2, waste=1, capacity_tubes=(300, 400)),
    labs=(
        LabSpec("镇中心卫生院检验科", LabKind.fixed, 107.381, 34.372, 110, 2_000),
        LabSpec("县人民医院检验科", LabKind.fixed, 107.395, 34.378, 160, 3_000),
    ),
)
