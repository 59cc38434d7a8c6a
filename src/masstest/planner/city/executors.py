"""Where districts are planned: processes of this computer, or a dask.distributed cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from masstest.domain.outcome import BadInput, Problem, Severity
from masstest.planner.city.local_processes import LocalProcesses

LOCAL = "local"
_CONNECT_S = 10


@contextmanager
def open_executor(where: str = LOCAL, workers: int = 2) -> Iterator[Executor]:
    """An executor that makes the calls of a dead worker again.

    Parameters
    ----------
    where : ``local``, or the address of a dask scheduler such as ``tcp://scheduler:8786``, whose
        workers have masstest installed in the same version and one thread each
    workers : local processes; a cluster has as many as it has

    Raises
    ------
    BadInput
        If the cluster can't be reached, or the extra `cluster` is not installed.
    """
    if where == LOCAL:
        local = LocalProcesses(workers)
        try:
            yield local
        finally:  # whoever leaves early waits for nothing but the end of what runs
            local.stop_running()
            local.shutdown(cancel_futures=True)
        return
    try:
        import distributed
    except ImportError as missing:
        raise _no_cluster("city_cluster_missing", where, missing) from missing
    connect: Any = distributed.Client  # the library has no types
    try:
        client = connect(where, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as unreachable:
        raise _no_cluster("city_cluster_unreachable", where, unreachable) from unreachable
    with client:
        # every call is made: two districts may be alike, but each is to have a plan
        yield client.get_executor(pure=False)


def _no_cluster(code: str, where: str, error: Exception) -> BadInput:
    facts = {"address": where, "detail": str(error).splitlines()[0] if str(error) else ""}
    return BadInput((Problem(code=code, severity=Severity.error, facts=facts),))
