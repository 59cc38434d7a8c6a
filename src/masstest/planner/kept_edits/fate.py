"""What became of an edit in a plan that was made again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan, Run, Stop
from masstest.domain.rules import RULE
from masstest.sheets.edited import Change

_OFFICIALS = {
    "street_official_ids": "street",
    "community_official_ids": "community",
    "point_official_ids": "point",
}


def is_kept(change: Change, edited: Plan, new: Plan) -> bool:
    """Whether `new` has what an edit chose."""
    return {
        "points": _point_kept,
        "coverage": _coverage_kept,
        "duties": _duty_kept,
        "runs": _run_kept,
        "doorstep": _visit_kept,
    }[change.sheet](change, edited, new)


def _point_kept(change: Change, edited: Plan, new: Plan) -> bool:
    site_id = change.subject[0]
    if change.kind != "changed":
        return (site_id in new.point) is (change.kind == "added")
    point = new.point.get(site_id)
    if point is None:
        return False
    if change.field in _OFFICIALS:
        return bool(getattr(point.officials, _OFFICIALS[change.field]) == change.after)
    return bool(getattr(point, change.field) == change.after)


def _coverage_kept(change: Change, edited: Plan, new: Plan) -> bool:
    compound_id, site_id = change.subject
    if change.kind == "removed":
        return all((r.compound_id, r.site_id) != (compound_id, site_id) for r in new.coverage)
    if change.field == "site_id":
        site_id = change.after
    then, now = ([r for r in p.coverage if (r.compound_id, r.site_id) == (compound_id, site_id)]
                 for p in (edited, new))  # fmt: skip
    if change.field == "slots":
        return not change.after or [r.slots for r in now] == [r.slots for r in then]
    return [(r.persons, r.key_persons) for r in now] == [(r.persons, r.key_persons) for r in then]


def _duty_kept(change: Change, edited: Plan, new: Plan) -> bool:
    """A person's place and role count, and a time that was typed; not what follows from it."""
    staff_id, at = change.subject
    now = [d for d in new.duties if d.staff_id == staff_id]
    if change.kind == "removed":
        then = {(d.at, d.role) for d in edited.duties if d.staff_id == staff_id}
        return all(d.at != at or (d.at, d.role) in then for d in now)
    if change.kind == "added":
        return any(d.at == at for d in now)
    if change.field == "staff_id":
        return any(d.staff_id == change.after and d.at == at for d in new.duties)
    return any(getattr(duty, change.field) == change.after for duty in now)


def _run_kept(change: Change, edited: Plan, new: Plan) -> bool:
    run_id, *places = change.subject
    then = next((run for run in edited.runs if run.run_id == run_id), None)
    now = next((run for run in new.runs if run.run_id == run_id), None)
    if change.field == "run_id":
        return _stop(new.runs, change.after, places) is not None
    if change.kind == "removed":
        return now is None if then is None else _stop(new.runs, run_id, places) is None
    if now is None or then is None:
        return False
    if change.field == "vehicle_id":
        return bool(now.vehicle_id == change.after)
    if change.field == "run_start":
        return bool(now.start == change.after)
    if change.field == "stop":
        return [_place(s) for s in now.stops] == [_place(s) for s in then.stops]
    if change.field in ("arrive", "depart"):
        stop = _stop(new.runs, run_id, places)
        return stop is not None and getattr(stop, change.field) == change.after
    if change.kind == "added":
        return _stop(new.runs, run_id, places) is not None
    return any(getattr(stop, change.field) == change.after for stop in now.stops)


def _stop(runs: Iterable[Run], run_id: str, places: Sequence[str]) -> Stop | None:
    return next(
        (s for run in runs if run.run_id == run_id for s in run.stops if _place(s) == [*places]),
        None,
    )


def _place(stop: Stop) -> list[str]:
    return [place for place in (stop.site_id, stop.team_id, stop.lab_id) if place]


def _visit_kept(change: Change, edited: Plan, new: Plan) -> bool:
    """Whether the team's visits are those of the edited plan, times aside unless typed."""
    team_id, compound_id = change.subject[0], change.subject[-1]
    if change.field == "team_id":
        team_id = change.after
    if change.field == "compound_id":
        compound_id = change.after
    then, now = (p.team.get(team_id) for p in (edited, new))
    if then is None or now is None:
        return then is now
    if change.field in ("arrive", "depart"):
        return any(getattr(s, change.field) == change.after for s in now.stops)
    if change.field == "stop":
        return [s.compound_id for s in now.stops] == [s.compound_id for s in then.stops]
    wanted, found = (
        [(s.persons, s.key_persons) for s in team.stops if s.compound_id == compound_id]
        for team in (then, now)
    )
    return wanted == found


def reason(change: Change, broken: Sequence[Violation]) -> Violation | None:
    """The rule that an edit breaks for its subject, the one that names most of it first."""
    about = {*change.subject, str(change.after)}

    def rank(violation: Violation) -> tuple[int, bool]:
        physical = violation.rule in RULE and RULE[violation.rule].physical
        return len(about & set(violation.subjects)), physical

    named = [violation for violation in broken if about & set(violation.subjects)]
    return max(named, key=rank, default=None)
