"""The kinds of values in what is reported: codes, names, texts, numbers of people and tubes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

LONGEST_TEXT = 500
MOST_TUBES = 500
"""Tubes or boxes named in one event."""

EventId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$")]
"""A box, tube, seal or batch, as its label says."""
Name = Annotated[str, Field(min_length=1, max_length=64)]
"""An id of the roster or of the plan."""
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Persons = Annotated[int, Field(ge=0, le=1_000_000)]
Tubes = Annotated[int, Field(ge=0, le=10_000)]
