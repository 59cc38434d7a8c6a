"""An explanation as facts: statements by code, each with its quantities and where they come from.

Sentences are made from them in `masstest.planner.explanation.sentences`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from masstest.domain.outcome import Remedy, Shortage, Violation
from masstest.domain.units import Minute, Model


class Basis(StrEnum):
    """How the numbers of a statement were found."""

    rule = "rule"  # worked out from plan and roster by the stated rules
    resolved = "resolved"  # measured: a stage, or part of it, was planned again
    duals = "duals"  # read from the linear relaxation: a price, not a plan


class SubjectKind(StrEnum):
    """What can be explained."""

    round = "round"
    compound = "compound"
    site = "site"
    run = "run"
    vehicle = "vehicle"
    lab = "lab"
    person = "person"
    team = "team"
    role = "role"
    item = "item"
    rule = "rule"


class Amount(Model):
    """A number with its unit."""

    amount: float
    unit: str


class At(Model):
    """A time of the round."""

    at: Minute


class Span(Model):
    """A time from, until."""

    begin: Minute
    end: Minute


class Spare(Model):
    """Minutes to spare before a limit; negative: too late."""

    spare_min: int


class Subject(Model):
    """Something of the roster or the plan, by its id."""

    kind: SubjectKind
    id: str


class Subjects(Model):
    """Several of them."""

    subjects: tuple[Subject, ...]


class Word(Model):
    """A word that is translated: a reason, a role, a zone."""

    word: str


class Lack(Model):
    """A shortage of the plan."""

    shortage: Shortage


class Advice(Model):
    """What would mend a shortage."""

    remedy: Remedy


class Broken(Model):
    """A rule that is broken or missed somewhere."""

    violation: Violation


Fact = Amount | At | Span | Spare | Subject | Subjects | Word | Lack | Advice | Broken


class Statement(Model):
    """One thing that is said: `code` names the sentence, `facts` fill it."""

    code: str
    basis: Basis
    facts: Mapping[str, Fact] = {}


SectionName = Literal[
    "chain", "resources", "gains", "shortages", "subject", "why", "alternatives", "limits", "free"
]


class Section(Model):
    """Statements under one heading."""

    name: SectionName
    about: Subject | None = None
    statements: tuple[Statement, ...]


class Explanation(Model):
    """Why the plan, or one subject of it, is as it is.

    Attributes
    ----------
    subject : what was asked about; None: the whole round
    found : what that is; empty if nothing of the roster or plan has that id or name
    suggestions : ids that look like what was asked about, when nothing was found
    """

    date: dt.date
    subject: str | None
    found: tuple[Subject, ...] = ()
    sections: tuple[Section, ...] = ()
    suggestions: tuple[str, ...] = ()

    def to_json(self) -> str:
        """As JSON text, times as local ISO times."""
        return self.model_dump_json(indent=1, context={"date": self.date})


def amount(number: float, unit: str) -> Amount:
    return Amount(amount=number, unit=unit)


def said(code: str, basis: Basis = Basis.rule, /, **facts: Fact) -> Statement:
    return Statement(code=code, basis=basis, facts=facts)
