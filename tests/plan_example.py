"""A small plan made by hand, with something of everything: for tests of its views."""

from __future__ import annotations

import datetime as dt

import support
from masstest.domain.outcome import (
    Remedy,
    RemedyCode,
    Shortage,
    StageReport,
    StageStatus,
    Violation,
)
from masstest.domain.plan import (
    Coverage,
    DoorstepStop,
    DoorstepTeam,
    Duty,
    LabHour,
    LabLoad,
    Officials,
    Plan,
    PlanRound,
    Point,
    Provenance,
    Readiness,
    Run,
    Slot,
    Stop,
    Supply,
    SupplyRun,
    SupplyStop,
    WasteRun,
    WasteStop,
)
from masstest.domain.roster import (
    CompoundKind,
    LabKind,
    Level,
    Official,
    Previous,
    Role,
    Roster,
    SiteStatus,
    Staff,
    StaffPool,
    SupplyItem,
    TransportMode,
    VehicleKind,
    Zone,
    ZoneClass,
)

FAMILY = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗"
GIVEN = ("伟", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛")

_SITES = (
    ("S001", "金陵小学操场", "金陵街道", "东风社区", Zone.normal),
    ("S002", "体育馆东广场", "金陵街道", "宝光社区", Zone.normal),
    ("S003", "清姜中学", "清姜街道", "清姜社区", Zone.controlled),
)
_POINTS = (  # site, lanes, opens, finishes, persons, key persons, tubes, key tubes
    ("S001", 3, 450, 772, 1600, 240, 170, 26),
    ("S002", 2, 450, 835, 1280, 90, 136, 10),
    ("S003", 1, 480, 660, 300, 30, 33, 4),
)
_COVERAGE = (  # compound, name, site, persons, key, walk, previous site
    ("C0001", "东风小区", "S001", 1000, 140, 240, "S001"),
    ("C0002", "铁路家属院", "S001", 600, 100, 610, "S002"),
    ("C0003", "宝光花园（一期）", "S002", 1280, 90, 1180, "S002"),
    ("C0004", "清姜苑", "S003", 300, 30, 320, "S009"),
)
_ON_THE_SPOT = (
    ("C0005", "滨河大厦3号楼", Zone.sealed, CompoundKind.residential, 80),
    ("C0006", "夕阳红养老院", Zone.normal, CompoundKind.institution, 40),
)


def _staff() -> tuple[Staff, ...]:
    staff = []
    roles = [Role.sampler] * 8 + [Role.registrar] * 6 + [Role.usher] * 6 + [Role.packer] * 3
    roles += [Role.disinfector] * 3 + [Role.lead] * 3 + [Role.doorstep] * 4
    roles += [Role.driver] * 4 + [Role.courier] * 2
    for n, role in enumerate(roles):
        name = FAMILY[n % len(FAMILY)] + GIVEN[n * 5 % len(GIVEN)]
        staff.append(
            support.person(
                f"P{n + 1:04d}",
                role.value,
                name=name,
                phone=f"138{n * 7919 % 10**8:08d}",
                organisation="区人民医院" if role is Role.sampler else "金陵街道办",
                team="第一采样队" if role is Role.sampler else "",
                pool=StaffPool.reserve if n in (6, 7) else StaffPool.regular,
            )
        )
    return tuple(staff)


def example_roster() -> Roster:
    """Four walking compounds, two on the spot, three points, everything that they need."""
    zones = {site_id: zone for site_id, *_, zone in _SITES}
    compounds = tuple(
        support.compound(
            compound_id,
            persons,
            name=name,
            street="清姜街道" if site_id == "S003" else "金陵街道",
            community="东风社区",
            key_population=key,
            zone=zones[site_id],
            lat=support.north(walk / 1.3),
        )
        for compound_id, name, site_id, persons, key, walk, _ in _COVERAGE
    ) + tuple(
        support.compound(c, persons, name=name, zone=zone, kind=kind, street="金陵街道")
        for c, name, zone, kind, persons in _ON_THE_SPOT
    )
    sites = [
        support.site(site_id, 4, name=name, street=street, community=community, zone=zone)
        for site_id, name, street, community, zone in _SITES
    ]
    closed = support.site("S009", 2, name="旧影剧院", status=SiteStatus.excluded)
    officials = tuple(
        Official(
            official_id=f"O{n}",
            name=name,
            title=title,
            phone=f"1390917000{n}",
            level=level,
            street="金陵街道",
        )
        for n, (name, title, level) in enumerate(
            (
                ("赵建国", "副区长", Level.street),
                ("钱文华", "社区科级干部", Level.community),
                ("孙立", "包点干部", Level.point),
            ),
            start=1,
        )
    )
    roster = support.roster(
        compounds,
        (*sites, closed),
        _staff(),
        (
            support.vehicle("V1", 600, plate="陕C·A1234"),
            support.vehicle("V2", 400, plate="陕C·B5678", sealed_ok=True),
            support.vehicle("W1", 0, plate="陕C·W0001", kind=VehicleKind.waste),
            support.vehicle("G1", 0, plate="陕C·G0002", kind=VehicleKind.supply),
        ),
        (
            support.lab("L1", 60, name="区人民医院检验科", tubes_per_day=400),
            support.lab("L2", 90, name="会展中心方舱实验室", kind=LabKind.cabin),
        ),
        (
            SupplyItem(item="采样管", unit="支", stock=300, pack_size=50, per_tube=1),
            SupplyItem(item="防护服", unit="套", stock=200, pack_size=10, per_staff_shift=1),
        ),
        officials,
        district="渭滨区",
        number=3,
        transport_mode=TransportMode.shared,
    )
    previous = tuple(Previous(compound_id=c, site_id=before) for c, *_, before in _COVERAGE)
    return roster.model_copy(update={"previous": previous})


def example_plan(*, short: bool = True) -> Plan:
    """The plan of `example_roster`; `short`: with a late point, missing samplers, a long walk."""
    staff = {role: [p.staff_id for p in _staff() if role in p.roles] for role in Role}
    duties = _duties(staff)
    officials = Officials(street=("O1",), community=("O2",), point=("O3",))
    names = {site_id: (name, zone) for site_id, name, _, _, zone in _SITES}
    points = tuple(
        Point(
            site_id=site_id,
            name=names[site_id][0],
            zone=names[site_id][1],
            lanes=lanes,
            open_from=opens,
            open_until=finishes + 10,
            finish_at=finishes,
            persons=persons,
            key_persons=key,
            tubes=tubes,
            key_tubes=key_tubes,
            officials=officials,
        )
        for site_id, lanes, opens, finishes, persons, key, tubes, key_tubes in _POINTS
    )
    return Plan(
        round=PlanRound(
            district="渭滨区",
            date=support.DATE,
            number=3,
            scope="full",
            timezone="Asia/Shanghai",
            sampling_start=450,
            sampling_deadline=840,
            key_result_deadline=1080,
            result_deadline=1860,
        ),
        status="short" if short else "met",
        points=points,
        coverage=tuple(
            Coverage(
                compound_id=c, site_id=s, persons=n, key_persons=k, walk_m=walk, slots=_slots(n, k)
            )
            for c, _, s, n, k, walk, _ in _COVERAGE
        ),
        duties=duties,
        runs=_runs(staff),
        labs=_labs(),
        doorstep=_teams(staff),
        supplies=(
            Supply(site_id="S001", item="采样管", quantity=170),
            Supply(site_id="S001", item="防护服", quantity=12),
            Supply(site_id="S002", item="采样管", quantity=136),
            Supply(team_id="T01", item="防护服", quantity=2),
        ),
        supply_runs=(
            SupplyRun(
                run_id="G1-1",
                vehicle_id="G1",
                crew=(staff[Role.driver][3],),
                start=360,
                end=430,
                stops=(
                    SupplyStop(site_id="S001", arrive=380, depart=388),
                    SupplyStop(site_id="S002", arrive=400, depart=408),
                ),
            ),
        ),
        waste_runs=(
            WasteRun(
                run_id="W1-1",
                vehicle_id="W1",
                crew=(staff[Role.driver][2],),
                start=850,
                end=930,
                stops=tuple(
                    WasteStop(site_id=site_id, arrive=at, depart=at + 8)
                    for site_id, at in (("S001", 860), ("S002", 880), ("S003", 910))
                ),
            ),
        ),
        readiness=_readiness(short),
        shortages=_shortages() if short else (),
        violations=_violations() if short else (),
        stages=_stages(),
        kpis={"drive_km": 41.3},
        provenance=Provenance(
            roster_sha256="5f" * 32,
            masstest_version="0.1.0",
            ortools_version="9.15",
            seed=1,
            parameters={},
            created_at=dt.datetime(2022, 3, 9, 22, 41, tzinfo=dt.UTC).isoformat(),
        ),
    )


def _slots(persons: int, key: int) -> tuple[Slot, ...]:
    half = persons // 2
    return (
        Slot(from_=450, until=480, persons=half, key=key),
        Slot(from_=480, until=510, persons=persons - half, key=0),
    )


def _duties(staff: dict[Role, list[str]]) -> tuple[Duty, ...]:
    left = {role: list(people) for role, people in staff.items()}
    duties = []

    def on_duty(role: Role, at: str, lane: int | None, start: int, end: int) -> None:
        person = left[role].pop(0)
        duties.append(Duty(staff_id=person, role=role, at=at, lane=lane, start=start, end=end))

    for site_id, lanes, opens, finishes, *_ in _POINTS:
        for lane in range(1, lanes + 1):
            for role in (Role.sampler, Role.registrar, Role.usher):
                on_duty(role, site_id, lane, opens, min(finishes, opens + 240))
        for role in (Role.packer, Role.disinfector, Role.lead):
            on_duty(role, site_id, None, opens, finishes)
    for team_id in ("T01", "T02"):
        for _ in range(2):
            on_duty(Role.doorstep, team_id, None, 480, 700)
    for vehicle_id, start, end in (("V1", 540, 900), ("V2", 620, 840)):
        on_duty(Role.driver, vehicle_id, None, start, end)
        on_duty(Role.courier, vehicle_id, None, start, end)
    on_duty(Role.driver, "W1", None, 850, 930)
    on_duty(Role.driver, "G1", None, 360, 430)
    return tuple(duties)


def _runs(staff: dict[Role, list[str]]) -> tuple[Run, ...]:
    def pickup(site_id: str, arrive: int, tubes: int, key: int, oldest: int) -> Stop:
        return Stop(
            kind="pickup", site_id=site_id, arrive=arrive, depart=arrive + 8, tubes=tubes,
            key_tubes=key, oldest_sample_at=oldest,
        )  # fmt: skip

    def deliver(lab_id: str, arrive: int, tubes: int, key: int) -> Stop:
        return Stop(
            kind="deliver", lab_id=lab_id, arrive=arrive, depart=arrive + 10, tubes=tubes,
            key_tubes=key,
        )  # fmt: skip

    drivers, couriers = staff[Role.driver], staff[Role.courier]
    first, second = (drivers[0], couriers[0]), (drivers[1], couriers[1])
    meeting = Stop(
        kind="pickup", team_id="T01", compound_id="C0005", arrive=640, depart=648, tubes=80,
        key_tubes=0, oldest_sample_at=490,
    )  # fmt: skip
    return (
        Run(run_id="V1-1", vehicle_id="V1", crew=first, start=540, end=620,
            stops=(pickup("S001", 560, 60, 26, 450), pickup("S002", 575, 40, 10, 450),
                   deliver("L2", 605, 100, 36))),
        Run(run_id="V1-2", vehicle_id="V1", crew=first, start=660, end=740,
            stops=(pickup("S003", 680, 33, 4, 480), deliver("L1", 715, 33, 4))),
        Run(run_id="V1-3", vehicle_id="V1", crew=first, start=780, end=900,
            stops=(pickup("S001", 785, 110, 0, 556), pickup("S002", 842, 96, 0, 572),
                   deliver("L2", 885, 206, 0))),
        Run(run_id="V2-1", vehicle_id="V2", crew=second, zone_class=ZoneClass.sealed, start=620,
            end=700, stops=(meeting, deliver("L1", 675, 80, 0))),
    )  # fmt: skip


def _labs() -> tuple[LabLoad, ...]:
    def hours(first: int, *rows: tuple[int, int, int, int]) -> tuple[LabHour, ...]:
        return tuple(
            LabHour(hour=first + 60 * n, received=a, started=b, resulted=c, waiting=d)
            for n, (a, b, c, d) in enumerate(rows)
        )

    return (
        LabLoad(
            lab_id="L1", tubes=113, key_tubes=4, key_results_at=936, results_at=1025,
            hours=hours(660, (113, 60, 0, 53), (0, 53, 0, 0), (0, 0, 0, 0), (0, 0, 20, 0),
                        (0, 0, 60, 0), (0, 0, 33, 0)),
        ),
        LabLoad(
            lab_id="L2", tubes=306, key_tubes=36, key_results_at=849, results_at=1460,
            hours=hours(600, (100, 70, 0, 30), (0, 30, 0, 0), (0, 0, 0, 0), (0, 0, 70, 0),
                        (206, 10, 30, 196), (0, 90, 0, 106), (0, 90, 0, 16), (0, 16, 50, 0)),
        ),
    )  # fmt: skip


def _teams(staff: dict[Role, list[str]]) -> tuple[DoorstepTeam, ...]:
    people = staff[Role.doorstep]
    stops = (
        DoorstepStop(
            compound_id="C0005", arrive=490, depart=610, persons=80, tubes=80, key_tubes=0
        ),
        DoorstepStop(compound_id="C0006", arrive=500, depart=625, persons=40, tubes=5, key_tubes=0),
    )
    return (
        DoorstepTeam(team_id="T01", staff_ids=tuple(people[:2]), zone=Zone.sealed, stops=stops[:1]),
        DoorstepTeam(
            team_id="T02", staff_ids=tuple(people[2:4]), zone=Zone.normal, stops=stops[1:]
        ),
    )


def _readiness(short: bool) -> tuple[Readiness, ...]:
    states = {"publicity": "confirm", "order": "confirm"}
    lights = []
    for site_id, *_ in _POINTS:
        for item in (
            "publicity", "training", "supplies", "medical",
            "auxiliary", "order", "special", "coverage",
        ):  # fmt: skip
            state = states.get(item, "ok")
            if short and site_id == "S002" and item == "medical":
                state = "short"
            lights.append(Readiness(site_id=site_id, item=item, state=state))
    return tuple(lights)


def _shortages() -> tuple[Shortage, ...]:
    def remedy(code: RemedyCode, rule: str, subject: str, n: float, unit: str, **facts) -> Remedy:
        return Remedy(code=code, rule=rule, subject=subject, quantity=n, unit=unit, facts=facts)

    return (
        Shortage(
            rule="sampling_deadline", subject="S002", amount=25, unit="min",
            deadline_missed_by_min=25,
            remedies=(
                remedy(RemedyCode.add_lanes, "sampling_deadline", "S002", 1, "lanes"),
                remedy(RemedyCode.move_compound, "sampling_deadline", "C0003", 620, "persons",
                       site_id="S001"),
            ),
        ),
        Shortage(
            rule="role_cover", subject="sampler", amount=2, unit="persons",
            remedies=(remedy(RemedyCode.add_staff, "role_cover", "sampler", 2, "persons"),),
        ),
        Shortage(
            rule="walking_limit", subject="C0003", amount=180, unit="m",
            remedies=(
                remedy(RemedyCode.open_point, "walking_limit", "C0003", 2, "lanes", persons=1280,
                       within_m=1000),
            ),
        ),
    )  # fmt: skip


def _violations() -> tuple[Violation, ...]:
    return (
        Violation(
            rule="sampling_deadline", subjects=("S002",), amount=835, limit=810, unit="min"
        ),
        Violation(
            rule="walking_limit", subjects=("C0003", "S002"), amount=1180, limit=1000, unit="m"
        ),
        Violation(
            rule="role_cover", subjects=("S002",), amount=145, limit=0, unit="min"
        ),
    )  # fmt: skip


def _stages() -> tuple[StageReport, ...]:
    return (
        StageReport(
            stage="location", status=StageStatus.feasible, objective=2_345_678.0,
            best_bound=2_340_111.0, gap=0.0024, wall_s=9.8,
        ),
        StageReport(
            stage="rostering", status=StageStatus.optimal, objective=812_400.0,
            best_bound=812_400.0, gap=0.0, wall_s=1.2,
        ),
        StageReport(
            stage="transport", status=StageStatus.stopped, objective=1_432.0, best_bound=None,
            gap=None, wall_s=14.9,
        ),
    )  # fmt: skip
