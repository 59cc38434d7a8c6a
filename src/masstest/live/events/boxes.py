"""What is reported of boxes, from the first tube in them to the laboratory's reception."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from masstest.domain.units import Model
from masstest.live.events.fields import LONGEST_TEXT, MOST_TUBES, Code, Name, Text, Tubes


class ScannedTube(Model):
    tube_id: Code
    persons: Annotated[int, Field(ge=1, le=20)] | None = None


class TubesScanned(Model):
    """Tubes put into an open box. A tube is in the box that it was last scanned into."""

    kind: Literal["tubes_scanned"] = "tubes_scanned"
    box_id: Code
    tubes: Annotated[tuple[ScannedTube, ...], Field(min_length=1, max_length=MOST_TUBES)]


class BoxSealed(Model):
    """A box is closed: counted by hand, and counted by scans; the two must be equal.

    `source` is the point or the doorstep team that filled it.
    """

    kind: Literal["box_sealed"] = "box_sealed"
    box_id: Code
    source: Name
    seal: Code
    tubes_counted: Tubes
    tubes_scanned: Tubes
    key: bool = False  # holds key-group tubes
    first_sample_min: FiniteFloat | None = None  # minutes since 00:00 of the round's date


class BoxHandedOver(Model):
    """Point or team to courier; the courier has counted and read the seal.

    Reported at a laboratory (the event's `place`): that was lost, and gives out again what it
    hasn't started.
    """

    kind: Literal["box_handed_over"] = "box_handed_over"
    box_id: Code
    seal: Code
    tubes_counted: Tubes
    vehicle_id: Name
    run_id: Name | None = None


class BoxDelivered(Model):
    """Courier to laboratory, as the courier says it."""

    kind: Literal["box_delivered"] = "box_delivered"
    box_id: Code
    seal: Code
    tubes_counted: Tubes
    vehicle_id: Name
    lab_id: Name


class LabReceived(Model):
    """The laboratory has counted and read the seal, and has taken the box over."""

    kind: Literal["lab_received"] = "lab_received"
    box_id: Code
    seal: Code
    tubes_counted: Tubes
    lab_id: Name


class BoxReleased(Model):
    """A box that was held may go on although count or seal differ; a transport lead answers."""

    kind: Literal["box_released"] = "box_released"
    box_id: Code
    reason: Annotated[str, Field(min_length=3, max_length=LONGEST_TEXT)]


class AbnormalKind(StrEnum):
    leaking = "leaking"
    broken = "broken"
    unreadable = "unreadable"
    empty = "empty"
    lost = "lost"
    other = "other"


class BoxAbnormal(Model):
    kind: Literal["box_abnormal"] = "box_abnormal"
    box_id: Code
    problem: AbnormalKind
    text: Text = ""


class TubeAbnormal(Model):
    kind: Literal["tube_abnormal"] = "tube_abnormal"
    tube_id: Code
    box_id: Code
    problem: AbnormalKind
    text: Text = ""
