"""What a column is: the types of the one table of sheets and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any

from masstest.sheets.columns.words import Words
from masstest.text import N_, Lang


class Kind(Enum):
    """How the cells of a column are read and written."""

    id = "id"  # an identifier: text, compared without invisible differences
    text = "text"  # names, phones, plates
    texts = "texts"  # a list of texts in one cell
    word = "word"  # one of a fixed list
    words = "words"  # a list of those in one cell
    whole = "whole"
    number = "number"
    lon = "lon"
    lat = "lat"
    yes_no = "yes_no"
    time = "time"  # a moment, as `Minute`; a bare time is on the round's date
    deadline = "deadline"  # a time, or hours from the start of sampling
    date = "date"


# How to mend a cell of this kind, where the column has nothing better to say.
MEND: Mapping[Kind, str] = {
    Kind.id: N_("Write the id as text."),
    Kind.text: N_("Write it as text."),
    Kind.texts: N_("Write the names with a comma between them."),
    Kind.word: N_("Choose one of: {allowed}."),
    Kind.words: N_("Choose from: {allowed}; put a comma between several."),
    Kind.whole: N_("Write a whole number, digits only, such as {example}."),
    Kind.number: N_("Write a number, digits only, such as {example}."),
    Kind.lon: N_("Write the longitude in decimal degrees, such as {example}."),
    Kind.lat: N_("Write the latitude in decimal degrees, such as {example}."),
    Kind.yes_no: N_("Write yes or no."),
    Kind.time: N_("Write a time such as {example}; add the date if it is another day's."),
    Kind.deadline: N_("Write the hours from the start of sampling, such as 24, or date and time."),
    Kind.date: N_("Write a date such as {example}."),
}

_EXAMPLE: Mapping[Kind, Any] = {
    Kind.whole: 12,
    Kind.number: 1.5,
    Kind.lon: "107.1446",
    Kind.lat: "34.3691",
    Kind.time: "07:30",
    Kind.date: "2022-03-10",
}


@dataclass(frozen=True)
class Column:
    """One column of a sheet, or one key of the `round` sheet.

    Attributes
    ----------
    name : technical name, the field's name in `masstest.domain.roster`
    zh, en : label for people in either language
    kind : how its cells are read
    required : a row without it is wrong
    default : value of a blank cell; None where blank stays blank or `default_note` says more
    default_note : message id telling what a blank cell means, where no single value can
    words : the fixed list of a `word` or `words` column
    least, most : limits of a number, inclusive; `above` is an exclusive lower limit
    allowed : the only numbers that may stand here
    refers_to : sheet in which the id must exist
    aliases : other headings that mean this column
    example : a good value, for sentences and the template
    note : message id of one line of explanation, for the template
    unit : unit of a number
    """

    name: str
    zh: str
    en: str
    kind: Kind
    required: bool = False
    default: Any = None
    default_note: str = ""
    words: type[StrEnum] | None = None
    least: float | None = None
    most: float | None = None
    above: float | None = None
    allowed: tuple[int, ...] = ()
    refers_to: str | None = None
    aliases: tuple[str, ...] = ()
    example: Any = None
    note: str = ""
    unit: str = ""

    def label(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    @property
    def mend(self) -> str:
        """Message id: how a bad cell of this column is put right."""
        return MEND[self.kind]

    @property
    def good_value(self) -> Any:
        """An example of a right value, for the sentence."""
        return self.example if self.example is not None else _EXAMPLE.get(self.kind, "")

    @cached_property
    def word_list(self) -> Words:
        """The fixed list of a `word` or `words` column."""
        if self.words is None:
            raise TypeError(f"{self.name} is not a column of words")
        return Words(self.words)

    @property
    def headings(self) -> tuple[str, ...]:
        """Everything a header cell may say for this column."""
        return (self.name, self.zh, self.en, *self.aliases)


@dataclass(frozen=True)
class Sheet:
    """One sheet of the roster workbook.

    `missing` is what its absence means: "error", "warning" or "" (it is optional).
    `id_column` names the column whose values must be unique, if there is one.
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    id_column: str | None = None
    missing: str = "error"
    aliases: tuple[str, ...] = ()

    def label(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    @cached_property
    def column(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def headings(self) -> tuple[str, ...]:
        """Everything the sheet's tab may say."""
        return (self.name, self.zh, self.en, *self.aliases)
