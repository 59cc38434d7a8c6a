"""A dask cluster: a worker that is killed costs its part of the work only."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from distributed import Client, LocalCluster

from city_cases import documents, small_city
from masstest.domain.city import DistrictRecord, PlannedDistrict
from masstest.domain.outcome import BadInput
from masstest.planner import Options
from masstest.planner.city import CityWatch, open_executor, plan_city


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    """A scheduler and two workers, processes of their own with one thread each."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as running:
        yield running


def test_a_city_survives_a_killed_worker(cluster: LocalCluster) -> None:
    rosters = documents(small_city())
    killed: list[str] = []
    told: list[str] = []
    address = cluster.scheduler_address

    def kill_one_at_work() -> None:
        """SIGKILL to a worker as soon as it has begun with a district."""
        with Client(address, set_as_default=False) as client:
            pids = client.run(os.getpid)
            while not killed:
                for worker, keys in client.processing().items():
                    if keys and not killed:
                        os.kill(pids[worker], signal.SIGKILL)
                        killed.append(worker)
                time.sleep(0.02)

    def progress(record: DistrictRecord) -> None:
        told.append(record.district)

    kept: dict[str, PlannedDistrict] = {}
    killer = threading.Thread(target=kill_one_at_work)
    with open_executor(address) as executor:
        killer.start()
        city = plan_city(
            rosters, Options(time_limit_s=0.6), executor=executor, kept=kept,
            passes=1, watch=CityWatch(progress),
        )  # fmt: skip
        killer.join()
    assert killed
    assert city.status in ("met", "short")
    assert sorted(told) == sorted(kept) == ["D01", "D02", "D03"], "each once"


def test_an_address_where_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masstest.planner.city.executors._CONNECT_S", 0.3)
    with pytest.raises(BadInput) as refused, open_executor("tcp://127.0.0.1:9"):
        pass
    assert refused.value.problems[0].code == "city_cluster_unreachable"


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadInput) as refused, open_executor("tcp://127.0.0.1:9"):
        pass
    assert refused.value.problems[0].code == "city_cluster_missing"
