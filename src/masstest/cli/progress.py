"""What a terminal shows while planning: one line per stage with objective, bound and gap."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.live import Live
from rich.table import Table

from masstest.domain.outcome import StageReport, StageStatus
from masstest.text import N_, Translator
from masstest.text.sentences import stage_name

_STATUS = {
    StageStatus.running: N_("working"),
    StageStatus.optimal: N_("optimal"),
    StageStatus.feasible: N_("good"),
    StageStatus.stopped: N_("stopped, best so far"),
    StageStatus.skipped: N_("nothing to do"),
}


class Progress:
    """Shows stage reports: a live table on a terminal, plain lines otherwise."""

    def __init__(self, console: Console, t: Translator, *, quiet: bool = False) -> None:
        self._console, self._t, self._quiet = console, t, quiet
        self._reports: dict[str, StageReport] = {}
        self._began: dict[str, float] = {}
        self._live: Live | None = None

    @contextmanager
    def showing(self) -> Iterator[Progress]:
        if self._quiet or not self._console.is_terminal:
            yield self
            return
        with Live(console=self._console, refresh_per_second=4) as live:
            self._live = live
            yield self
            live.update(self._table())
        self._live = None

    def __call__(self, report: StageReport) -> None:
        self._began.setdefault(report.stage, time.monotonic())
        news = self._reports.get(report.stage) != report
        self._reports[report.stage] = report
        if self._live is not None:
            self._live.update(self._table())
        elif news and not self._quiet and report.status is not StageStatus.running:
            self._console.print(self._line(report), highlight=False)

    def _line(self, report: StageReport) -> str:
        cells = [stage_name(report.stage, self._t), self._t(_STATUS[report.status])]
        cells += [f"{report.objective:,.0f}", f"{report.wall_s:.1f} s"]
        if report.gap is not None:
            cells.append(self._t("gap {gap}", gap=f"{report.gap:.2%}"))
        return "  ".join(cells)

    def _table(self) -> Table:
        t = self._t
        table = Table(box=None, pad_edge=False, header_style="dim")
        for title in (N_("stage"), N_("state")):
            table.add_column(t(title))
        for title in (N_("objective"), N_("bound"), N_("gap"), N_("seconds")):
            table.add_column(t(title), justify="right")
        for stage, report in self._reports.items():
            running = report.status is StageStatus.running
            seconds = time.monotonic() - self._began[stage] if running else report.wall_s
            bound = "" if report.best_bound is None else f"{report.best_bound:,.0f}"
            table.add_row(
                stage_name(stage, t),
                t(_STATUS[report.status]),
                f"{report.objective:,.0f}" if report.objective or not running else "",
                bound,
                "" if report.gap is None else f"{report.gap:.2%}",
                f"{seconds:.1f}",
            )
        return table


@contextmanager
def stop_on_interrupt(console: Console, t: Translator) -> Iterator[threading.Event]:
    """Ctrl-C once: finish with the best so far. Twice: give up."""
    stop = threading.Event()

    def interrupted(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        console.print(t("Stopping: the best plan so far is being finished. Ctrl-C again gives up."))

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
