"""HTML from templates: everything that comes from a plan or a roster is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.kinds import Kind
from masstest.sheets.print_sheets.sheet import Sheet
from masstest.sheets.print_sheets.words import words_in
from masstest.text.sentences import level_name, role_name, time_name, zone_name


@dataclass(frozen=True)
class Rendering:
    """The templates, filled in for one plan in one language."""

    book: Book
    words: dict[str, str] = field(init=False)
    environment: Environment = field(init=False)

    def __post_init__(self) -> None:
        t = self.book.t
        words = words_in(t)
        environment = Environment(
            loader=PackageLoader("masstest.sheets.print_sheets"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        environment.filters["time"] = partial(time_name, t=t)
        environment.globals.update(
            w=words,
            order=self.book.plan.round,
            status=self.book.plan.status,
            lang="zh-CN" if t.lang == "zh" else "en",
            role=partial(role_name, t=t),
            level=partial(level_name, t=t),
            zone=partial(zone_name, t=t),
            tubes_per_box=self.book.roster.parameters.tubes_per_box,
            max_wait_min=self.book.roster.parameters.max_wait_min,
            style=_style(words["page"]),
            program=Markup(_asset("print.js")),  # nosec B704
        )
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "environment", environment)

    def body(self, kind: Kind, sheets: Sequence[Sheet]) -> Markup:
        """The sheets of one kind, each a section."""
        page = self.environment.get_template(f"{kind.name}.html.jinja")
        return Markup(page.render(kind=kind, sheets=sheets))  # nosec B704

    def document(self, file: str, title: str, bodies: Sequence[Markup]) -> str:
        """A file of sheets that prints as it is."""
        return self._page("document.html.jinja", file=file, title=title, bodies=bodies)

    def index(self, kinds: Sequence[tuple[Kind, Sequence[Sheet]]]) -> str:
        """The list of all sheets, from which one click prints everything."""
        return self._page("index.html.jinja", kinds=kinds)

    def _page(self, template: str, **facts: Any) -> str:
        given = self.environment.globals
        policy = (
            f"default-src 'none'; style-src '{_digest(given['style'])}'; "
            f"script-src '{_digest(given['program'])}'; base-uri 'none'; form-action 'none'"
        )
        return self.environment.get_template(template).render(policy=policy, **facts)


@cache
def _asset(name: str) -> str:
    folder = files("masstest.sheets.print_sheets").joinpath("templates")
    return folder.joinpath(name).read_text(encoding="utf-8")


def _style(page: str) -> Markup:
    """The style sheet; the foot of each page says `page`, with its number and how many."""
    foot = page.format(n='" counter(page) "', all='" counter(pages) "')
    return Markup(_asset("sheet.css").replace('"page"', f'"{foot}"'))  # nosec B704


def _digest(text: Any) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(str(text).encode("utf-8")).digest()).decode()
