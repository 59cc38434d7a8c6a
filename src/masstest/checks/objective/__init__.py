"""The stages' objectives, term by term, worked out anew from the finished plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from pydantic import ValidationError

from masstest.checks.objective.journeys import supplies_terms, transport_terms, waste_terms
from masstest.checks.objective.people import officials_terms, rostering_terms
from masstest.checks.objective.places import doorstep_terms, location_terms
from masstest.domain.outcome import Violation
from masstest.domain.parameters import Parameters
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel

CODE = "consistent_objective"
RELATIVE_TOLERANCE = 1e-6
ABSOLUTE_TOLERANCE = 1e-3  # what rounding of sums over a district can come to

Terms = dict[str, float]

STAGES: Mapping[str, Callable[[Roster, Plan, Travel], Terms]] = MappingProxyType(
    {
        "location": location_terms,
        "rostering": rostering_terms,
        "transport": transport_terms,
        "doorstep": doorstep_terms,
        "supplies": supplies_terms,
        "waste": waste_terms,
        "officials": officials_terms,
    }
)


# What asks for a reserve, by stage and term. A plan is measured by the reserves that it was
# asked for: a parameter that its version didn't have asked for nothing.
RESERVES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "location": {"reserve": "finish_reserve_share"},
        "doorstep": {"reserve": "doorstep_margin_min"},
        "transport": {
            "age_reserve": "specimen_age_margin_min",
            "key_reserve": "key_result_margin_min",
            "result_reserve": "result_margin_min",
        },
    }
)


def recompute_terms(stage: str, roster: Roster, plan: Plan, travel: Travel) -> Terms:
    """The terms of a stage's objective, by name, in the stage's unit.

    A plan that says with which parameters it was made has the reserves of these, whatever the
    roster's are by now, and no term for a reserve that they don't know.

    Raises
    ------
    KeyError
        If there is no such stage.
    """
    reserves = RESERVES.get(stage, {})
    if plan.provenance is None or not reserves:
        return STAGES[stage](roster, plan, travel)
    asked = plan.provenance.parameters
    known = {name: asked[name] for name in reserves.values() if name in asked}
    found = STAGES[stage](_as_asked(roster, known), plan, travel)
    return {
        term: cost
        for term, cost in found.items()
        if term not in reserves or reserves[term] in known
    }


def _as_asked(roster: Roster, known: Mapping[str, object]) -> Roster:
    """The roster with these parameters; as it is if they make no sense."""
    try:
        parameters = Parameters.model_validate({**roster.parameters.model_dump(), **known})
    except ValidationError:
        return roster
    return roster.model_copy(update={"parameters": parameters})


def objective_mismatches(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Terms and sums that a stage reports otherwise than the plan has them.

    Each term of each stage report = the term worked out anew; objective = sum of the terms;
    best_bound <= objective. Amount: what is reported; limit: what is right.
    """
    for report in plan.stages:
        if report.stage not in STAGES:
            continue
        right = recompute_terms(report.stage, roster, plan, travel)
        for term in sorted(right.keys() | report.terms.keys()):
            reported, found = report.terms.get(term, 0.0), right.get(term, 0.0)
            if not _close(reported, found):
                yield _wrong(report.stage, term, reported, found)
        total = sum(report.terms.values())
        if not _close(report.objective, total):
            yield _wrong(report.stage, "objective", report.objective, total)
        bound = report.best_bound
        if bound is not None and bound > report.objective and not _close(bound, total):
            yield _wrong(report.stage, "best_bound", bound, report.objective)


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * max(abs(a), abs(b))


def _wrong(stage: str, term: str, reported: float, right: float) -> Violation:
    return Violation(rule=CODE, subjects=(stage, term), amount=reported, limit=right, unit="terms")
