"""Sentences for people, in Chinese and English.

The English sentence is the message id; Chinese stands in ``zh/*.po``, one file per area.
Mark sentences where they are defined with `N_`; make them readable with a `Translator`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal

import polib

Lang = Literal["zh", "en"]


def N_(message: str) -> str:
    """Mark an English sentence for translation; ``{names}`` are filled in by `Translator`."""
    return message


class Translator:
    """Callable: ``t("{n} persons", n=3)`` in the language it was made for."""

    def __init__(self, lang: Lang, catalogue: dict[str, str]) -> None:
        self.lang: Lang = lang
        self._catalogue = catalogue

    def __call__(self, message: str, /, **facts: Any) -> str:
        sentence = self._catalogue.get(message, message)
        return sentence.format(**facts) if facts else sentence


@cache
def translator(lang: Lang) -> Translator:
    """The translator for `lang` ("zh" or "en")."""
    catalogue: dict[str, str] = {}
    if lang != "en":
        for resource in sorted(files(__package__).joinpath(lang).iterdir(), key=str):
            if resource.name.endswith(".po"):
                for entry in polib.pofile(resource.read_text(encoding="utf-8")):
                    catalogue[entry.msgid] = entry.msgstr
    return Translator(lang, catalogue)
