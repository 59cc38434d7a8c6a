"""A point or doorstep team that hasn't begun, or won't be through in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from masstest.live.alerts.condition import Condition, Fact, Kind, Look, Severity
from masstest.live.alerts.places import place_of
from masstest.live.shapes import Source, SourceState

_NOT_BEGUN = (SourceState.waiting, SourceState.not_open)
_WORKING = (SourceState.open, SourceState.paused)
_SHOWN_AS = ("late_point", "late_team")


def late_point(look: Look) -> Iterator[Condition]:
    """A point isn't open ``opening_amber_min`` after it should be; a team, which says nothing
    before its first stop is done, hasn't said so ``team_amber_min`` after that was planned; or
    either is expected to finish less than ``finish_amber_min`` before the sampling deadline,
    once its counts tell something."""
    for source in look.board.sources:
        if source.kind == "point" and source.state in _NOT_BEGUN:
            yield from _not_begun(look, source, source.open_planned_min)
        elif source.kind == "team" and source.last_report_min is None:
            first = look.day.sources[source.source_id].stops[0]
            yield from _not_begun(look, source, first.depart)
        elif source.state in _WORKING:
            yield from _finishes_late(look, source)


def _not_begun(look: Look, source: Source, due_min: float) -> Iterator[Condition]:
    limits, late_min = look.limits, look.now_min - due_min
    amber_min, red_min = limits.opening_amber_min, limits.opening_red_min
    cause, action = "not_open", "call_the_point"
    if source.kind == "team":
        amber_min, red_min = limits.team_amber_min, limits.team_red_min
        cause, action = "team_silent", "call_the_team"
    if late_min < amber_min:
        return
    severity = Severity.red if late_min >= red_min else Severity.amber
    yield _condition(
        source, source.source_id, severity, cause, action,
        opens_at_min=due_min, persons=source.progress.persons_due,
    )  # fmt: skip


def _finishes_late(look: Look, source: Source) -> Iterator[Condition]:
    limits, about = look.limits, f"{source.source_id}/finish"
    known_from_min = source.open_planned_min + limits.finish_known_after_min
    if source.finish is None or source.last_report_min is None or look.now_min < known_from_min:
        return
    deadline_min = look.day.round.sampling_deadline
    easing_min = limits.easing_min if look.is_told(Kind.late_point, about) else 0
    left_min = deadline_min - source.finish.p50_min - easing_min
    if left_min >= limits.finish_amber_min:
        return
    action, figures = _proposed(look, source)
    yield _condition(
        source,
        about,
        Severity.red if left_min < 0 else Severity.amber,
        "finishes_late",
        action,
        finish_at_min=source.finish.p50_min,
        deadline_at_min=deadline_min,
        persons=max(0, source.progress.persons_due - source.progress.persons_sampled),
        **figures,
    )


def _proposed(look: Look, source: Source) -> tuple[str, Mapping[str, Fact]]:
    """What the board proposes, with its figures, where it shows the same trouble."""
    for line in look.board.wrong:
        if line.code not in _SHOWN_AS or line.subject != source.source_id:
            continue
        facts = line.action.facts
        match line.action.code:
            case "add_lanes":
                return "open_lanes", facts
            case "move_people" if facts["to_site"]:
                where = place_of(look.day, str(facts["to_site"])).shown
                return "send_people", {"moved": facts["persons"], "to_site": where}
            case "share_visits":
                return "give_visits", facts
    return "add_lanes" if source.kind == "point" else "send_second_team", {}


def _condition(
    source: Source, about: str, severity: Severity, cause: str, action: str, **facts: Fact
) -> Condition:
    shown = source.source_id
    if source.name != source.source_id:
        shown = f"{source.source_id} {source.name}"
    return Condition(
        kind=Kind.late_point,
        about=about,
        severity=severity,
        subject=source.source_id,
        cause=cause,
        owner="point_lead" if source.kind == "point" else "doorstep",
        action=action,
        street=source.street,
        community=source.community,
        facts={"point": shown, **facts},
    )
