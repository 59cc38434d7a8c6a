"""``python -m masstest.jobs``: a worker that lives as long as whoever holds its stdin.

The same as ``masstest worker``, without loading the other commands' solvers.
"""

from masstest.jobs.worker import run_worker
from masstest.settings import Settings

if __name__ == "__main__":
    run_worker(Settings(), with_parent=True)
