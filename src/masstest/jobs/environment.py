"""What a process that works on somebody's files gets of this one's environment."""

from __future__ import annotations

import os

# settings, with the database's password and the sign-in service's secret among them
_KEPT_BACK = ("MASSTEST_", "PGPASSWORD", "PGPASSFILE", "PGSERVICE")


def environment_of_work() -> dict[str, str]:
    """The environment without any setting of ours: a file that takes a parser over finds none."""
    return {
        name: value for name, value in os.environ.items() if not name.upper().startswith(_KEPT_BACK)
    }
