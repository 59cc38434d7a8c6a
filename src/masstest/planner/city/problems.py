"""What can be wrong with the rosters of a city together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from masstest.domain.outcome import Problem, Severity
from masstest.domain.roster import Lab
from masstest.planner.city.survey import Survey

# of the round: one round has one date and one set of deadlines
_SAME = (
    "date",
    "timezone",
    "sampling_start",
    "key_result_deadline",
    "result_deadline",
)


def city_problems(surveys: Sequence[Survey]) -> Iterator[Problem]:
    """Where the rosters of a city contradict each other, or claim the same vehicle or person."""
    if not surveys:
        yield _problem("city_empty", None, {})
        return
    yield from _rounds(surveys)
    yield from _labs(surveys)
    yield from _twice(surveys, "city_vehicle", "vehicles", "plate")
    yield from _twice(surveys, "city_person", "staff", "person")


def _rounds(surveys: Sequence[Survey]) -> Iterator[Problem]:
    first = surveys[0]
    for other in surveys[1:]:
        for name in _SAME:
            value, before = getattr(other.round, name), getattr(first.round, name)
            if value != before:
                facts = {"field": name, "value": str(value), "other": str(before)}
                yield _problem("city_round", "round", facts | _between(other, first))


def _labs(surveys: Sequence[Survey]) -> Iterator[Problem]:
    seen: dict[str, tuple[Lab, Survey]] = {}
    for district in surveys:
        for lab in district.labs:
            before, first = seen.setdefault(lab.lab_id, (lab, district))
            for name in Lab.model_fields:
                value, other = getattr(lab, name), getattr(before, name)
                if value != other:
                    facts = {"lab": lab.lab_id, "field": name}
                    facts |= {"value": str(value), "other": str(other)}
                    yield _problem("city_lab", "labs", facts | _between(district, first))


def _twice(surveys: Sequence[Survey], code: str, sheet: str, fact: str) -> Iterator[Problem]:
    seen: dict[str, Survey] = {}
    for district in surveys:
        own = district.plates if sheet == "vehicles" else district.people
        for key in own:
            first = seen.setdefault(key if isinstance(key, str) else " ".join(key), district)
            if first is not district:
                name = key if isinstance(key, str) else key[0]
                yield _problem(code, sheet, {fact: name} | _between(district, first))


def _between(district: Survey, other: Survey) -> dict[str, str]:
    return {"district": district.district, "other_district": other.district}


def _problem(code: str, sheet: str | None, facts: Mapping[str, str]) -> Problem:
    return Problem(code=code, severity=Severity.error, sheet=sheet, facts=facts)
