"""``python -m masstest.serving.local_worker``: a worker that `masstest serve` starts.

The same as ``masstest worker``, without loading the other commands' solvers. It leaves when its
stdin ends: the server is gone.
"""

from __future__ import annotations

from masstest.edge import configure_logs
from masstest.jobs.worker import run_worker
from masstest.settings import Settings


def main() -> None:
    """Work until stdin ends, or SIGTERM."""
    settings = Settings()
    configure_logs(settings.log_level.upper(), plain=settings.log_format == "text")
    run_worker(settings, with_parent=True)


if __name__ == "__main__":
    main()
