"""What an id or a name means, and what it might have meant."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from masstest.domain.roster import Role, VehicleKind
from masstest.domain.rules import RULE
from masstest.planner.explanation.facts import Subject, SubjectKind
from masstest.planner.explanation.situation import Situation
from masstest.text import Lang, translator
from masstest.text.sentences import rule_name

_MOST_SUGGESTIONS = 6
_LIKENESS = 0.5
LANGS: tuple[Lang, ...] = ("zh", "en")


def find(case: Situation, text: str) -> tuple[Subject, ...]:
    """What `text` means: an id first; else an id in other letters, a name or a plate.

    Ids of different sheets may be equal, names of one sheet too: all that match are found.
    """
    wanted, known = text.strip(), tuple(_known(case))
    folded = wanted.casefold()
    found = (
        [subject for subject, _ in known if subject.id == wanted]
        or [subject for subject, _ in known if subject.id.casefold() == folded]
        or [subject for subject, name in known if name and name.casefold() == folded]
    )
    return tuple(dict.fromkeys(found))


def suggest(case: Situation, text: str) -> tuple[str, ...]:
    """Ids (with names) that look like `text`, the likest first."""
    wanted = text.strip().casefold()
    shown: dict[str, str] = {}
    for subject, name in _known(case):
        label = subject.id if name in ("", subject.id) else f"{subject.id} {name}"
        shown.setdefault(subject.id.casefold(), label)
        if name:
            shown.setdefault(name.casefold(), label)
    near = get_close_matches(wanted, shown, n=_MOST_SUGGESTIONS, cutoff=_LIKENESS)
    within = [key for key in shown if wanted and (wanted in key or key in wanted)]
    labels = dict.fromkeys(shown[key] for key in (*near, *within))
    return tuple(labels)[:_MOST_SUGGESTIONS]


def _known(case: Situation) -> Iterator[tuple[Subject, str]]:
    """Everything that can be explained, with the name people know."""
    roster, plan = case.roster, case.plan
    for compound in roster.compounds:
        yield Subject(kind=SubjectKind.compound, id=compound.compound_id), compound.name
    for site in roster.sites:
        yield Subject(kind=SubjectKind.site, id=site.site_id), site.name
    for run in plan.runs:
        yield Subject(kind=SubjectKind.run, id=run.run_id), ""
    for vehicle in roster.vehicles:
        yield Subject(kind=SubjectKind.vehicle, id=vehicle.vehicle_id), vehicle.plate
    for lab in roster.labs:
        yield Subject(kind=SubjectKind.lab, id=lab.lab_id), lab.name
    for team in plan.doorstep:
        yield Subject(kind=SubjectKind.team, id=team.team_id), ""
    for person in roster.staff:
        yield Subject(kind=SubjectKind.person, id=person.staff_id), person.name
    for role in Role:
        yield Subject(kind=SubjectKind.role, id=role.value), ""
    for item in roster.supplies:
        yield Subject(kind=SubjectKind.item, id=item.item), ""
    for kind in VehicleKind:
        yield Subject(kind=SubjectKind.vehicle, id=kind.value), ""
    for code in RULE:
        for lang in LANGS:
            yield Subject(kind=SubjectKind.rule, id=code), rule_name(code, translator(lang))
