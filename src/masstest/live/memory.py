"""What was worked out at an earlier moment, as long as what it was worked out from is the same.

States of a ledger never change: what is reported anew makes new states. So whatever hangs on
states alone is worked out once for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from masstest.live.custody import Ledger
from masstest.live.gathered import Gathered

T = TypeVar("T")


class Memory:
    """Results by subject, each with the parts that it was made of; and the boxes gathered.

    It belongs to one `Day` and one ledger. Not safe for threads.

    Attributes
    ----------
    boxes : Gathered
        As they were when `refresh` was last called.
    version : of the ledger then
    """

    def __init__(self, ledger: Ledger) -> None:
        self.boxes = Gathered()
        self.version = -1
        self._ledger = ledger
        self._results: dict[Hashable, tuple[tuple[object, ...], Any]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Take over what was reported since."""
        if self.version != self._ledger.version:
            self.boxes.refresh(self._ledger)
            self.version = self._ledger.version

    def get(self, subject: Hashable, parts: tuple[object, ...], work: Callable[[], T]) -> T:
        """What `work` returned for this `subject` last, if that was made of equal `parts`.

        `work` must be a function of `parts`, of the plan, and of nothing else.
        """
        kept = self._results.get(subject)
        # the same objects are equal without a look
        result: T = kept[1] if kept is not None and kept[0] == parts else work()
        self._results[subject] = parts, result
        return result
