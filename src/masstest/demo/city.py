"""A made-up city: districts of one make side by side, with laboratories between them.

Every district has small laboratories of its own. Four neighbours (two by two) share an air dome,
and neighbours across the border of two such blocks share a cabin, so that what one block has too
much can help the next. Without the shared laboratories no district has enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, isqrt
from typing import Literal

import numpy as np

from masstest.demo import names
from masstest.demo.build import CASES, build_roster
from masstest.demo.geography import apportion
from masstest.demo.spec import CaseSpec, StaffSpec
from masstest.domain.roster import Lab, LabKind, Role, Roster

Make = Literal["weibin", "town"]
_BLOCK = 2  # districts on a side of a block
_SPREAD = 0.2  # how far a district's size lies from the mean, at most
_PHONES_EACH = 100_000
_TRANSPORT = 1.5  # vehicles and crews, beside a district that has its laboratories in its middle


@dataclass(frozen=True)
class _Make:
    """How far apart districts lie (degrees), and their laboratories in tubes an hour.

    `own` are laboratories of a district; a dome serves four districts, a cabin as many.
    """

    columns_deg: float
    rows_deg: float
    own: tuple[int, ...]
    dome: int
    cabin: int


_MAKES: dict[Make, _Make] = {
    "weibin": _Make(0.18, 0.08, (280, 280), 4_200, 1_800),
    "town": _Make(0.06, 0.04, (30,), 280, 80),
}
_DAY_HOURS = 18  # that a laboratory works in 24
_TURNAROUND_MIN = 210
_CREW = (Role.driver, Role.courier)
_NAMES = {LabKind.dome: "气膜实验室", LabKind.cabin: "方舱实验室"}


def make_city(
    districts: int = 32, people: int | None = None, seed: int = 1, make: Make = "weibin"
) -> Iterator[tuple[str, Roster]]:
    """(district id, roster) of a made-up city, one after another.

    Parameters
    ----------
    districts : how many
    people : of the whole city; None for as many as districts of this make have on average
    seed : another seed gives another city
    make : what the districts are like: `weibin` (310,000 people each) or `town` (12,000)
    """
    rng = np.random.default_rng([seed, 99])
    model = CASES[make]
    total = districts * model.people if people is None else people
    sizes = apportion(total, rng.uniform(1 - _SPREAD, 1 + _SPREAD, districts))
    across = _columns(districts)
    labs = _shared_labs(make, districts, across)
    for number, size in enumerate(sizes):
        yield f"D{number + 1:02d}", _district(make, number, across, size, seed, labs)


def _columns(districts: int) -> int:
    """About twice as wide as high, in whole blocks."""
    return max(_BLOCK, 2 * _BLOCK * isqrt(ceil(districts / 2 / _BLOCK**2)))


def _cell(number: int, across: int) -> tuple[int, int]:
    """(row, column) of a district: block by block, so that neighbours have like numbers."""
    block, inside = divmod(number, _BLOCK**2)
    block_row, block_column = divmod(block, across // _BLOCK)
    return block_row * _BLOCK + inside // _BLOCK, block_column * _BLOCK + inside % _BLOCK


def _district(
    make: Make, number: int, across: int, people: int, seed: int, shared: Sequence[_Shared]
) -> Roster:
    spec = _MAKES[make]
    row, column = _cell(number, across)
    case = _moved(CASES[make], column * spec.columns_deg, row * spec.rows_deg)
    case = _resized(case, people)
    code = f"D{number + 1:02d}"
    case = replace(case, code=code, district=f"示范市第{number + 1:02d}区", plate=f"陕{code}")
    roster = build_roster(case, seed * 1000 + number)
    lon, lat = _centre(case)
    own = [
        _lab(f"{code}-L{n}", f"{case.district}第{n}实验室", (lon + 0.004 * n, lat), rate)
        for n, rate in enumerate(spec.own, start=1)
    ]
    near = [lab.lab for lab in shared if (row, column) in lab.cells]
    staff = tuple(
        person.model_copy(update={"phone": names.phone(number * _PHONES_EACH + n)})
        for n, person in enumerate(roster.staff, start=1)
    )
    return roster.model_copy(update={"labs": (*own, *near), "staff": staff})


@dataclass(frozen=True)
class _Shared:
    lab: Lab
    cells: frozenset[tuple[int, int]]


def _shared_labs(make: Make, districts: int, across: int) -> list[_Shared]:
    """A dome in the middle of each block, a cabin in the middle of each border of two blocks."""
    spec = _MAKES[make]
    lon, lat = _centre(CASES[make])
    cells = {_cell(number, across) for number in range(districts)}
    found: list[_Shared] = []

    def add(row: int, column: int, rate: int, kind: LabKind, least: int) -> None:
        """A laboratory where at least so many cells meet, the first at `row`, `column`."""
        meeting = frozenset(
            cell
            for cell in ((row, column), (row, column + 1), (row + 1, column), (row + 1, column + 1))
            if cell in cells
        )
        if len(meeting) < least:
            return
        place = (lon + (column + 0.5) * spec.columns_deg, lat + (row + 0.5) * spec.rows_deg)
        lab_id, part = f"X{len(found) + 1:02d}", ceil(rate * len(meeting) / _BLOCK**2)
        found.append(_Shared(_lab(lab_id, _NAMES[kind] + lab_id, place, part, kind), meeting))

    last = max(row for row, _ in cells) + 1
    for row in range(0, last, _BLOCK):
        for column in range(0, across, _BLOCK):
            add(row, column, spec.dome, LabKind.dome, least=1)
            add(row, column + _BLOCK - 1, spec.cabin, LabKind.cabin, least=2)
            add(row + _BLOCK - 1, column, spec.cabin, LabKind.cabin, least=2)
    return found


def _lab(
    lab_id: str,
    name: str,
    place: tuple[float, float],
    tubes_per_hour: int,
    kind: LabKind = LabKind.fixed,
) -> Lab:
    return Lab(
        lab_id=lab_id,
        name=name,
        lon=round(place[0], 6),
        lat=round(place[1], 6),
        tubes_per_hour=tubes_per_hour,
        kind=kind,
        receive_from=6 * 60,
        receive_until=31 * 60,
        turnaround_min=_TURNAROUND_MIN,
        tubes_per_day=_DAY_HOURS * tubes_per_hour,
    )


def _centre(case: CaseSpec) -> tuple[float, float]:
    """The middle of the streets, by people."""
    people = sum(street.people for street in case.streets)
    return (
        sum(street.lon * street.people for street in case.streets) / people,
        sum(street.lat * street.people for street in case.streets) / people,
    )


def _moved(case: CaseSpec, east_deg: float, north_deg: float) -> CaseSpec:
    streets = tuple(
        replace(street, lon=street.lon + east_deg, lat=street.lat + north_deg)
        for street in case.streets
    )
    return replace(case, streets=streets)


def _resized(case: CaseSpec, people: int) -> CaseSpec:
    """The same district with more or fewer people, and everything else in proportion."""
    times = people / case.people
    residents = apportion(people, np.array([float(s.people) for s in case.streets]))
    return replace(
        case,
        people=people,
        homebound=round(case.homebound * times),
        compounds=ceil(case.compounds * times),
        hamlets=ceil(case.hamlets * times),
        sites=ceil(case.sites * times),
        streets=tuple(
            replace(street, people=own, village_people=own * street.village_people // street.people)
            for street, own in zip(case.streets, residents, strict=True)
        ),
        staff=tuple(
            _staffed(group, times * (_TRANSPORT if group.roles[0] in _CREW else 1))
            for group in case.staff
        ),
        fleet=replace(
            case.fleet,
            specimen=ceil(case.fleet.specimen * times * _TRANSPORT),
            supply=ceil(case.fleet.supply * times),
            waste=ceil(case.fleet.waste * times),
        ),
    )


def _staffed(group: StaffSpec, times: float) -> StaffSpec:
    return replace(group, count=ceil(group.count * times), reserve=ceil(group.reserve * times))
