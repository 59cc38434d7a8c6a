"""Coordinates: into WGS-84, and whether places and what stands there make sense."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from masstest.domain.coordinates import Floats, great_circle_m, to_wgs84
from masstest.domain.parameters import Parameters
from masstest.domain.roster import (
    CompoundKind,
    Crs,
    Setting,
    SiteStatus,
    Zone,
    ZoneGroup,
)
from masstest.sheets.reading.outline import FAR_M, far_outside, outside_m, plane_m
from masstest.sheets.reading.report import Report
from masstest.sheets.reading.round import RoundRead
from masstest.sheets.reading.rows import Row, SheetRows

Sheets = Mapping[str, SheetRows]

_PLACED = ("compounds", "sites", "staff", "vehicles", "labs")
# the zone whose name is shown for a group
_ZONE_OF = {
    ZoneGroup.sealed: Zone.sealed,
    ZoneGroup.controlled: Zone.controlled,
    ZoneGroup.common: Zone.normal,
}


def convert_places(sheets: Sheets, crs: Crs, report: Report) -> None:
    """Every row's place as WGS-84; what was given is kept beside it."""
    for name in _PLACED:
        for row in sheets.get(name, ()):
            lon, lat = row.get("lon"), row.get("lat")
            if lon is not None and lat is not None:
                row.given_place = (lon, lat)
                row.values["lon"], row.values["lat"] = to_wgs84(lon, lat, crs)
            elif (lon is None) != (lat is None):
                column = "lon" if lon is None else "lat"
                if not {"lon", "lat"} & row.wrong:
                    row.wrong.add(column)
                    report.add("half_coordinate", name, row.cell(column), column=column)


def place_sites(sheets: Sheets) -> None:
    """A site is urban or rural as its nearest compound is."""
    compounds = [row for row in sheets.get("compounds", ()) if row.given_place]
    sites = [row for row in sheets.get("sites", ()) if row.given_place]
    if not compounds:
        return
    nearest = great_circle_m(_lonlat(sites), _lonlat(compounds)).argmin(axis=1)
    for row, index in zip(sites, nearest, strict=True):
        row.values["setting"] = compounds[int(index)].get("setting") or Setting.urban


def place_staff(sheets: Sheets, report: Report) -> None:
    """Who gives only a street starts from the middle of its compounds."""
    if "staff" not in sheets or "compounds" not in sheets:
        return
    middle = _middles(sheets["compounds"])
    if not middle:
        return
    nowhere: list[Row] = []
    for row in sheets["staff"]:
        if row.given_place or {"lon", "lat"} & row.wrong:
            continue
        street = row.get("street") or ""
        if not street:
            nowhere.append(row)
        row.values["lon"], row.values["lat"] = middle.get(street, middle[""])
    if nowhere:
        column = "street" if "street" in nowhere[0].positions else "staff_id"
        cell = nowhere[0].cell(column)
        report.add("staff_without_place", "staff", cell, column="street", count=len(nowhere))


def _middles(compounds: SheetRows) -> dict[str, tuple[float, float]]:
    """Street -> mean place of its compounds; under "" the mean of all."""
    groups: dict[str, list[Row]] = {}
    for row in compounds:
        if row.given_place:
            groups.setdefault("", []).append(row)
            if row.get("street"):
                groups.setdefault(row.get("street"), []).append(row)
    means = {street: _lonlat(rows).mean(axis=0) for street, rows in groups.items()}
    return {street: (round(float(m[0]), 7), round(float(m[1]), 7)) for street, m in means.items()}


def check_outlines(sheets: Sheets, crs: Crs, report: Report) -> None:
    """Compounds and sites that lie apart from the rest of their street."""
    streets: dict[str, list[tuple[str, Row]]] = {}
    for name in ("compounds", "sites"):
        for row in sheets.get(name, ()):
            if row.given_place and row.get("street"):
                streets.setdefault(row.get("street"), []).append((name, row))
    for street, members in streets.items():
        rows = [row for _, row in members]
        places = _lonlat(rows)
        metres = plane_m(places)
        for index, far_m in far_outside(metres):
            others = np.delete(places, index, axis=0)
            name, row = members[index]
            code, facts = _why_far(row, others, crs)
            report.add(
                code, name, row.cell("lon"), _shown_place(row),
                name=row.get("name") or "", street=street, far_m=_rounded(far_m), **facts,
            )  # fmt: skip


def _why_far(row: Row, others: Floats, crs: Crs) -> tuple[str, dict[str, Any]]:
    """What would put a far place among the others of its street."""
    lon, lat = row.given_place or (0.0, 0.0)
    if abs(lon) <= 90 and _is_among(to_wgs84(lat, lon, crs), others):
        return "coordinate_far_swapped", {}
    for other in Crs:
        if other is not crs and _is_among(to_wgs84(lon, lat, other), others):
            return "coordinate_far_crs", {"crs": crs.value, "other_crs": other.value}
    return "coordinate_far", {}


def _is_among(place: tuple[float, float], others: Floats) -> bool:
    metres = plane_m(np.vstack([others, place]))
    core = metres[:-1]
    usual = np.quantile(np.hypot(*core.T), 0.9)
    near = core[np.hypot(*core.T) <= usual + FAR_M]
    return outside_m(metres[-1], near) <= FAR_M / 10


def _shown_place(row: Row) -> str:
    lon, lat = row.given_place or (0.0, 0.0)
    return f"{lon}, {lat}"


def check_reach(sheets: Sheets, round_: RoundRead, report: Report) -> None:
    """Compounds that nobody can walk from to a point, and sites that nobody can walk to."""
    par = Parameters(**round_.parameters)
    compounds = [row for row in sheets["compounds"].good if _walks(row)]
    sites = [row for row in sheets["sites"].good if _is_usable(row, round_)]
    if not sites:
        return  # told as a whole
    distance_m = great_circle_m(_lonlat(compounds), _lonlat(sites)) * par.walk_detour
    site_groups = np.array([row.values["zone"].group.value for row in sites], dtype=object)
    for index, row in enumerate(compounds):
        zone: Zone = row.values["zone"]
        column = row.cell("compound_id")
        shown = _ZONE_OF[zone.group].value if zone.group is ZoneGroup.common else zone.value
        own = np.flatnonzero(site_groups == zone.group.value)
        if not len(own):
            report.add(
                "no_usable_site_at_all", "compounds", column, row.get("compound_id"), zone=shown
            )
            continue
        urban = row.values["setting"] is Setting.urban
        limit_m = par.walking_limit_urban_m if urban else par.walking_limit_rural_m
        best = int(own[distance_m[index, own].argmin()])
        if distance_m[index, best] > limit_m:
            report.add(
                "no_usable_site", "compounds", column, row.get("compound_id"),
                zone=shown, limit_m=round(limit_m), nearest=sites[best].get("site_id"),
                nearest_m=round(float(distance_m[index, best])),
            )  # fmt: skip
    groups = {row.values["zone"].group for row in compounds}
    for row in sheets["sites"].good:
        zone = row.values["zone"]
        if row.values["status"] is not SiteStatus.excluded and zone.group not in groups:
            report.add(
                "site_of_no_use", "sites", row.cell("zone"), row.get("site_id"), zone=zone.value
            )


def _walks(row: Row) -> bool:
    """Whether people of a compound walk to a point."""
    on_the_spot = row.values["zone"] is Zone.sealed or row.values["kind"] in (
        CompoundKind.institution,
        CompoundKind.isolation,
    )
    return not on_the_spot and row.values["population"] > row.values["homebound"]


def _is_usable(row: Row, round_: RoundRead) -> bool:
    """Whether a site may be used at some time of the sampling hours."""
    return (
        row.values["status"] is not SiteStatus.excluded
        and row.values["open_from"] < round_.values["sampling_deadline"]
        and row.values["open_until"] > round_.values["sampling_start"]
    )


def usable_sites(sheets: Sheets, round_: RoundRead) -> int:
    """How many sites may be used at all."""
    return sum(_is_usable(row, round_) for row in sheets["sites"].good)


def _rounded(metres: float) -> int:
    """Metres to the ten: what a map lets one see."""
    return round(metres / 10) * 10


def _lonlat(rows: list[Row]) -> Floats:
    """(n, 2) WGS-84 degrees of rows that have a place."""
    pairs = [(row.values["lon"], row.values["lat"]) for row in rows]
    return np.array(pairs, dtype=float).reshape(-1, 2)
