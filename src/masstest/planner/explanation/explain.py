"""Why a plan is as it is: the whole round, or one subject of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from masstest.domain.budget import Budget
from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Roster, VehicleKind
from masstest.domain.travel import Travel
from masstest.planner.explanation.chain import chain
from masstest.planner.explanation.compound import explain_compound
from masstest.planner.explanation.facts import Explanation, Section, Subject, SubjectKind
from masstest.planner.explanation.gains import gains
from masstest.planner.explanation.goods import explain_fleet, explain_item
from masstest.planner.explanation.journey import explain_run, explain_vehicle
from masstest.planner.explanation.laboratory import explain_lab
from masstest.planner.explanation.people import explain_person, explain_role, explain_team
from masstest.planner.explanation.resources import resources
from masstest.planner.explanation.rule import explain_rule
from masstest.planner.explanation.shortages import shortages, shortages_of
from masstest.planner.explanation.site import explain_site
from masstest.planner.explanation.situation import Situation
from masstest.planner.explanation.subjects import find, suggest

DEFAULT_SECONDS = 20.0


def explain(
    plan: Plan,
    roster: Roster,
    travel: Travel,
    subject: str | None = None,
    budget: Budget | None = None,
) -> Explanation:
    """Explain a plan, or one subject of it: see `SubjectKind`.

    Parameters
    ----------
    roster, travel : those the plan was made from
    subject : an id or a name; None: the deadline chain, what binds, what more would gain, and
        what is short
    budget : time for planning parts again; what is by rule costs next to nothing

    Returns
    -------
    Explanation
        Facts; nothing found comes with suggestions, never as an error. See
        `masstest.planner.explanation.explanation_lines` for the sentences.
    """
    case = Situation(plan, roster, travel, budget or Budget(seconds=DEFAULT_SECONDS))
    if subject is None or not subject.strip():
        sections = (chain(case), resources(case), gains(case), shortages(case))
        return _explanation(case, None, (), sections)
    found = find(case, subject)
    if not found:
        return Explanation(
            date=roster.round.date, subject=subject, suggestions=suggest(case, subject)
        )
    told = tuple(section for one in found for section in _about(case, one))
    return _explanation(case, subject, found, told)


def _explanation(
    case: Situation,
    subject: str | None,
    found: tuple[Subject, ...],
    sections: tuple[Section, ...],
) -> Explanation:
    return Explanation(
        date=case.roster.round.date,
        subject=subject,
        found=found,
        sections=tuple(section for section in sections if section.statements),
    )


def _about(case: Situation, subject: Subject) -> Iterator[Section]:
    if subject.kind is SubjectKind.role:
        yield from explain_role(case, Role(subject.id))
    elif subject.kind is SubjectKind.vehicle and subject.id not in case.roster.vehicle:
        yield from explain_fleet(case, VehicleKind(subject.id))
    else:
        yield from _EXPLAIN[subject.kind](case, subject.id)
    yield shortages_of(case, subject)


_EXPLAIN: Mapping[SubjectKind, Callable[[Situation, str], Iterator[Section]]] = {
    SubjectKind.compound: explain_compound,
    SubjectKind.site: explain_site,
    SubjectKind.run: explain_run,
    SubjectKind.vehicle: explain_vehicle,
    SubjectKind.lab: explain_lab,
    SubjectKind.person: explain_person,
    SubjectKind.team: explain_team,
    SubjectKind.item: explain_item,
    SubjectKind.rule: explain_rule,
}
