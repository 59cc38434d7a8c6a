"""What a round cannot do without: people in scope, sites, vehicles, laboratories."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.roster import Roster, Scope, VehicleKind, Zone
from masstest.sheets.reading.places import usable_sites
from masstest.sheets.reading.report import Report
from masstest.sheets.reading.round import RoundRead
from masstest.sheets.reading.rows import Row, SheetRows

Sheets = Mapping[str, SheetRows]


def check_resources(sheets: Sheets, round_: RoundRead, report: Report) -> None:
    """Resources of which there is none; sheets with wrong rows are not judged."""
    vehicles, labs = _whole(sheets, "vehicles"), _whole(sheets, "labs")
    sealed = any(row.get("zone") is Zone.sealed for row in sheets.get("compounds", ()))
    if vehicles:
        carriers = [row for row in vehicles if row.get("kind") is VehicleKind.specimen]
        if not carriers:
            report.add("no_specimen_vehicle", "vehicles")
        elif sealed and not any(row.get("sealed_ok") for row in carriers):
            report.add("no_sealed_vehicle", "vehicles", column="sealed_ok")
    if labs and sealed and not any(row.get("sealed_ok") for row in labs):
        report.add("no_sealed_lab", "labs", column="sealed_ok")
    if _whole(sheets, "sites") and not round_.wrong and not usable_sites(sheets, round_):
        report.add("no_open_site", "sites")


def _whole(sheets: Sheets, name: str) -> list[Row]:
    """The rows of a sheet without any error; none otherwise."""
    read = sheets.get(name)
    return read.rows if read is not None and len(read.good) == len(read.rows) else []


def check_scope(roster: Roster, report: Report) -> None:
    """Somebody is to be sampled."""
    if any(sum(roster.demand(compound)[::2]) for compound in roster.compounds):
        return
    column = "population" if roster.round.scope is Scope.full else "key_population"
    report.add("nothing_in_scope", "round", column="scope", target="compounds", counted=column)
