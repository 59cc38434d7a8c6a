"""The board's areas and sources."""

from __future__ import annotations

from masstest.live.board.look import Look
from masstest.live.day import AreaPlan
from masstest.live.forecast import expected, expected_of_latest, signal_of
from masstest.live.forecast.deadlines import MARGIN_MIN
from masstest.live.shapes import Area, Expected, Progress, Signal, Source, SourceState
from masstest.live.source_plans import SourcePlan

NOT_OPEN_RED_MIN = 30.0  # a point that has not opened so long after its time; BG

_RANK = {Signal.green: 0, Signal.amber: 1, Signal.red: 2}


def worst(*signals: Signal) -> Signal:
    """The worst of some signals."""
    return max(signals, key=_RANK.__getitem__, default=Signal.green)


def areas(look: Look) -> tuple[Area, ...]:
    """District, streets and communities; of a street's view, the street and its own."""
    return tuple(
        _area(look, area)
        for area in look.day.areas
        if look.street is None or (area.kind != "district" and area.street == look.street)
    )


def _area(look: Look, area: AreaPlan) -> Area:
    source_ids = list(look.day.sources)
    own = [source_ids[row] for row in area.rows]
    finish = look.forecast.sampling.finish
    going_on = [finish[s] for s in own if not look.state.reports[s].is_over]
    when: Expected | None
    if going_on:
        when = expected_of_latest(going_on)
        signal = signal_of(when, look.deadline_min, MARGIN_MIN["sampling"])
    else:
        when = expected_of_latest([finish[s] for s in own])
        late = when is not None and when.p50_min > look.deadline_min
        signal = Signal.red if late else Signal.green
    progress = look.state.of_area(area)
    return Area(
        kind=area.kind,
        name=area.name,
        street=area.street,
        progress=progress,
        finish=when,
        signal=signal,
    )


def empty_area(name: str) -> Area:
    """A street where nothing is planned."""
    nothing = Progress(**dict.fromkeys(Progress.model_fields, 0))
    return Area(
        kind="street", name=name, street=name, progress=nothing, finish=None, signal=Signal.green
    )


def sources(look: Look) -> tuple[Source, ...]:
    """Points and teams of the view."""
    return tuple(_source(look, source) for source in look.own_sources())


def _source(look: Look, source: SourcePlan) -> Source:
    report = look.state.reports[source.source_id]
    finish = None if report.is_over else expected(look.forecast.sampling.finish[source.source_id])
    return Source(
        source_id=source.source_id,
        kind=source.kind,
        name=source.name,
        street=source.street,
        community=source.community,
        zone=source.zone,
        lon=source.lon,
        lat=source.lat,
        state=report.state,
        since_min=report.since_min,
        lanes_planned=source.lanes,
        lanes_open=report.lanes,
        progress=look.state.of_source(source),
        open_planned_min=source.open_min,
        finish_planned_min=source.finish_min,
        finish=finish,
        finished_min=report.finished_min,
        last_report_min=report.last_report_min,
        signal=source_signal(look, source, finish),
    )


def source_signal(look: Look, source: SourcePlan, finish: Expected | None) -> Signal:
    """Late at the end, or in trouble now."""
    report = look.state.reports[source.source_id]
    if report.state is SourceState.closed:
        return Signal.red
    if report.is_over:
        late = (report.finished_min or 0.0) > look.deadline_min
        return Signal.red if late else Signal.green
    by_finish = signal_of(finish, look.deadline_min, MARGIN_MIN["sampling"])
    if report.state is SourceState.not_open:
        overdue = look.now_min - source.open_min
        return worst(by_finish, Signal.red if overdue > NOT_OPEN_RED_MIN else Signal.amber)
    if report.state is SourceState.paused:
        return worst(by_finish, Signal.amber)
    return by_finish
