"""The child process of a job, with one kind more than the program has."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from masstest.jobs.child import main  # noqa: E402
from masstest.jobs.kinds import MODULES  # noqa: E402

main(Path(sys.argv[1]), {**MODULES, "trial": "trial_kind"})
