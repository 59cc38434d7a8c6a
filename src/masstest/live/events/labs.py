"""What laboratories report of batches and results, and retests of positive pools."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from masstest.domain.units import Model
from masstest.live.events.fields import MOST_TUBES, Code, Name, Persons


class BatchStarted(Model):
    kind: Literal["batch_started"] = "batch_started"
    lab_id: Name
    batch_id: Code
    box_ids: Annotated[tuple[Code, ...], Field(min_length=1, max_length=MOST_TUBES)]


class Outcome(StrEnum):
    negative = "negative"
    positive = "positive"
    invalid = "invalid"


class ResultReported(Model):
    """A tube that is named has this result, as a positive or invalid one is; or `tubes` of the
    box have it so far, without those that are named."""

    kind: Literal["result"] = "result"
    lab_id: Name
    box_id: Code
    outcome: Outcome
    tubes: Annotated[int, Field(ge=1, le=10_000)] = 1
    tube_id: Code | None = None


class RetestSampled(Model):
    """Persons of a pool-positive tube have been sampled again, one by one."""

    kind: Literal["retest_sampled"] = "retest_sampled"
    tube_id: Code
    persons: Persons


class RetestResult(Model):
    """How many of the single tubes of a pool-positive tube came out like this so far."""

    kind: Literal["retest_result"] = "retest_result"
    tube_id: Code
    outcome: Outcome
    persons: Persons = 1
