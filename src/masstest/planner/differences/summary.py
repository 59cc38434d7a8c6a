"""The differences of two plans in one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.planner.differences.facts import PlanDifferences, StaffChangeKind
from masstest.planner.differences.wording import joined
from masstest.text import N_, Translator
from masstest.text.sentences import count, quantity

_POINTS = {
    "opened": (N_("{n} point opened"), N_("{n} points opened")),
    "closed": (N_("{n} point closed"), N_("{n} points closed")),
    "changed": (
        N_("{n} point has other lanes or hours"),
        N_("{n} points have other lanes or hours"),
    ),
}

_STAFF = {
    StaffChangeKind.called: N_("{n} more on duty"),
    StaffChangeKind.released: N_("{n} no longer on duty"),
    StaffChangeKind.place: N_("{n} staff another place"),
    StaffChangeKind.role: N_("{n} staff another role"),
    StaffChangeKind.time: N_("{n} staff another time"),
}


def summary(differences: PlanDifferences, t: Translator) -> str:
    """What changed for how many, then what it means for the results."""
    if differences.empty:
        return t("Nothing changed.")
    parts = [list(_counts(differences, t)), list(_effects(differences, t))]
    told = [joined(clauses, t) for clauses in parts if clauses]
    text = t("; ").join(told) if told else t("only figures changed")
    return t("{clause}.", clause=text[:1].upper() + text[1:])


def _counts(differences: PlanDifferences, t: Translator) -> Iterator[str]:
    opened = sum(change.before is None for change in differences.points)
    closed = sum(change.after is None for change in differences.points)
    changed = len(differences.points) - opened - closed
    for kind, n in (("opened", opened), ("closed", closed), ("changed", changed)):
        if n:
            yield count(n, *_POINTS[kind], t)
    people = (
        (differences.persons_elsewhere, N_("{people} get another place")),
        (differences.persons_retimed, N_("{people} get another time")),
        (sum(c.gained for c in differences.compounds), N_("{people} more have an appointment")),
        (sum(c.lost for c in differences.compounds), N_("{people} lose their appointment")),
    )
    for persons, message in people:
        if persons:
            yield t(message, people=quantity(persons, "persons", t))
    for staff_kind, message in _STAFF.items():
        if n := differences.staff_with(staff_kind):
            yield count(n, message, message, t)
    if n := len(differences.runs):
        yield t("{runs} changed", runs=quantity(n, "runs", t))


def _effects(differences: PlanDifferences, t: Translator) -> Iterator[str]:
    if differences.status_before != differences.status_after:
        yield (
            t("every rule is met now")
            if differences.status_after == "met"
            else t("the plan is short of a target now")
        )
    later = {
        "finish_at": (N_("sampling ends {step} later"), N_("sampling ends {step} earlier")),
        "key_results_at": (N_("key results {step} later"), N_("key results {step} earlier")),
        "results_at": (N_("all results {step} later"), N_("all results {step} earlier")),
    }
    for change in differences.figures:
        if change.figure in later and change.before is not None and change.after is not None:
            step = change.after - change.before
            message = later[change.figure][0 if step > 0 else 1]
            yield t(message, step=quantity(abs(step), "min", t))
