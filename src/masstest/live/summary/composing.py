"""Putting the daily summary together."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

from masstest.live.board.boxes import unaccounted, unaccounted_lines
from masstest.live.board.carriers import labs
from masstest.live.board.look import Look, look_at
from masstest.live.clocks import clocks
from masstest.live.custody import BoxState, Ledger
from masstest.live.day import Day
from masstest.live.forecast.deadlines import deadlines
from masstest.live.missed import missed
from masstest.live.missed.by_compound import missed_parts
from masstest.live.shapes import SourceState
from masstest.live.summary.entries import AlertNote, Tally, entries
from masstest.live.summary.lines import finding_lines, mismatches, retests, supplies
from masstest.live.summary.shapes import (
    DailySummary,
    Figures,
    StreetClocks,
    SummaryRow,
    Telling,
)

_ALL_RESULTED = 0.5  # tubes: what is still lacking when all but noise has its result


def summary(
    day: Day,
    ledger: Ledger,
    now_min: float,
    *,
    alerts: Iterable[AlertNote] = (),
    street: str | None = None,
) -> DailySummary:
    """The summary of the day as it stands at `now_min`.

    Parameters
    ----------
    day : the plan in force
    ledger : everything reported until now
    now_min : minutes since 00:00 local time of the round's date
    alerts : all that were opened
    street : only this street
    """
    look = look_at(day, ledger, now_min, street)
    # before the deadline nobody has been missed yet
    over = now_min >= day.round.sampling_deadline
    parts = [p for p in missed_parts(day, look.state) if over and p.persons > 0]
    tally = Tally(entries(look, parts, alerts))
    finish = look.forecast.sampling.finish
    ends = {k: lab for k, lab in look.forecast.labs.items() if k in look.labs}
    left = missed(day, look.state, now_min, street=street)
    streets = [None, *day.streets] if street is None else [street]
    return DailySummary(
        district=day.district,
        date=day.round.date,
        number=day.round.number,
        timezone=day.round.timezone,
        street=street,
        now_min=now_min,
        events=len(ledger),
        rows=tuple(_Rows(look, tally).all()),
        deadlines=deadlines(day, look.state, finish, ends, sources=look.own),
        clocks=tuple(
            StreetClocks(
                street=each or "",
                clocks=clocks(day, ledger, now_min, sources=look.of(each).own, memory=look.memory),
            )
            for each in streets
        ),
        labs=labs(look),
        missed=() if left is None else left.compounds,
        mismatches=mismatches(look),
        unaccounted=unaccounted_lines(look, unaccounted(look)),
        supplies=supplies(look),
        findings=finding_lines(day, ledger, now_min, street),
        retests=retests(look),
    )


class _Rows:
    """Rows of the summary, from the whole to its parts."""

    def __init__(self, look: Look, tally: Tally) -> None:
        self._look, self._day, self._tally = look, look.day, tally
        self._boxes: dict[str, list[BoxState]] = {}
        for box in look.ledger.boxes.values():
            self._boxes.setdefault(box.source, []).append(box)
        self._heard = {
            *(key for key, told in look.ledger.points.items() if told.last_heard_min > -math.inf),
            *(key for key, told in look.ledger.teams.items() if told.stops),
            *self._boxes,
            *look.ledger.calls,
        }

    def all(self) -> Iterator[SummaryRow]:
        only = self._look.street
        if only is None:
            yield self._area("district", self._day.district, "", "", tuple(self._day.sources))
        for street in self._streets():
            if only in (None, street):
                yield self._area("street", street, street, "", self._in(street))
        for street, community in self._communities():
            if only in (None, street):
                own = self._in(street, community)
                yield self._area("community", community, street, community, own)
        for source in self._look.own_sources():
            yield self._source(source.source_id)

    def _streets(self) -> list[str]:
        named = [street for street, _ in self._communities()]
        return list(dict.fromkeys([*self._day.streets, *named]))

    def _communities(self) -> list[tuple[str, str]]:
        """Those of the plan's points, and all where somebody of the roster lives."""
        found = [(s.street, s.community) for s in self._day.sources.values()]
        found += [(c.street, c.community) for c in self._day.roster.compounds]
        return sorted({pair for pair in found if all(pair)})

    def _in(self, street: str, community: str | None = None) -> tuple[str, ...]:
        return tuple(
            key
            for key, source in self._day.sources.items()
            if source.street == street and community in (None, source.community)
        )

    def _area(
        self,
        kind: Literal["district", "street", "community"],
        name: str,
        street: str,
        community: str,
        own: tuple[str, ...],
    ) -> SummaryRow:
        key = tuple(part for part in (street, community) if part)
        figures = Figures(**self._tally.of(*key))
        reports = [self._look.state.reports[source_id] for source_id in own]
        points = [
            (self._day.sources[source_id], report)
            for source_id, report in zip(own, reports, strict=True)
            if self._day.sources[source_id].kind == "point"
        ]
        opened = [report.opened_min for _, report in points if report.opened_min is not None]
        over = bool(reports) and all(report.is_over for report in reports)
        return SummaryRow(
            kind=kind,
            place_id="",
            name=name,
            street=street,
            community=community,
            telling=self._telling(own, figures),
            figures=figures,
            open_planned_min=min((source.open_min for source, _ in points), default=None),
            open_min=min(opened, default=None),
            finish_planned_min=max((self._day.sources[s].finish_min for s in own), default=None),
            finish_min=max((r.finished_min or 0.0 for r in reports), default=None)
            if over
            else None,
            results_planned_min=self._results_planned(own),
            results_min=self._results(own) if over else None,
        )

    def _source(self, source_id: str) -> SummaryRow:
        source, report = self._day.sources[source_id], self._look.state.reports[source_id]
        figures = Figures(**self._tally.of("", "", source_id))
        is_point = source.kind == "point"
        return SummaryRow(
            kind=source.kind,
            place_id=source_id,
            name=source.name,
            street=source.street,
            community=source.community,
            telling=self._telling((source_id,), figures),
            figures=figures,
            open_planned_min=source.open_min if is_point else None,
            open_min=report.opened_min if is_point else None,
            finish_planned_min=source.finish_min,
            finish_min=report.finished_min,
            results_planned_min=self._results_planned((source_id,)),
            results_min=self._results((source_id,)) if report.is_over else None,
        )

    def _telling(self, own: Collection[str], figures: Figures) -> Telling:
        heard = bool(self._heard.intersection(own))
        if not heard and any(self._is_overdue(source_id) for source_id in own):
            return Telling.silent
        if figures.unusual:
            return Telling.eventful
        if not own:
            return Telling.elsewhere
        return Telling.quiet if heard else Telling.waiting

    def _is_overdue(self, source_id: str) -> bool:
        """Whether a point or team should have reported by now that it has begun."""
        return self._look.state.reports[source_id].state is SourceState.not_open

    def _results_planned(self, own: Collection[str]) -> float | None:
        rows = [self._day.row[source_id] for source_id in own]
        resulted = self._day.flow.resulted[rows].sum(axis=0)
        total = sum(self._day.sources[source_id].tubes for source_id in own)
        reached = resulted >= total - _ALL_RESULTED
        if not total or not reached.any():
            return None
        return float(self._day.flow.minutes[int(reached.argmax())])

    def _results(self, own: Collection[str]) -> float | None:
        """When the last box had its results; None while a tube hasn't."""
        boxes = [box for source_id in own for box in self._boxes.get(source_id, ())]
        ends = [box.resulted_min for box in boxes]
        rows = [self._day.row[source_id] for source_id in own]
        loose = self._look.state.tubes.loose[rows].sum()
        if not ends or None in ends or loose >= _ALL_RESULTED:
            return None
        return max(end for end in ends if end is not None)
