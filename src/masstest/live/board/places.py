"""The board's areas and sources."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from masstest.live.board.look import Look
from masstest.live.day import AreaPlan
from masstest.live.forecast import expected_of_latest, signal_of
from masstest.live.forecast.deadlines import MARGIN_MIN, is_awaited, signal_of_latest
from masstest.live.reported import Reported
from masstest.live.shapes import Area, Expected, Progress, Signal, Source, SourceState
from masstest.live.source_plans import SourcePlan

NOT_OPEN_RED_MIN = 30.0  # a point that has not opened so long after its time; BG

_RANK = {Signal.green: 0, Signal.amber: 1, Signal.red: 2}


def worst(*signals: Signal) -> Signal:
    """The worst of some signals."""
    return max(signals, key=_RANK.__getitem__, default=Signal.green)


def areas(look: Look) -> tuple[Area, ...]:
    """District, streets and communities; of a street's view, the street and its own."""
    every = look.memory.get(
        ("areas",), look.moment, lambda: tuple(_area(look, area) for area in look.day.areas)
    )
    if look.street is None:
        return every
    return tuple(a for a in every if a.kind != "district" and a.street == look.street)


def _area(look: Look, area: AreaPlan) -> Area:
    own = look.day.sources_of(area)
    finish = look.forecast.sampling.finish
    reports = look.state.reports
    going_on = [s for s in own if not reports[s].is_over]
    awaited = [s for s in going_on if is_awaited(reports[s], look.deadline_min, look.now_min)]
    counted = tuple(finish[s] for s in (awaited if going_on else own))
    when = look.memory.get(
        ("area's finish", area.number), (counted,), lambda: expected_of_latest(counted)
    )
    if len(awaited) < len(going_on):
        signal = Signal.red
    elif going_on:
        signal = signal_of_latest(counted, when, look.deadline_min, MARGIN_MIN["sampling"])
    else:
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
    every = all_sources(look)
    return tuple(every[source.source_id] for source in look.own_sources())


def all_sources(look: Look) -> Mapping[str, Source]:
    """All points and teams by id, whatever the view."""
    return look.memory.get(
        ("sources",),
        look.moment,
        lambda: {key: _source(look, source) for key, source in look.day.sources.items()},
    )


def _source(look: Look, source: SourcePlan) -> Source:
    report = look.state.reports[source.source_id]
    progress = look.state.of_source(source)
    finish = look.finish_of(source.source_id)
    signal = _signal(look, source, finish)
    return look.memory.get(
        ("source", source.source_id),
        (report, progress, finish, signal),
        partial(_shown, source, report, progress, finish, signal),
    )


def _shown(
    source: SourcePlan,
    report: Reported,
    progress: Progress,
    finish: Expected | None,
    signal: Signal,
) -> Source:
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
        progress=progress,
        open_planned_min=source.open_min,
        finish_planned_min=source.finish_min,
        finish=finish,
        finished_min=report.finished_min,
        last_report_min=report.last_report_min,
        signal=signal,
    )


def _signal(look: Look, source: SourcePlan, finish: Expected | None) -> Signal:
    """Late at the end, or in trouble now."""
    report = look.state.reports[source.source_id]
    if report.state is SourceState.closed:
        return Signal.red
    if report.is_over:
        late = (report.finished_min or 0.0) > look.deadline_min
        return Signal.red if late else Signal.green
    if not is_awaited(report, look.deadline_min, look.now_min):
        return Signal.red
    by_finish = signal_of(finish, look.deadline_min, MARGIN_MIN["sampling"])
    if report.state is SourceState.not_open:
        overdue = look.now_min - source.open_min
        return worst(by_finish, Signal.red if overdue > NOT_OPEN_RED_MIN else Signal.amber)
    if report.state is SourceState.paused:
        return worst(by_finish, Signal.amber)
    return by_finish
