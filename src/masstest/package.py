"""The package: the files a plan comes back as, written into one folder."""

from __future__ import annotations

from pathlib import Path

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets.geojson import write_geojson
from masstest.sheets.gpx import write_gpx
from masstest.sheets.map import write_map
from masstest.sheets.plan_workbook import write_plan_workbook
from masstest.text import Lang, translator
from masstest.text.sentences import remedy_sentence, shortage_sentence


def write_package(plan: Plan, roster: Roster, folder: Path, lang: Lang) -> tuple[Path, ...]:
    """Write plan.json, plan.xlsx, map.html, the GeoJSON files and gpx/ into `folder`.

    Returns
    -------
    tuple of Path
        The files, the one to open first first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spoken = with_sentences(plan, roster, lang)
    workbook, document = folder / "plan.xlsx", folder / "plan.json"
    write_plan_workbook(spoken, roster, workbook, lang)
    document.write_text(spoken.to_json(), encoding="utf-8")
    write_map(spoken, roster, folder / "map.html", lang)
    write_geojson(spoken, roster, folder)
    write_gpx(spoken, roster, folder, lang)
    names = ("map.html", "points.geojson", "runs.geojson", "gpx")
    return workbook, document, *(folder / name for name in names)


def with_sentences(plan: Plan, roster: Roster, lang: Lang) -> Plan:
    """`plan` with its shortages and remedies in words of `lang`."""
    t = translator(lang)
    shortages = tuple(
        shortage.model_copy(
            update={
                "text": shortage_sentence(shortage, roster, t),
                "remedies": tuple(
                    remedy.model_copy(update={"text": remedy_sentence(remedy, roster, t)})
                    for remedy in shortage.remedies
                ),
            }
        )
        for shortage in plan.shortages
    )
    return plan.model_copy(update={"shortages": shortages})
