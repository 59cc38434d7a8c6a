"""A database or a backup that can't be used as it is: why, and what to do."""

from __future__ import annotations

from typing import Any

from masstest.text import Translator


class Unusable(Exception):
    """`sentence` is marked for translation; `facts` fill it in."""

    def __init__(self, sentence: str, **facts: Any) -> None:
        super().__init__(sentence, facts)
        self._sentence = sentence
        self._facts = facts

    def sentence(self, t: Translator) -> str:
        return t(self._sentence, **self._facts)

    def __str__(self) -> str:
        return self._sentence.format(**self._facts)


class StoreUnusable(Unusable):
    """The database can't be used as it is."""


class BackupUnusable(Unusable):
    """The file is no backup, is damaged, or comes from a newer version."""
