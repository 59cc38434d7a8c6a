"""The package: the files a plan comes back as, written into one folder."""

from __future__ import annotations

from pathlib import Path

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.planner.differences import change_kind_name, change_rows, differences, summary
from masstest.sheets.geojson import write_geojson
from masstest.sheets.gpx import write_gpx
from masstest.sheets.map import write_map
from masstest.sheets.plan_workbook import PlanChange, PlanChanges, write_plan_workbook
from masstest.sheets.print_sheets import write_print_sheets
from masstest.text import Lang, translator
from masstest.text.sentences import remedy_sentence, shortage_sentence


def write_package(
    plan: Plan, roster: Roster, folder: Path, lang: Lang, known: Plan | None = None
) -> tuple[Path, ...]:
    """Write plan.json, plan.xlsx, map.html, the GeoJSON files, gpx/ and print/ into `folder`.

    Parameters
    ----------
    known : the plan that people knew before, if this one was made from it: the workbook lists
        the changes from it

    Returns
    -------
    tuple of Path
        The files, the one to open first first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spoken = with_sentences(plan, roster, lang)
    workbook, document = folder / "plan.xlsx", folder / "plan.json"
    changes = None if known is None else plan_changes(known, spoken, roster, lang)
    write_plan_workbook(spoken, roster, workbook, lang, changes)
    document.write_text(spoken.to_json(), encoding="utf-8")
    write_map(spoken, roster, folder / "map.html", lang)
    write_geojson(spoken, roster, folder)
    write_gpx(spoken, roster, folder, lang)
    printed = write_print_sheets(spoken, roster, folder, lang)[0]
    names = ("map.html", "points.geojson", "runs.geojson", "gpx")
    return workbook, document, printed, *(folder / name for name in names)


def plan_changes(known: Plan, plan: Plan, roster: Roster, lang: Lang) -> PlanChanges:
    """What is different from the plan that people knew, as the workbook lays it out."""
    t = translator(lang)
    found = differences(known, plan, roster, roster)
    rows = [
        PlanChange(
            topic=row.kind.value,
            topic_name=change_kind_name(row.kind, t),
            change=row.change,
            subject_id=row.subject_id,
            subject=row.subject,
            before=row.before,
            after=row.after,
            residents_told=row.residents_told,
            staff_told=row.staff_told,
            better=row.better,
        )
        for row in change_rows(found, t)
    ]
    return PlanChanges(summary(found, t), rows)


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
