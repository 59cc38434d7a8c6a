"""Which language a request wants its answer in."""

from __future__ import annotations

from fastapi import Request

from masstest.text import Lang


def language_of(request: Request, fallback: Lang | None = None) -> Lang:
    """``?lang=``, then Accept-Language, then `fallback`, then what the service is set to."""
    asked = request.query_params.get("lang")
    if asked in ("zh", "en"):
        return "zh" if asked == "zh" else "en"
    accepted = _accepted(request.headers.get("accept-language", "")[:200])
    if accepted is not None:
        return accepted
    if fallback is not None:
        return fallback
    default: Lang = request.app.state.settings.lang
    return default


def _accepted(header: str) -> Lang | None:
    """The better liked of our two languages."""
    best: tuple[float, Lang] | None = None
    for part in header.split(","):
        name, _, weight = part.strip().partition(";q=")
        lang = name.strip().lower()[:2]
        try:
            liking = float(weight) if weight else 1.0
        except ValueError:
            continue
        if lang in ("zh", "en") and liking > 0 and (best is None or liking > best[0]):
            best = (liking, "zh" if lang == "zh" else "en")
    return None if best is None else best[1]
