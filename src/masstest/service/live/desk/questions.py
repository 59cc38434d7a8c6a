"""Where questions about a round that is on are answered.

An answer takes the round's ledger in memory and, for a board, a tenth of a second of processor
time, every second. A server that takes in hundreds of reports a second can't spare that: it has a
process beside it, the desk (`masstest.serving.desk`), which keeps the ledgers and answers.
Without a desk, questions are answered where they are asked.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from enum import StrEnum
from importlib import import_module
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from masstest.store.engine import Store

P = ParamSpec("P")
R = TypeVar("R")
_DESK = "_live_desk"


class DeskState(StrEnum):
    starting = "starting"  # or starting again: questions wait, reports are taken in
    ready = "ready"


class Desk(Protocol):
    """Has questions answered elsewhere."""

    @property
    def state(self) -> DeskState: ...

    def ask(self, question: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """What the function that is called `question` returns, or the `Problem` it raises.

        Raises
        ------
        Problem
            ``being_read`` if the desk isn't there, ``busy`` if there is no answer in time, as well.
        """


def seat(store: Store, desk: Desk) -> None:
    """Have questions about the rounds of `store` answered by `desk` from now on."""
    vars(store)[_DESK] = desk


def desk_state(store: Store) -> DeskState:
    """Whether questions about the rounds of `store` are answered now."""
    desk: Desk | None = vars(store).get(_DESK)
    return DeskState.ready if desk is None else desk.state


def at_the_desk(answer: Callable[Concatenate[Store, P], R]) -> Callable[Concatenate[Store, P], R]:
    """Decorate a public function of a module that only reads, and needs rounds' projections.

    Its arguments after the store, and what it returns, must go from process to process.
    """
    question = f"{answer.__module__}:{answer.__qualname__}"

    @functools.wraps(answer)
    def asked(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> R:
        desk: Desk | None = vars(store).get(_DESK)
        if desk is None:
            return answer(store, *args, **kwargs)
        found: R = desk.ask(question, args, kwargs)
        return found

    return asked


def answered(store: Store, question: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Answer a question that came from `Desk.ask`, at the desk."""
    module, _, name = question.partition(":")
    return getattr(import_module(module), name)(store, *args, **kwargs)
