"""How a case at, or just over, a rule's limit is made of the plan worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from valid_plan import edit, edit_roster, edit_stop, without

Case = tuple[Roster, Plan]


class Limit(NamedTuple):
    """A rule, a case at its limit, one just over it, and what is told of the latter."""

    rule: str
    at: Callable[[Roster, Plan], Case]
    over: Callable[[Roster, Plan], Case]
    subjects: tuple[str, ...]
    amount: float
    limit: float


def named(**ids: str) -> Callable[[Any], bool]:
    return lambda row: all(getattr(row, name) == value for name, value in ids.items())


def plan_edit(
    rows: str, which: Callable[[Any], bool], **changes: Any
) -> Callable[[Roster, Plan], Case]:
    return lambda roster, plan: (roster, edit(plan, rows, which, **changes))


def roster_edit(
    rows: str, which: Callable[[Any], bool], **changes: Any
) -> Callable[[Roster, Plan], Case]:
    return lambda roster, plan: (edit_roster(roster, rows, which, **changes), plan)


def parameter(**changes: Any) -> Callable[[Roster, Plan], Case]:
    def apply(roster: Roster, plan: Plan) -> Case:
        parameters = roster.parameters.model_copy(update=changes)
        return roster.model_copy(update={"parameters": parameters}), plan

    return apply


def order(**changes: Any) -> Callable[[Roster, Plan], Case]:
    def apply(roster: Roster, plan: Plan) -> Case:
        changed = roster.round.model_copy(update=changes)
        return roster.model_copy(update={"round": changed}), plan

    return apply


def stop(run_id: str, index: int, **changes: Any) -> Callable[[Roster, Plan], Case]:
    return lambda roster, plan: (roster, edit_stop(plan, run_id, index, **changes))


def unchanged(roster: Roster, plan: Plan) -> Case:
    return roster, plan


def again(staff_id: str, **changes: Any) -> Callable[[Roster, Plan], Case]:
    """The person's first duty once more, changed."""

    def apply(roster: Roster, plan: Plan) -> Case:
        duty = next(d for d in plan.duties if d.staff_id == staff_id)
        return roster, plan.model_copy(
            update={"duties": (*plan.duties, duty.model_copy(update=changes))}
        )

    return apply


def without_duties(staff_id: str) -> Callable[[Roster, Plan], Case]:
    return lambda roster, plan: (roster, without(plan, "duties", named(staff_id=staff_id)))


def reserve_in_place_of(staff_id: str, **idle: Any) -> Callable[[Roster, Plan], Case]:
    """The reserve takes over the person's duties; the person stays idle, changed by `idle`."""

    def apply(roster: Roster, plan: Plan) -> Case:
        role = staff_id.split("-")[0]
        roster = edit_roster(roster, "staff", named(staff_id=staff_id), **idle)
        return roster, edit(plan, "duties", named(staff_id=staff_id), staff_id=f"reserve-{role}")

    return apply


P1, P2 = named(site_id="P1"), named(site_id="P2")
SAMPLER, USHER = named(staff_id="sampler-P1"), named(staff_id="usher-P1")


def slots_put_off(minutes: int) -> Callable[[Roster, Plan], Case]:
    def apply(roster: Roster, plan: Plan) -> Case:
        def put_off(slots: Any) -> Any:
            return tuple(
                s.model_copy(update={"from_": s.from_ + minutes, "until": s.until + minutes})
                for s in slots
            )

        return roster, edit(plan, "coverage", named(compound_id="C5"), slots=put_off)

    return apply


def waste_at(arrive: int) -> Callable[[Roster, Plan], Case]:
    def apply(roster: Roster, plan: Plan) -> Case:
        def moved(stops: Any) -> Any:
            return (stops[0].model_copy(update={"arrive": arrive}), stops[1])

        return roster, edit(plan, "waste_runs", lambda _: True, stops=moved)

    return apply


def kit_at(arrive: int) -> Callable[[Roster, Plan], Case]:
    def apply(roster: Roster, plan: Plan) -> Case:
        def moved(stops: Any) -> Any:
            return (stops[0].model_copy(update={"arrive": arrive}), stops[1])

        return roster, edit(plan, "supply_runs", lambda _: True, stops=moved)

    return apply


def first_hour(started: int, second: int) -> Callable[[Roster, Plan], Case]:
    """Another split of lab L1's work between its first two hours."""

    def apply(roster: Roster, plan: Plan) -> Case:
        def changed(hours: Any) -> Any:
            new = [h.model_copy() for h in hours]
            new[0] = new[0].model_copy(update={"started": started})
            new[1] = new[1].model_copy(update={"started": second})
            return tuple(new)

        return roster, edit(plan, "labs", named(lab_id="L1"), hours=changed)

    return apply
