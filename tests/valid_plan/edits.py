"""Ways to change a plan or a roster in one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from masstest.domain.plan import (
    Plan,
    Stop,
)
from masstest.domain.roster import (
    Roster,
)


def edit(plan: Plan, rows: str, which: Callable[[Any], bool], **changes: Any) -> Plan:
    """`plan` with `changes` made to those of its `rows` (points, duties …) that are `which`.

    A change may be a function of the old value.
    """

    def changed(row: Any) -> Any:
        new = {k: v(getattr(row, k)) if callable(v) else v for k, v in changes.items()}
        return row.model_copy(update=new)

    found = getattr(plan, rows)
    assert any(which(row) for row in found), f"nothing to change in {rows}"
    return plan.model_copy(
        update={rows: tuple(changed(row) if which(row) else row for row in found)}
    )


def edit_stop(plan: Plan, run_id: str, index: int, **changes: Any) -> Plan:
    """`plan` with `changes` made to the stop number `index` of a specimen run."""

    def changed(stops: tuple[Stop, ...]) -> tuple[Stop, ...]:
        new = list(stops)
        new[index] = new[index].model_copy(update=changes)
        return tuple(new)

    return edit(plan, "runs", lambda run: run.run_id == run_id, stops=changed)


def without(plan: Plan, rows: str, which: Callable[[Any], bool]) -> Plan:
    """`plan` without those of its `rows` that are `which`."""
    found = getattr(plan, rows)
    assert any(which(row) for row in found), f"nothing to take out of {rows}"
    return plan.model_copy(update={rows: tuple(row for row in found if not which(row))})


def edit_roster(roster: Roster, rows: str, which: Callable[[Any], bool], **changes: Any) -> Roster:
    """`roster` with `changes` made to those of its `rows` that are `which`."""
    found = getattr(roster, rows)
    assert any(which(row) for row in found), f"nothing to change in {rows}"
    new = tuple(row.model_copy(update=changes) if which(row) else row for row in found)
    return roster.model_copy(update={rows: new})
