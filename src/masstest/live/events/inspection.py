"""What inspectors find, and what is put right."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from masstest.domain.plan import ReadinessItem
from masstest.domain.units import Model
from masstest.live.events.fields import LONGEST_TEXT, Code, Name, Text


class Finding(Model):
    """What an inspector found at a point; to be put right by `due_min` (minutes of the day)."""

    kind: Literal["finding"] = "finding"
    finding_id: Code
    site_id: Name
    item: ReadinessItem | None = None
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    due_min: FiniteFloat


class FindingClosed(Model):
    kind: Literal["finding_closed"] = "finding_closed"
    finding_id: Code
    text: Text = ""


class ReadinessConfirmed(Model):
    """One of a point's eight lights, as somebody on the spot says it is."""

    kind: Literal["readiness_confirmed"] = "readiness_confirmed"
    site_id: Name
    item: ReadinessItem
    ok: bool
    text: Text = ""
