"""What inspectors find, and the lights that people confirm."""

from __future__ import annotations

from dataclasses import dataclass

from masstest.domain.plan import ReadinessItem


@dataclass(frozen=True, slots=True)
class FindingState:
    finding_id: str
    site_id: str
    item: ReadinessItem | None
    text: str
    due_min: float
    opened_min: float
    opened_by: str
    closed_min: float | None = None
    closed_by: str = ""
    closed_text: str = ""

    def overdue(self, now_min: float) -> bool:
        return self.closed_min is None and now_min > self.due_min


@dataclass(frozen=True, slots=True)
class LightConfirmation:
    """One of a point's eight lights, as last confirmed."""

    site_id: str
    item: ReadinessItem
    ok: bool
    text: str
    at_min: float
    person: str
