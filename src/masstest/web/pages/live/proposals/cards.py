"""A proposal as a card: what was lost, what would change, and what would be too late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from masstest.domain.day_so_far import Unfinished
from masstest.domain.roster import Roster
from masstest.jobs.faults import fault_sentence
from masstest.live.changed_runs import RunOfCrew
from masstest.service.live.proposals import Shown, State
from masstest.text import N_, Translator
from masstest.text.sentences import approximation_sentence, time_name
from masstest.web.progress import problem_lines

Names = Mapping[str, str]
_STATES = {
    State.planning: ("running", N_("being worked out")),
    State.open: ("late", N_("waits for a decision")),
    State.failed: ("wrong", N_("came to nothing")),
    State.accepted: ("good", N_("accepted")),
    State.rejected: ("", N_("rejected")),
    State.outdated: ("", N_("outdated: another plan is in force")),
}
_CHANGES = {
    "residents_elsewhere": N_("residents go to another place"),
    "residents_retimed": N_("residents come at another time"),
    "staff_told": N_("people on duty have another task"),
    "runs_changed": N_("specimen runs are different"),
    "supply_runs_changed": N_("supply runs are different"),
    "waste_runs_changed": N_("waste runs are different"),
    "points_changed": N_("points open, close or have other hours"),
    "teams_changed": N_("doorstep teams go another way"),
}
_KINDS = {
    "lab": N_("laboratory {name}"),
    "vehicle": N_("vehicle {name}"),
    "site": N_("point {name}"),
    "staff": N_("{name} (staff)"),
}
_DEADLINES = (
    ("finish_at", N_("Sampled by")),
    ("key_results_at", N_("Key results")),
    ("results_at", N_("All results")),
)


@dataclass(frozen=True)
class Card:
    """A proposal in the reader's language."""

    found: Shown
    kind: str
    state: str
    lost: str
    changes: tuple[tuple[int, str], ...]
    deadlines: tuple[tuple[str, str | None, str | None], ...]
    approximations: tuple[str, ...]
    unfinished: tuple[str, ...]
    lying: tuple[str, ...]
    why_not: tuple[str, ...]
    runs: tuple[tuple[str, tuple[RunOfCrew, ...]], ...]

    @property
    def look(self) -> tuple[object, ...]:
        proposal = self.found.proposal
        return proposal.proposal_id, proposal.version, self.state


def card_of(
    t: Translator,
    found: Shown,
    names: Names,
    runs: dict[str, tuple[RunOfCrew, ...]],
    lying: tuple[str, ...],
) -> Card:
    """What a proposal says, in the reader's language.

    Parameters
    ----------
    names : id -> what places and vehicles are called
    runs : by vehicle, as they would be; of a proposal that waits for a decision
    lying : sentences about what lies at a lost laboratory
    """
    kind, words = _STATES[found.state]
    after = {} if found.plan is None else found.plan.kpis
    problem = found.problem if found.state is State.failed else None
    return Card(
        found=found,
        kind=kind,
        state=t(words),
        lost=_lost(t, found.proposal.reason, names),
        changes=tuple(
            (found.changes[name], t(words))
            for name, words in _CHANGES.items()
            if found.changes.get(name)
        ),
        deadlines=tuple(
            (t(words), found.base.kpis.get(name), after.get(name)) for name, words in _DEADLINES
        ),
        approximations=tuple(approximation_sentence(each, t) for each in found.approximations),
        unfinished=tuple(_unfinished(t, each, names) for each in found.unfinished),
        lying=lying,
        why_not=() if problem is None else (fault_sentence(problem, t), *problem_lines(problem, t)),
        runs=tuple(runs.items()),
    )


def _lost(t: Translator, reason: dict[str, Any], known: Names) -> str:
    """What was said to be lost, and what the reports say is closed."""
    subjects = [*reason["excludes"], *(f"site={site_id}" for site_id in reason["closed"])]
    names = []
    for subject in dict.fromkeys(subjects):
        kind, _, name = (part.strip() for part in subject.partition("="))
        names.append(t(_KINDS[kind], name=called(name, known)) if kind in _KINDS else subject)
    if not names:
        return t(N_("Nothing was lost; the plan is to follow what was reported."))
    separator = "、" if t.lang == "zh" else ", "
    told = t(N_("Lost: {what}."), what=separator.join(names))
    return f"{told} {t(N_('Closed by the weather.'))}" if reason.get("weather") else told


def _unfinished(t: Translator, each: Unfinished, names: Names) -> str:
    if each.finish_min is None:
        sentence = N_("{persons} persons of {place} have no place in time.")
        return t(sentence, persons=each.persons, place=called(each.compound_id, names))
    sentence = N_("{place} is done at {at}: {persons} persons after the deadline.")
    at = time_name(each.finish_min, t)
    return t(sentence, place=called(each.site_id, names), at=at, persons=each.persons)


def names_of(roster: Roster) -> Names:
    """What places and vehicles are called, by their ids."""
    return (
        {compound.compound_id: compound.name for compound in roster.compounds}
        | {site.site_id: site.name for site in roster.sites}
        | {lab.lab_id: lab.name for lab in roster.labs}
        | {vehicle.vehicle_id: vehicle.plate for vehicle in roster.vehicles}
    )


def called(place_id: str | None, names: Names) -> str:
    """Id and name: one is printed on the sheets, the other is what people say."""
    if place_id is None:
        return "–"
    name = names.get(place_id, place_id)
    return place_id if name == place_id else f"{place_id} {name}"
