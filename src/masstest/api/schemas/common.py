"""What all bodies share, and problems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from masstest.service.paging import Page

Row = TypeVar("Row")
Item = TypeVar("Item")

Id = Annotated[
    str,
    Field(
        pattern="^[0-9a-f]{32}$",
        description="32 hexadecimal digits, in order of time",
        examples=["0195a3f0c1d24b7e9a6f3c2d1e0f9a8b"],
    ),
]
# one line of text as a person types it: no control characters
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]
Note = Annotated[Line, Field(max_length=500, examples=["second version, with the school open"])]
District = Annotated[Line, Field(min_length=1, max_length=120, examples=["Weibin"])]


def _within_calendars(day: dt.date) -> dt.date:
    if not 1900 <= day.year < 9000:  # workbooks begin in 1900, and plans go on after midnight
        raise ValueError("this is no day of testing")
    return day


Day = Annotated[dt.date, AfterValidator(_within_calendars)]
Moment = Annotated[dt.datetime, Field(description="UTC", examples=["2022-03-09T20:15:00Z"])]


class Body(BaseModel):
    """Base of what is sent in: unknown names are refused."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """Base of what is answered."""

    model_config = ConfigDict(from_attributes=True)


class ListOf(Out, Generic[Item]):
    """A page of a list, newest first."""

    items: list[Item]
    next_cursor: str | None = Field(
        description="ask for `?cursor=` this to go on; null at the end", examples=[None]
    )

    @classmethod
    def of(cls, page: Page[Row], shown: Callable[[Row], Item]) -> ListOf[Item]:
        """A page of rows, each of them as `shown`."""
        return ListOf(items=[shown(row) for row in page.items], next_cursor=page.next_cursor)


class ProblemRow(Out):
    """One thing that is wrong with a roster or an edit, and where."""

    code: str = Field(examples=["not_a_number"])
    severity: str = Field(examples=["error"])
    sheet: str | None = Field(examples=["compounds"])
    cell: str | None = Field(description="of a workbook", examples=["compounds!J5"])
    pointer: str | None = Field(description="into JSON (RFC 6901)", examples=[None])
    value: str | None = Field(examples=["620人"])
    text: str = Field(description="what is wrong and how to mend it")


class Violation(Out):
    """A rule that doesn't hold: for whom, by how much, against which limit."""

    rule: str = Field(examples=["sampling_deadline"])
    name: str
    physical: bool = Field(description="it must hold in every plan that is published")
    subjects: list[str]
    amount: float
    limit: float
    unit: str
    text: str


class ProblemDocument(BaseModel):
    """A problem (RFC 9457). Facts of the code stand beside these members."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["/problems/roster_has_errors"])
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(description="stable", examples=["roster_has_errors"])
    problems: list[dict[str, Any]] | SkipJsonSchema[None] = None
    violations: list[dict[str, Any]] | SkipJsonSchema[None] = None
    errors: int | list[dict[str, Any]] | SkipJsonSchema[None] = None
