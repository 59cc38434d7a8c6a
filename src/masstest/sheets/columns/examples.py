"""The example row of each sheet: the template writes it, the reader recognises it.

An example is marked by its id and skipped as long as nothing in it was changed; once anybody
has typed into it, it is data like any other row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from masstest.domain import roster as r
from masstest.sheets.columns.table import Column, Sheet
from masstest.sheets.columns.words import plain
from masstest.text import Lang

MARKS: Mapping[Lang, str] = {"zh": "示例", "en": "EXAMPLE"}


class Said(NamedTuple):
    """A text in either language."""

    zh: str
    en: str


def _marked(rest_zh: str, rest_en: str | None = None) -> Said:
    return Said(f"{MARKS['zh']}-{rest_zh}", f"{MARKS['en']}-{rest_en or rest_zh}")


_STREET = Said("金陵街道", "Jinling Street")
_COMMUNITY = Said("东风社区", "Dongfeng Community")

# sheet -> column -> value as it is read (a `Minute` for times); columns not named stay blank
_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "compounds": {
        "compound_id": _marked("C001"),
        "name": Said("东风小区", "Dongfeng Compound"),
        "street": _STREET,
        "community": _COMMUNITY,
        "lon": 107.1446,
        "lat": 34.3691,
        "kind": r.CompoundKind.residential,
        "setting": r.Setting.urban,
        "zone": r.Zone.normal,
        "population": 620,
        "key_population": 60,
        "homebound": 5,
    },
    "sites": {
        "site_id": _marked("S001"),
        "name": Said("东风小学操场", "Dongfeng School yard"),
        "street": _STREET,
        "community": _COMMUNITY,
        "lon": 107.1461,
        "lat": 34.3702,
        "max_lanes": 4,
        "kind": r.SiteKind.school,
        "indoor": False,
        "zone": r.Zone.normal,
        "open_from": 7 * 60,
        "open_until": 14 * 60,
        "status": r.SiteStatus.candidate,
    },
    "staff": {
        "staff_id": _marked("P001"),
        "name": Said("王芳", "Wang Fang"),
        "roles": (r.Role.sampler, r.Role.doorstep),
        "organisation": Said("区人民医院", "District hospital"),
        "team": Said("第一工作组", "Group 1"),
        "phone": "13800000000",
        "pool": r.StaffPool.regular,
        "street": _STREET,
        "available_from": 6 * 60,
        "available_until": 20 * 60,
        "max_hours": 8,
        "trained_until": dt.date(2030, 12, 31),
        "duties_so_far": 0,
    },
    "vehicles": {
        "vehicle_id": _marked("V01"),
        "plate": "陕C12345",
        "capacity_tubes": 2000,
        "lon": 107.1502,
        "lat": 34.3655,
        "kind": r.VehicleKind.specimen,
        "available_from": 6 * 60,
        "available_until": 22 * 60,
        "sealed_ok": False,
    },
    "labs": {
        "lab_id": _marked("L1"),
        "name": Said("区疾控中心实验室", "District CDC laboratory"),
        "lon": 107.1377,
        "lat": 34.3618,
        "tubes_per_hour": 500,
        "kind": r.LabKind.fixed,
        "receive_from": 8 * 60,
        "receive_until": 22 * 60,
        "turnaround_min": 210,
        "sealed_ok": True,
    },
    "supplies": {
        "item": _marked("10混1采样管", "pooled tube"),
        "unit": Said("支", "tube"),
        "stock": 5000,
        "pack_size": 50,
        "per_tube": 1.05,
    },
    "officials": {
        "official_id": _marked("G001"),
        "name": Said("李建国", "Li Jianguo"),
        "title": Said("街道办主任", "Head of the street office"),
        "phone": "13900000000",
        "level": r.Level.street,
        "street": _STREET,
    },
    "previous": {"compound_id": _marked("C001"), "site_id": _marked("S001")},
}


def example_values(sheet: Sheet, lang: Lang) -> dict[str, Any]:
    """Column -> value of the example row; None where it is blank."""
    row = _EXAMPLES[sheet.name]
    values = {column.name: row.get(column.name) for column in sheet.columns}
    return {
        name: getattr(value, lang) if isinstance(value, Said) else value
        for name, value in values.items()
    }


def marking_column(sheet: Sheet) -> Column:
    """The column whose value marks the example row."""
    return sheet.column[sheet.id_column] if sheet.id_column else sheet.columns[0]


def bears_mark(text: str) -> bool:
    """Whether an id is that of an example row, in either language."""
    return plain(text).startswith(tuple(plain(mark) for mark in MARKS.values()))


def is_example(sheet: Sheet, values: Mapping[str, Any]) -> bool:
    """Whether `values` (None for blank cells) are those of the example row, or fewer of them."""
    return any(
        all(values[name] in (None, example[name]) for name in values)
        for example in (example_values(sheet, lang) for lang in MARKS)
    )
