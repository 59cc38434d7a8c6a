"""Two plans side by side, and why a plan is as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from masstest.access.actor import Actor
from masstest.service.kept import rendered
from masstest.service.plans import PlanFiles, form_etag
from masstest.text import Lang


def diff(before: PlanFiles, after: PlanFiles, actor: Actor, lang: Lang) -> dict[str, Any]:
    """What changed from one plan to another, for whom: ``differences`` and ``lines``."""
    return _compared("diff", "comparing.compare", before, after, actor, lang)


def changes(before: PlanFiles, after: PlanFiles, actor: Actor, lang: Lang) -> dict[str, Any]:
    """What changed, to be read: ``lines``, and ``rows`` of who must be told what."""
    return _compared("changes", "comparing.changes", before, after, actor, lang)


def _compared(
    kind: str, work: str, before: PlanFiles, after: PlanFiles, actor: Actor, lang: Lang
) -> dict[str, Any]:
    tags = (form_etag(found.plan, actor, "diff", lang) for found in (before, after))
    return _told(
        (kind, *tags),
        work,
        lambda: (
            (before.plan_json, before.roster_json),
            (after.plan_json, after.roster_json),
            lang,
            actor,
        ),
    )


def explain(found: PlanFiles, actor: Actor, subject: str | None, lang: Lang) -> dict[str, Any]:
    """Why a plan, or one subject of it, is as it is: ``explanation`` and ``lines``."""
    return _told(
        ("explanation", form_etag(found.plan, actor, "explanation", lang), subject),
        "comparing.explain",
        lambda: (found.plan_json, found.roster_json, subject, lang, actor),
    )


def _told(
    key: tuple[object, ...], work: str, wanted: Callable[[], tuple[object, ...]]
) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(rendered(key, work, wanted))
    return told
