"""Settings for a command: what was given on the command line, else the environment."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsError

from masstest.cli.app import WRONG_INPUT, fail
from masstest.settings import Settings


def configured(**given: Any) -> Settings:
    """The settings, `given` ones first (None: not given).

    A setting that makes no sense ends the command with a line that names it, but not its value,
    which may be secret.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as wrong:
        lines = [
            f"MASSTEST_{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}"
            for error in wrong.errors(include_input=False, include_url=False)
        ]
        fail("\n".join(lines), WRONG_INPUT)
    except SettingsError as wrong:
        fail(str(wrong), WRONG_INPUT)
    except PermissionError as closed:  # a file of settings that another account may read
        fail(f"{closed.filename}: {closed.strerror}", WRONG_INPUT)
