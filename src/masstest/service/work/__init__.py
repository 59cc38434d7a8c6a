"""What is done in processes of its own (see `masstest.service.apart`): bytes in, bytes out.

Importing this package imports the planner, the checks and the workbooks; the server doesn't.
"""

from masstest.service.work import (
    checking,
    cities,
    comparing,
    editing,
    reading,
    remedying,
    rendering,
    reporting,
    showing,
    waiting,
)

__all__ = [
    "checking",
    "cities",
    "comparing",
    "editing",
    "reading",
    "remedying",
    "rendering",
    "reporting",
    "showing",
    "waiting",
]
