"""Parameters that routes share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from masstest.service.paging import MOST

_ID = "^[0-9a-f]{32}$"

RoundId = Annotated[str, Path(pattern=_ID)]
RosterId = Annotated[str, Path(pattern=_ID)]
PlanId = Annotated[str, Path(pattern=_ID)]
JobId = Annotated[str, Path(pattern=_ID)]
UserId = Annotated[str, Path(pattern=_ID)]
TokenId = Annotated[str, Path(pattern=_ID)]
PublicationId = Annotated[str, Path(pattern=_ID)]
ProposalId = Annotated[str, Path(pattern=_ID)]

Cursor = Annotated[
    str | None,
    Query(pattern="^[0-9a-f]{1,32}$", description="`next_cursor` of the page before"),
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="how many at most")]
FileName = Annotated[
    str, Query(max_length=200, description="name of the file that is sent, to be shown")
]
