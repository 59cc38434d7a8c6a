"""Metrics that are looked up when somebody asks: jobs by state, workers, the desk."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from masstest.jobs import presence
from masstest.jobs.states import JobState
from masstest.service.live.desk.questions import DeskState, desk_state
from masstest.store.engine import Store
from masstest.store.tables import Job


class StoreMetrics(Collector):
    """Jobs and workers of `store` at the moment of asking."""

    def __init__(self, store: Store, *, dead_after_s: float) -> None:
        self.store = store
        self.dead_after_s = dead_after_s

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Names without a look into the store, so that registering needs no database."""
        yield GaugeMetricFamily("masstest_jobs", "Jobs by state.", labels=["state"])
        yield GaugeMetricFamily("masstest_workers", "Workers heard of lately.")
        yield GaugeMetricFamily("masstest_desk_ready", "1: boards are answered; 0: it starts.")

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with self.store.reading() as session:
            query = select(Job.state, func.count()).group_by(Job.state)
            counts = dict(session.execute(query).all())
            workers = len(presence.alive(session, dead_after_s=self.dead_after_s))
        jobs, alive, desk = self.describe()
        for state in JobState:
            jobs.add_metric([state.value], counts.get(state.value, 0))
        alive.add_metric([], workers)
        yield jobs
        yield alive
        desk.add_metric([], desk_state(self.store) is DeskState.ready)
        yield desk
