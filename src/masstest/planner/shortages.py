"""What the plan falls short of, in the order of the rules, each with what would mend it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from masstest.domain.outcome import Remedy, RemedyCode, Shortage, Violation
from masstest.domain.rules import RULE

# Minutes of lateness are what these rules' amounts exceed their limits by.
_DEADLINES = {
    "sampling_deadline",
    "doorstep_deadline",
    "key_result_deadline",
    "result_deadline",
    "kit_arrival",
    "waste_removed",
}

_SPARE_SHARE, _SPARE_PERSONS = 0.03, 2


def merge_shortages(
    found_by_stages: Iterable[Shortage], violations: Iterable[Violation]
) -> tuple[Shortage, ...]:
    """The stages' shortages, plus one for each missed target rule that no stage named.

    What no violation confirms is dropped: the checker decides what is short. What lacks the same
    people in many places is one shortage of those people.
    """
    missed: dict[str, list[Violation]] = defaultdict(list)
    for violation in violations:
        missed[violation.rule].append(violation)
    kept = [shortage for shortage in found_by_stages if shortage.rule in missed]
    named = {shortage.rule for shortage in kept}
    for rule, rows in missed.items():
        if rule not in named:
            kept += [_from_violation(violation) for violation in rows]
    kept = _lacks_together(kept)
    return tuple(sorted(kept, key=lambda s: (RULE[s.rule].priority or 0, s.rule)))


def _lacks_together(shortages: Iterable[Shortage]) -> list[Shortage]:
    """Shortages of persons in several places that only more people of one role would end, as one.

    Thirty-six teams that stay at home for want of a pair are one lack of doorstep samplers: the
    amounts add up, and so do the people.
    """
    groups: dict[tuple[str, ...], list[Shortage]] = defaultdict(list)
    for number, shortage in enumerate(shortages):
        groups[_lack(shortage) or (str(number),)].append(shortage)
    return [_as_one(group) if len(group) > 1 else group[0] for group in groups.values()]


def _lack(shortage: Shortage) -> tuple[str, ...] | None:
    """Rule and role of a shortage of persons that has no other remedy than people of the role."""
    if shortage.unit != "persons" or len(shortage.remedies) != 1:
        return None
    (remedy,) = shortage.remedies
    if remedy.code is not RemedyCode.add_staff or shortage.subject == remedy.subject:
        return None
    return shortage.rule, remedy.subject, remedy.unit, str(sorted(remedy.facts.items()))


def _as_one(group: Sequence[Shortage]) -> Shortage:
    remedy = group[0].remedies[0]
    people = sum(shortage.remedies[0].quantity for shortage in group)
    return group[0].model_copy(
        update={
            "subject": remedy.subject,
            "amount": sum(shortage.amount for shortage in group),
            "remedies": (remedy.model_copy(update={"quantity": people}),),
        }
    )


def add_remedies(shortages: Sequence[Shortage], needed: Sequence[Shortage]) -> tuple[Shortage, ...]:
    """`shortages` with the remedies that a plan without staff limits turned out to need.

    Those of the relaxed plan are the quantities that would do together, so they replace the
    same kind of remedy that a single stage had estimated. They go to the first shortage, and
    to every other one that has no remedy of its own.
    """
    together = tuple(_with_spare(remedy) for remedy in combined(needed))
    if not together or not shortages:
        return tuple(shortages)
    replaced = {(remedy.code, remedy.subject) for remedy in together}
    result = []
    for number, shortage in enumerate(shortages):
        own = [r for r in shortage.remedies if (r.code, r.subject) not in replaced]
        if number == 0 or not own:
            own += [r.model_copy(update={"rule": shortage.rule}) for r in together]
        result.append(shortage.model_copy(update={"remedies": tuple(own)}))
    return tuple(result)


def _with_spare(remedy: Remedy) -> Remedy:
    """A few people more than the relaxed plan needs.

    A plan with exactly as many is one in a million; with some to spare it is found in the time
    that an evening leaves.
    """
    if remedy.code is not RemedyCode.add_staff:
        return remedy
    spare = math.ceil(_SPARE_SHARE * remedy.quantity) + _SPARE_PERSONS
    return remedy.model_copy(update={"quantity": remedy.quantity + spare})


def combined(shortages: Iterable[Shortage]) -> tuple[Remedy, ...]:
    """The remedies of all shortages, each kind once with its greatest quantity.

    Moving a compound is an alternative to the others, not one more of them: left out.
    """
    greatest: dict[tuple[RemedyCode, str, str], Remedy] = {}
    for shortage in shortages:
        for remedy in shortage.remedies:
            if remedy.code is RemedyCode.move_compound:
                continue
            key = (remedy.code, remedy.subject, str(sorted(remedy.facts.items())))
            if key not in greatest or greatest[key].quantity < remedy.quantity:
                greatest[key] = remedy
    return tuple(greatest.values())


def _from_violation(violation: Violation) -> Shortage:
    over = abs(violation.amount - violation.limit)
    return Shortage(
        rule=violation.rule,
        subject=violation.subjects[0] if violation.subjects else "",
        amount=over,
        unit=violation.unit,
        deadline_missed_by_min=(
            round(over) if violation.rule in _DEADLINES and violation.unit == "min" else None
        ),
    )
