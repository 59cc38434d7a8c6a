"""What is asked of a job, and how settings that come with it change the roster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, ValidationError

from masstest.domain.day_so_far import DaySoFar
from masstest.domain.outcome import BadInput, Problem, Severity
from masstest.domain.roster import Roster
from masstest.domain.units import Model

Value = str | int | float | bool | None
# a district's id within a city; files are named after it
District = Annotated[str, Field(pattern=r"^[\w-]{1,64}$")]
Subject = Annotated[str, Field(max_length=200, examples=["site=S012"])]

# Keys of the round that a request may set; district, date and number say which round it is.
_ROUND_KEYS = frozenset(
    {
        "sampling_start",
        "sampling_deadline",
        "key_result_deadline",
        "result_deadline",
        "transport_mode",
    }
)


class PlanRequest(Model):
    """How to plan; for a change of a plan also what stays, what is lost, and from when on.

    `freeze` is minutes after 00:00 of the round's date. `settings` go before what the roster
    says. `day_so_far` is what has happened since the round began: with it a change starts from the
    plan as it was carried out. `rosters` are those of the districts of a city: district ->
    roster_id.
    """

    time_limit_s: float = Field(default=38.0, ge=1, le=3600)
    seed: int = 1
    workers: int | None = Field(default=None, ge=1, le=64)
    deterministic: bool = False
    settings: Mapping[str, Value] = Field(default_factory=dict)
    freeze: int | None = Field(default=None, ge=0, le=3 * 24 * 60)
    pins: tuple[Subject, ...] = ()
    excludes: tuple[Subject, ...] = ()
    day_so_far: DaySoFar | None = None
    rosters: Mapping[District, str] = Field(default_factory=dict)


def with_settings(roster: Roster, settings: Mapping[str, Value]) -> Roster:
    """`roster` with parameters and times of the round set; times are ISO, as in the roster's JSON.

    Raises
    ------
    BadInput
        Codes ``setting_unknown`` (facts: name) and ``setting_wrong`` (name, value), all at once.
    """
    if not settings:
        return roster
    parameters = type(roster.parameters).model_fields.keys()
    problems = [
        _problem("setting_unknown", name=name)
        for name in settings
        if name not in parameters and name not in _ROUND_KEYS
    ]
    context = {"date": roster.round.date}
    parts = {}
    for part, model, keys in (
        ("parameters", roster.parameters, parameters),
        ("round", roster.round, _ROUND_KEYS),
    ):
        asked = {name: value for name, value in settings.items() if name in keys}
        try:
            parts[part] = type(model).model_validate(model.model_dump() | asked, context=context)
        except ValidationError as error:
            wrong = {str(e["loc"][0]) for e in error.errors() if e["loc"]} or set(asked)
            problems += [
                _problem("setting_wrong", name=name, value=str(asked.get(name)))
                for name in sorted(wrong)
            ]
    if problems:
        raise BadInput(tuple(problems))
    return roster.model_copy(update=parts)


def _problem(code: str, **facts: str) -> Problem:
    return Problem(code=code, severity=Severity.error, facts=facts)
