"""An explanation in lines: headings, sentences, and after each how its numbers were found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from masstest.domain.roster import Roster
from masstest.planner.explanation.confirm import Confirmation
from masstest.planner.explanation.facts import Basis, Explanation, Section, Statement
from masstest.planner.explanation.sentences.messages_of_journeys import LAB, RUN
from masstest.planner.explanation.sentences.messages_of_people import PERSON
from masstest.planner.explanation.sentences.messages_of_places import COMPOUND, SITE
from masstest.planner.explanation.sentences.messages_of_round import (
    CHAIN,
    GAINS,
    RESOURCES,
    RULES,
    SHORTAGES,
)
from masstest.planner.explanation.sentences.wording import shown
from masstest.text import N_, Translator
from masstest.text.sentences import remedy_clause, shortage_statement

MESSAGES: Mapping[str, str] = {
    **CHAIN,
    **RESOURCES,
    **GAINS,
    **SHORTAGES,
    **RULES,
    **COMPOUND,
    **SITE,
    **RUN,
    **LAB,
    **PERSON,
}
"""Statement code -> sentence."""

_HEADINGS = {
    "chain": N_("Deadline chain"),
    "resources": N_("What is used, what is left"),
    "gains": N_("What more would gain"),
    "shortages": N_("Shortages"),
    "subject": N_("The plan"),
    "why": N_("Why"),
    "alternatives": N_("Next best"),
    "limits": N_("What binds"),
    "free": N_("When it is free"),
}
_TAGS = {
    Basis.rule: N_("[by rule]"),
    Basis.resolved: N_("[re-solved]"),
    Basis.duals: N_("[from duals]"),
}
_LEGEND = {
    Basis.rule: N_("[by rule]: worked out from plan and roster, exactly."),
    Basis.resolved: N_("[re-solved]: measured by planning the stage, or the part named, again."),
    Basis.duals: N_("[from duals]: a price from the linear relaxation; no plan was made for it."),
}


def explanation_lines(explanation: Explanation, roster: Roster, t: Translator) -> list[str]:
    """The sentences of an explanation, every one with the way its numbers were found."""
    if explanation.subject is not None and not explanation.found:
        return list(_unknown(explanation, t))
    lines: list[str] = []
    for section in explanation.sections:
        lines.append(_heading(section, roster, t))
        lines += [f"  {_sentence(s, roster, t)} {t(_TAGS[s.basis])}" for s in section.statements]
    used = {s.basis for section in explanation.sections for s in section.statements}
    return lines + [t(message) for basis, message in _LEGEND.items() if basis in used]


def statement_sentence(statement: Statement, roster: Roster, t: Translator) -> str:
    """One statement as a sentence, without the way its numbers were found."""
    return _sentence(statement, roster, t)


def _sentence(statement: Statement, roster: Roster, t: Translator) -> str:
    facts = {name: shown(fact, roster, t) for name, fact in statement.facts.items()}
    text = t(MESSAGES[statement.code], **facts)
    return text[:1].upper() + text[1:]


def _heading(section: Section, roster: Roster, t: Translator) -> str:
    heading = t(_HEADINGS[section.name])
    if section.about is None:
        return t("{heading}:", heading=heading)
    about = shown(section.about, roster, t)
    return t("{about}: {heading}", about=about[:1].upper() + about[1:], heading=heading)


def _unknown(explanation: Explanation, t: Translator) -> Iterator[str]:
    yield t("Nothing in this plan is called {subject}.", subject=explanation.subject)
    if explanation.suggestions:
        yield t("Did you mean: {suggestions}?", suggestions=t(", ").join(explanation.suggestions))


def confirmation_lines(confirmation: Confirmation, roster: Roster, t: Translator) -> list[str]:
    """What was carried out, and what planning again found."""
    clauses = t(", ").join(remedy_clause(r, roster, t) for r in confirmation.remedies)
    tag = t(_TAGS[Basis.resolved])
    lines = [t("Carried out together and planned again: {clauses}.", clauses=clauses)]
    for shortage in confirmation.ended:
        what = shortage_statement(shortage, roster, t)
        lines.append(f"  {t('No longer: {what}.', what=what)} {tag}")
    for shortage in confirmation.left:
        what = shortage_statement(shortage, roster, t)
        lines.append(f"  {t('Still: {what}.', what=what)} {tag}")
    if not confirmation.left:
        lines.append(f"  {t('The plan meets every rule then.')} {tag}")
    return lines
