"""Edits without those that no plan can have: zones mixed, lanes and hours beyond a site's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from masstest.domain.plan import Coverage, Duty, Point
from masstest.domain.roster import Role, Roster, SiteStatus
from masstest.sheets.edited import EditedPlan


def possible_edits(edited: EditedPlan, roster: Roster) -> EditedPlan:
    """The edits without those that a point or a compound can't have in any plan."""
    original, plan = edited.original, edited.plan
    points = tuple(
        fitted
        for point in plan.points
        if (fitted := _fitted(point, original.point.get(point.site_id), roster)) is not None
    )
    is_open = {point.site_id: point for point in points}
    foreign = {row.compound_id for row in plan.coverage if not _belongs(row, is_open, roster)}
    coverage = [row for row in plan.coverage if row.compound_id not in foreign]
    back = [
        row
        for row in original.coverage
        if row.compound_id in foreign and _belongs(row, is_open, roster)
    ]
    duties = _able(edited, is_open, roster)
    update = {"points": points, "coverage": (*coverage, *back), "duties": duties}
    if all(value == getattr(plan, name) for name, value in update.items()):
        return edited
    return replace(edited, plan=plan.model_copy(update=update))


def _fitted(point: Point, before: Point | None, roster: Roster) -> Point | None:
    """A point with the lanes and hours that its site allows; None if it can't be opened."""
    site = roster.site[point.site_id]
    if point == before:
        return point
    if before is None and site.status is SiteStatus.excluded:
        return None
    usual = site.max_lanes if before is None else before.lanes
    opens = max(point.open_from, site.open_from, roster.round.sampling_start)
    if before is not None and point.open_from == before.open_from:
        opens = point.open_from
    return point.model_copy(
        update={
            "lanes": point.lanes if point.lanes <= site.max_lanes else usual,
            "open_from": opens,
            "open_until": max(opens + 1, min(point.open_until, site.open_until)),
        }
    )


def _belongs(row: Coverage, points: Collection[str], roster: Roster) -> bool:
    """Whether the row's people may go there: the point is open, and in a zone like theirs."""
    if row.site_id not in points:
        return False
    zone = roster.compound[row.compound_id].zone
    return zone.group is roster.site[row.site_id].zone.group


def _able(edited: EditedPlan, is_open: Collection[str], roster: Roster) -> tuple[Duty, ...]:
    """The duties; where somebody was put who can't do it, with whoever had them before."""
    before, now = edited.original.duties, edited.plan.duties
    known = set(before)
    unable = {duty for duty in now if duty not in known and not _can(duty, roster)}
    if not unable and all(d.at in is_open or d.at not in edited.plan.point for d in now):
        return now
    posts = {_post(duty) for duty in unable}
    left = set(now)
    back = [duty for duty in before if duty not in left and _post(duty) in posts]
    return tuple(
        duty
        for duty in (*(d for d in now if d not in unable), *back)
        if duty.at in is_open or duty.at not in edited.plan.point
    )


def _can(duty: Duty, roster: Roster) -> bool:
    """Whether the person has the role, and the training for it."""
    person = roster.person[duty.staff_id]
    if duty.role not in person.roles:
        return False
    if duty.role not in (Role.sampler, Role.doorstep):
        return True
    return person.trained_until is not None and person.trained_until >= roster.round.date


def _post(duty: Duty) -> tuple[object, ...]:
    return duty.at, duty.role, duty.lane, duty.start, duty.end
