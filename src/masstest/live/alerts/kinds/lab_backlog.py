"""A laboratory that gets more than it does."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.live.alerts.condition import Condition, Kind, Look, Severity
from masstest.live.shapes import LabBoard


def lab_backlog(look: Look) -> Iterator[Condition]:
    """Results are expected after their deadline (red), ``lab_late_min`` later than planned, or
    as many tubes wait as it does in ``lab_waiting_min`` (amber)."""
    for lab in look.board.labs:
        easing_min = look.limits.easing_min if look.is_told(Kind.lab_backlog, lab.lab_id) else 0.0
        found = _cause(look, lab, easing_min)
        if found is None:
            continue
        cause, severity, at_min, until_min = found
        yield Condition(
            kind=Kind.lab_backlog,
            about=lab.lab_id,
            severity=severity,
            subject=lab.lab_id,
            cause=cause,
            owner="lab",
            action="to_another_lab",
            lab_id=lab.lab_id,
            facts={
                "lab": f"{lab.lab_id} {lab.name}" if lab.name != lab.lab_id else lab.lab_id,
                "waiting_tubes": lab.tubes_waiting,
                "coming_tubes": lab.tubes_coming,
                "tubes_per_hour": lab.tubes_per_hour,
                "expected_at_min": at_min,
                "limit_at_min": until_min,
            },
        )


def _cause(
    look: Look, lab: LabBoard, easing_min: float
) -> tuple[str, Severity, float | None, float | None] | None:
    """Which of the limits is passed, the worst first, with what is expected and the limit."""
    order, limits = look.day.round, look.limits
    for cause, expected, due_min in (
        ("key_results_late", lab.key_results, order.key_result_deadline),
        ("results_late", lab.results, order.result_deadline),
    ):
        if expected is not None and expected.p50_min + easing_min > due_min:
            return cause, Severity.red, expected.p50_min, float(due_min)
    for cause, expected, planned_min in (
        ("key_results_slow", lab.key_results, lab.key_results_planned_min),
        ("results_slow", lab.results, lab.results_planned_min),
    ):
        if expected is None or planned_min is None or not lab.tubes_received:
            continue
        if expected.p50_min + easing_min > planned_min + limits.lab_late_min:
            return cause, Severity.amber, expected.p50_min, planned_min
    if lab.backlog_min + easing_min > limits.lab_waiting_min:
        return "much_waits", Severity.amber, None, None
    return None
