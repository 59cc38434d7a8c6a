"""What can go wrong when the service is asked for something: codes, statuses, sentences.

A `Problem` holds a code and facts. Its document (RFC 9457) is made where it is answered, in the
reader's language. Codes are stable: programs may rely on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from masstest.access.problems import AccessProblem
from masstest.service.problems.asking import ASKING
from masstest.service.problems.kind import ProblemKind
from masstest.service.problems.people import PEOPLE
from masstest.service.problems.planning import PLANNING
from masstest.service.problems.the_day import THE_DAY
from masstest.text import Translator

KINDS: Mapping[str, ProblemKind] = {**ASKING, **PLANNING, **THE_DAY, **PEOPLE}


class Problem(Exception):
    """A request that can't be met.

    Attributes
    ----------
    code : one of `KINDS`
    facts : what the sentence of the code names; also members of the document
    rows : lists that go into the document: ``problems`` (of a roster), ``violations``, ``errors``
    """

    def __init__(
        self, code: str, *, rows: Mapping[str, Sequence[Any]] | None = None, **facts: Any
    ) -> None:
        super().__init__(code)
        self.kind = KINDS[code]
        self.code = code
        self.facts = facts
        self.rows: Mapping[str, Sequence[Any]] = rows or {}

    def __reduce__(self) -> tuple[Any, ...]:
        """As a plain `Problem` it goes from process to process."""
        return _problem, (self.code, self.rows, self.facts)

    @property
    def status(self) -> int:
        return self.kind.status

    def title(self, t: Translator) -> str:
        return t(self.kind.title)

    def detail(self, t: Translator) -> str:
        """The sentence, in the language of `t`."""
        return t(self.kind.detail, **self.facts)


def _problem(code: str, rows: Mapping[str, Sequence[Any]], facts: Mapping[str, Any]) -> Problem:
    return Problem(code, rows=rows, **facts)


class AccessRefused(Problem):
    """What `masstest.access` refused, with its own sentence."""

    def __init__(self, refused: AccessProblem) -> None:
        facts = dict(refused.facts)
        if "wait_s" in facts:
            facts["retry_after_s"] = facts.pop("wait_s")
        super().__init__(refused.code, **facts)
        self._refused = refused

    def detail(self, t: Translator) -> str:
        return self._refused.sentence(t)


def not_found(subject: str) -> Problem:
    """The problem that something (round, roster, plan, job ...) is not there."""
    return Problem("not_found", subject=subject)
