"""Two plans side by side, and why a plan is as it is."""

from __future__ import annotations

import json
from typing import Any

from masstest.access.actor import Actor
from masstest.service.kept import rendered
from masstest.service.plans import PlanFiles, form_etag
from masstest.text import Lang


def diff(before: PlanFiles, after: PlanFiles, actor: Actor, lang: Lang) -> dict[str, Any]:
    """What changed from one plan to another, for whom: ``differences`` and ``lines``."""
    key = ("diff", *(form_etag(found.plan, actor, "diff", lang) for found in (before, after)))
    found: dict[str, Any] = json.loads(
        rendered(
            key,
            "comparing.compare",
            lambda: (
                (before.plan_json, before.roster_json),
                (after.plan_json, after.roster_json),
                lang,
                actor,
            ),
        )
    )
    return found


def changes(before: PlanFiles, after: PlanFiles, actor: Actor, lang: Lang) -> dict[str, Any]:
    """What changed, to be read: ``lines``, and ``rows`` of who must be told what."""
    key = ("changes", *(form_etag(found.plan, actor, "diff", lang) for found in (before, after)))
    found: dict[str, Any] = json.loads(
        rendered(
            key,
            "comparing.changes",
            lambda: (
                (before.plan_json, before.roster_json),
                (after.plan_json, after.roster_json),
                lang,
                actor,
            ),
        )
    )
    return found


def explain(found: PlanFiles, actor: Actor, subject: str | None, lang: Lang) -> dict[str, Any]:
    """Why a plan, or one subject of it, is as it is: ``explanation`` and ``lines``."""
    key = ("explanation", form_etag(found.plan, actor, "explanation", lang), subject)
    told: dict[str, Any] = json.loads(
        rendered(
            key,
            "comparing.explain",
            lambda: (found.plan_json, found.roster_json, subject, lang, actor),
        )
    )
    return told
