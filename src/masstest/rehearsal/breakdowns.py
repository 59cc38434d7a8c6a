"""What goes wrong on request: a vehicle, a laboratory or a point is lost, or it rains."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, cast

from masstest.domain.outcome import BadInput, Problem, Severity
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster

Kind = Literal["vehicle", "lab", "site", "rain"]

_FORM = re.compile(r"(vehicle|lab|site|rain)=([^@,=]+)@(\d{1,2}):(\d\d)(?:-(\d{1,2}):(\d\d))?")


@dataclass(frozen=True)
class Breakdown:
    """`subject` is lost in [from_min, until_min); for rain `pace` is what is left of the pace."""

    kind: Kind
    subject: str
    from_min: float
    until_min: float = math.inf
    pace: float = 0.0


def read_breakdowns(text: str) -> tuple[Breakdown, ...]:
    """What ``vehicle=V11@10:30,lab=L02@11:00-12:30,rain=0.8@08:00-11:00`` says.

    Raises
    ------
    BadInput
        With code ``breakdown`` for every part that is not of this form.
    """
    found, problems = [], []
    for part in filter(None, (part.strip() for part in text.split(","))):
        read = _read(part)
        if read is None:
            problems.append(Problem("breakdown", Severity.error, facts={"part": part}))
        else:
            found.append(read)
    if problems:
        raise BadInput(tuple(problems))
    return tuple(found)


def _read(part: str) -> Breakdown | None:
    match = _FORM.fullmatch(part)
    if match is None:
        return None
    kind, subject, *clock = match.groups()
    from_min, until_min = _minute(clock[0], clock[1]), math.inf
    if clock[2] is not None:
        until_min = _minute(clock[2], clock[3])
    pace = 0.0
    if kind == "rain":
        try:
            pace = float(subject)
        except ValueError:
            return None
        if not 0 < pace <= 1:
            return None
    if until_min <= from_min:
        return None
    return Breakdown(cast(Kind, kind), subject, from_min, until_min, pace)


def _minute(hours: str, minutes: str) -> float:
    return 60.0 * int(hours) + int(minutes)


def unknown_subjects(
    breakdowns: Iterable[Breakdown], plan: Plan, roster: Roster
) -> tuple[Breakdown, ...]:
    """The breakdowns of what the plan doesn't have."""
    known: dict[str, Callable[[str], bool]] = {
        "vehicle": {run.vehicle_id for run in plan.runs}.__contains__,
        "lab": roster.lab.__contains__,
        "site": plan.point.__contains__,
        "rain": lambda _: True,
    }
    return tuple(each for each in breakdowns if not known[each.kind](each.subject))


def windows_of(
    breakdowns: Iterable[Breakdown], kind: Kind, subject: str | None = None
) -> tuple[Breakdown, ...]:
    """The breakdowns of one kind, and of one subject, by time."""
    found = (b for b in breakdowns if b.kind == kind and subject in (None, b.subject))
    return tuple(sorted(found, key=lambda each: each.from_min))
