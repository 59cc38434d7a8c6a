"""Due less sampled, by compound.

Where a point said how many of each compound it sampled, that counts. Where it didn't, the plan's
order says whose turn had come by the last count; those who were sampled are shared out evenly
over them, and whoever's turn hadn't come is missed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from masstest.live.completion import Completion
from masstest.live.day import Day
from masstest.live.reported import Reported
from masstest.live.source_plans import SourcePlan


class MissedPart(NamedTuple):
    """Persons of one compound missed at one source; `at_home`: a team should have come.

    `visits` are the numbers of a team's stops that were not made.
    """

    compound_id: str
    source_id: str
    persons: int
    at_home: bool
    estimated: bool
    visits: tuple[int, ...] = ()


def missed_parts(day: Day, state: Completion) -> Iterator[MissedPart]:
    """All parts, also those of no persons."""
    for source_id, source in day.sources.items():
        report = state.reports[source_id]
        yield from state.memory.get(
            ("missed at", source_id), (report,), partial(_of_source, source, report)
        )


def _of_source(source: SourcePlan, report: Reported) -> tuple[MissedPart, ...]:
    return tuple((_of_team if source.kind == "team" else _of_point)(source, report))


def _of_team(source: SourcePlan, report: Reported) -> Iterator[MissedPart]:
    for compound_id in source.due:
        stops = [i for i, stop in enumerate(source.stops) if stop.compound_id == compound_id]
        persons = sum(max(0, source.stops[i].persons - report.visited.get(i, 0)) for i in stops)
        left = tuple(i for i in stops if i not in report.stops_done)
        yield MissedPart(compound_id, source.source_id, persons, True, False, left)


def _of_point(source: SourcePlan, report: Reported) -> Iterator[MissedPart]:
    known = {c: n for c, n in report.compounds.items() if c in source.due}
    rest = max(0, report.persons - sum(report.compounds.values()))
    unknown = {c: due for c, due in source.due.items() if c not in known}
    for compound_id, sampled in known.items():
        persons = max(0, source.due[compound_id] - sampled)
        yield MissedPart(compound_id, source.source_id, persons, False, False)
    sampled_of = _share_out(source, report, unknown, rest)
    nobody = not report.persons
    for compound_id, due in unknown.items():
        persons = max(0, due - sampled_of[compound_id])
        # that nobody at all was sampled is no estimate
        yield MissedPart(compound_id, source.source_id, persons, False, not nobody)


def _share_out(
    source: SourcePlan, report: Reported, unknown: Mapping[str, int], sampled: int
) -> dict[str, int]:
    """`sampled` persons over compounds without a count of their own."""
    called = dict.fromkeys(unknown, 0.0)
    at = report.last_report_min
    left = float(sampled) if at is None else max(sampled, source.curve.persons_at(at))
    for batch in source.batches:
        turn = min(left, float(batch.persons))
        left -= turn
        if batch.compound_id in called:
            called[batch.compound_id] += turn
    total = sum(called.values())
    if total <= 0:
        return dict.fromkeys(unknown, 0)
    shares = {c: min(1.0, sampled / total) * turn for c, turn in called.items()}
    whole = {c: math.floor(share) for c, share in shares.items()}
    # the largest remainders get what is left, so that the sum stays
    spare = round(sum(shares.values())) - sum(whole.values())
    for compound_id in sorted(shares, key=lambda c: (whole[c] - shares[c], c))[:spare]:
        whole[compound_id] += 1
    return whole
