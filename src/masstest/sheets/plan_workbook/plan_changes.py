"""What is different from the plan that people knew before: a sheet's rows, a part of the overview.

The differences are found and worded by who made the plan; here they are laid out, with whom to
call about each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from masstest.domain.plan import Run, SupplyRun, WasteRun
from masstest.domain.roster import Level, Role
from masstest.sheets.plan_workbook.book import Book, Row
from masstest.text import N_

ChangeTopic = Literal["point", "compound", "person", "team", "run", "shortage", "figure", "term"]

_VERDICTS = {True: N_("better"), False: N_("worse")}


@dataclass(frozen=True)
class PlanChange:
    """One change, in words of the workbook's language.

    Attributes
    ----------
    topic, topic_name : what it is about, as a code and as a word
    change : what kind of change, in a few words
    subject_id, subject : of whom or what, as ids of the roster or the plan, and by name
    before, after : as it was, as it is now
    residents_told, staff_told : how many must hear of it
    better : of a shortage, a figure or a term: whether it is better now; None where it is neither
    """

    topic: ChangeTopic
    topic_name: str
    change: str
    subject_id: str
    subject: str
    before: str
    after: str
    residents_told: int = 0
    staff_told: int = 0
    better: bool | None = None


@dataclass(frozen=True)
class PlanChanges:
    """All changes from the plan before: a summary in one sentence, and one row for each."""

    summary: str
    rows: Sequence[PlanChange]


def plan_change_rows(changes: PlanChanges, book: Book) -> Iterator[Row]:
    """One row per change: who must be told first, then what it cost or gained."""
    for number, change in enumerate(changes.rows, start=1):
        contact = _CONTACTS.get(change.topic)
        yield {
            "number": number,
            "topic": change.topic_name,
            "change": change.change,
            "subject": change.subject,
            "street": _street(book, change),
            "before": change.before,
            "after": change.after,
            "residents_told": change.residents_told or None,
            "staff_told": change.staff_told or None,
            "contact": contact(book, change.subject_id) if contact else "",
            "verdict": verdict(change, book),
            "topic_code": change.topic,
            "subject_id": change.subject_id,
        }


def verdict(change: PlanChange, book: Book) -> str:
    """Whether it is better or worse now; nothing where it is neither."""
    return "" if change.better is None else book.t(_VERDICTS[change.better])


def _street(book: Book, change: PlanChange) -> str:
    """Whose working group has to act: of a person, where the first duty is."""
    if change.topic != "person":
        return book.street_of(change.subject_id)
    duties = [d for d in book.plan.duties if d.staff_id == change.subject_id]
    return book.street_of(min(duties, key=lambda d: d.start).at) if duties else ""


def _contact_of_point(book: Book, site_id: str) -> str:
    return book.contacts_of_role(site_id, Role.lead)


def _contact_of_compound(book: Book, compound_id: str) -> str:
    """The officials of the compound's community, who reach its residents."""
    compound = book.roster.compound.get(compound_id)
    if compound is None:
        return ""
    return "\n".join(
        f"{official.name} {official.phone}".strip()
        for official in book.roster.officials
        if official.level is Level.community
        and (official.street, official.community) == (compound.street, compound.community)
    )


def _contact_of_team(book: Book, team_id: str) -> str:
    team = book.plan.team.get(team_id)
    return "" if team is None else book.contacts(team.staff_ids)


def _contact_of_run(book: Book, run_id: str) -> str:
    runs: tuple[Run | SupplyRun | WasteRun, ...]
    runs = (*book.plan.runs, *book.plan.supply_runs, *book.plan.waste_runs)
    return book.contacts([s for run in runs if run.run_id == run_id for s in run.crew])


_CONTACTS: Mapping[ChangeTopic, Callable[[Book, str], str]] = {
    "point": _contact_of_point,
    "compound": _contact_of_compound,
    "person": Book.contact,
    "team": _contact_of_team,
    "run": _contact_of_run,
}
