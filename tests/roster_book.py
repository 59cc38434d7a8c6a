"""A good roster workbook for tests, and ways to spoil it."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

import support
from masstest.domain.roster import (
    CompoundKind,
    Level,
    Official,
    Previous,
    Roster,
    SiteStatus,
    StaffPool,
    SupplyItem,
    VehicleKind,
    Zone,
)
from masstest.sheets import write_roster
from masstest.text import Lang

STREETS = ("Jinling", "Qingjiang")
Spoil = Callable[[Workbook], None]


def _place(street: int, number: int) -> dict[str, float]:
    """A place on a grid of 300 m, the streets 2 km apart."""
    row, column = divmod(number, 3)
    return {
        "lon": round(support.LON + 0.0033 * column, 6),
        "lat": round(support.north(2000 * street + 300 * row), 6),
    }


def good_roster() -> Roster:
    """Two streets with everything that a round needs; reading it finds nothing wrong."""
    zones = {0: Zone.controlled, 8: Zone.sealed}
    compounds = [
        support.compound(
            f"C{9 * s + n:02d}",
            500 + n,
            name=f"Compound {s}-{n}",
            street=STREETS[s],
            community=f"{STREETS[s]} {n % 2}",
            zone=zones.get(9 * s + n, Zone.normal),
            kind=CompoundKind.isolation if (s, n) == (1, 8) else CompoundKind.residential,
            key_population=40,
            homebound=5,
            pool_size=10 if n == 4 else None,
            **_place(s, n),
        )
        for s in range(2)
        for n in range(9)
    ]
    sites = [
        support.site(
            f"P{4 * s + n}",
            4,
            name=f"Site {s}-{n}",
            street=STREETS[s],
            community=f"{STREETS[s]} {n % 2}",
            zone=Zone.controlled if (s, n) == (0, 1) else Zone.normal,
            indoor=n == 2,
            status=SiteStatus.required if n == 0 else SiteStatus.candidate,
            open_from=420 + 30 * n,
            **_place(s, 2 * n),
        )
        for s in range(2)
        for n in range(4)
    ]
    roles = [("sampler", "doorstep"), ("registrar",), ("driver",), ("courier",), ("lead", "usher")]
    staff = [
        support.person(
            f"W{n:03d}",
            *roles[n % 5],
            phone=f"0138000{n:04d}",
            organisation="Hospital",
            street=STREETS[n % 2],
            pool=StaffPool.reserve if n % 4 == 3 else StaffPool.regular,
            trained_until=support.DATE + dt.timedelta(days=90),
            last_duty_end=-120 if n % 3 == 0 else None,
            last_zone=Zone.normal if n % 3 == 0 else None,
            max_hours=7.5,
            **_place(n % 2, n % 9),
        )
        for n in range(20)
    ]
    vehicles = [
        support.vehicle("V1", 500, plate="陕C00001", driver_id="W002", sealed_ok=True),
        support.vehicle("V2", 400, plate="陕C00002", courier_id="W003"),
        support.vehicle("V3", 400, plate="陕C00003", kind=VehicleKind.supply),
    ]
    return support.roster(
        compounds=tuple(compounds),
        sites=tuple(sites),
        staff=tuple(staff),
        vehicles=tuple(vehicles),
        labs=(support.lab("L1", lat=34.39, tubes_per_day=9000), support.lab("L2", lat=34.35)),
        supplies=(
            SupplyItem(item="tube（10）", unit="支", stock=9000, pack_size=50, per_tube=1.05),
        ),
        officials=(
            Official(official_id="G1", name="Li", level=Level.street, street="Jinling"),
            Official(
                official_id="G2", name="Wu", level=Level.community, street="Jinling",
                community="Jinling 0", phone="0917-3320000",
            ),
            Official(official_id="G3", name="Ma", level=Level.point),
        ),
        parameters={"slot_min": 20, "key_pool_size": 5, "doorstep_deadline": 780},
    ).model_copy(update={"previous": (Previous(compound_id="C01", site_id="P0"),)})  # fmt: skip


@cache
def good_book(lang: Lang = "en") -> bytes:
    """The good roster as a workbook."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        write_roster(good_roster(), path, lang)
        return path.read_bytes()


def spoilt(spoil: Spoil, lang: Lang = "en") -> bytes:
    """The good workbook after `spoil`, through openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(good_book(lang)))
    spoil(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def repacked(edit: Callable[[str, bytes], bytes | None], **extra: bytes) -> bytes:
    """The good workbook with the parts of its archive edited, dropped (None) or added."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(good_book())) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            content = edit(member.filename, old.read(member))
            if content is not None:
                new.writestr(member.filename, content)
        for name, content in extra.items():
            new.writestr(name, content)
    return written.getvalue()
