"""The page: markup, style, programs and facts in one file that asks for nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets.map.facts import facts_of
from masstest.sheets.map.words import words_in
from masstest.text import Lang, translator

_LEAFLET = "vendor/leaflet-1.9.4/leaflet"
_STYLES = (f"{_LEAFLET}.css", "assets/page.css", "assets/map.css", "assets/print.css")
# The programs share one scope; each uses those above it.
_PROGRAMS = (
    "facts.js",
    "elements.js",
    "symbols.js",
    "base_map.js",
    "places.js",
    "routes.js",
    "labels.js",
    "street_filter.js",
    "details.js",
    "tables.js",
    "selection.js",
    "search.js",
    "layers.js",
    "legend.js",
    "printing.js",
    "start.js",
)


def write_map(plan: Plan, roster: Roster, path: Path, lang: Lang) -> None:
    """Write the plan's map to `path`, an HTML file in which everything is contained.

    It names no people and no phone numbers, because maps are passed on. Places are in WGS-84;
    links for phones' map applications are in GCJ-02. The address may name what is to be
    shown: ``map.html#point=S001``, likewise ``compound``, ``run``, ``vehicle``, ``team``,
    ``lab`` and ``street``.
    """
    t = translator(lang)
    words = words_in(t)
    facts = facts_of(plan, roster, t) | {"lang": lang, "words": words}
    style, program = _style(), _program()
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        _asset("page.html.jinja")
    )
    page = template.render(
        lang="zh-CN" if lang == "zh" else "en",
        words=words,
        round=facts["round"],
        policy=_policy(style, program),
        style=style,
        program=program,
        facts=script_json(facts),
    )
    path.write_bytes(page.encode("utf-8"))


def script_json(facts: Any) -> str:
    """JSON that may stand inside a script element: nothing in it ends the element."""
    text = json.dumps(facts, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@cache
def _asset(name: str) -> str:
    return files("masstest.sheets.map").joinpath(name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    return "\n".join(map(_asset, _STYLES))


@cache
def _program() -> str:
    own = "\n".join(_asset(f"assets/{name}") for name in _PROGRAMS)
    # The last line points to a file that isn't with the page.
    library = _asset(f"{_LEAFLET}.js").split("//# sourceMappingURL")[0]
    return f'{library}\n(function () {{\n"use strict";\n{own}\n}})();\n'


def _policy(style: str, program: str) -> str:
    """A content security policy: these two texts and no others, and nothing from a network."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(program)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
