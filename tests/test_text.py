"""Every sentence of the program is translated, with the same facts, and nothing else is."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import polib
import pytest
from jinja2 import Environment, nodes

import masstest
from masstest.domain.roster import Role
from masstest.domain.rules import RULES
from masstest.text import translator
from masstest.text.sentences import rule_name, rule_requirement

SOURCE = Path(masstest.__file__).parent
CATALOGUES = sorted(Path(str(files("masstest.text").joinpath("zh"))).glob("*.po"))
# What a translator is called where it is used: t("..."), self._t("..."), book.t("...").
TRANSLATORS = {"N_", "t", "_t"}


def messages_in(path: Path) -> Iterator[tuple[str, int]]:
    """(message, line) of every literal that is marked for translation or translated."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            first = node.args[0]
            if name in TRANSLATORS and isinstance(first, ast.Constant):
                yield str(first.value), node.lineno


def messages_in_template(path: Path) -> Iterator[tuple[str, int]]:
    """(message, line) of every `t("...")` in a template."""
    tree = Environment(extensions=["jinja2.ext.do"]).parse(path.read_text(encoding="utf-8"))
    for call in tree.find_all(nodes.Call):
        first = call.args[0] if call.args else None
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATORS:
            assert first is not None, f"{path.name}:{call.lineno}"
            if isinstance(first, nodes.Const):
                yield str(first.value), call.lineno


def placeholders(message: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


@cache
def sentences() -> dict[str, str]:
    """Every sentence of the program, and where it stands."""
    return {
        message: f"{path.relative_to(SOURCE)}:{line}"
        for pattern, read in (("*.py", messages_in), ("*.jinja", messages_in_template))
        for path in sorted(SOURCE.rglob(pattern))
        for message, line in read(path)
    }


@cache
def entries() -> list[tuple[str, polib.POEntry]]:
    """(catalogue, entry) of every translation."""
    return [(path.name, entry) for path in CATALOGUES for entry in polib.pofile(str(path))]


@cache
def translated() -> dict[str, str]:
    return {entry.msgid: entry.msgstr for _, entry in entries()}


def test_the_walk_finds_sentences() -> None:
    assert len(sentences()) > 100


def test_every_sentence_is_translated() -> None:
    missing = {m: where for m, where in sentences().items() if not translated().get(m)}
    assert not missing


def test_translations_name_the_same_facts() -> None:
    wrong = {
        message: translated()[message]
        for message in sentences().keys() & translated().keys()
        if placeholders(message) != placeholders(translated()[message])
    }
    assert not wrong


@pytest.mark.parametrize("name", [path.name for path in CATALOGUES])
def test_catalogue_has_nothing_unused_or_empty(name: str) -> None:
    mine = [entry for catalogue, entry in entries() if catalogue == name]
    assert not [e.msgid for e in mine if e.msgid not in sentences() or not e.msgstr.strip()]
    assert not [e.msgid for e in mine if e.obsolete or "fuzzy" in e.flags]


def test_one_sentence_has_one_translation() -> None:
    """A sentence that two catalogues translate reads the same in both."""
    different = {e.msgid for _, e in entries() if e.msgstr != translated()[e.msgid]}
    assert not different


def test_every_rule_has_a_name_and_a_requirement_in_both_languages() -> None:
    for lang in ("zh", "en"):
        t = translator(lang)
        names = {rule_name(rule.code, t) for rule in RULES}
        assert len(names) == len(RULES) == 35
        assert not names & {rule.code for rule in RULES}
        assert all(rule_requirement(rule.code, t) for rule in RULES)


def test_unknown_words_stay_as_they_are() -> None:
    assert rule_name("no_such_rule", translator("zh")) == "no_such_rule"
    assert translator("zh")("never marked") == "never marked"
    assert translated().get(Role.sampler.value, "采样员") == "采样员"
