"""The application as it is served: the site, health, and what every request passes."""

from __future__ import annotations

import re
from typing import NamedTuple

from fastapi import FastAPI
from starlette.types import ASGIApp

from masstest.edge import Metrics, RateLimit, RequestLog, SecurityHeaders
from masstest.edge.metrics import RequestMetrics
from masstest.edge.rate_limit import CallerLimit
from masstest.serving.health import health_routes
from masstest.serving.store_metrics import StoreMetrics
from masstest.settings import Settings
from masstest.store.engine import Store
from masstest.web.site import create_site

# cheap, and asked for by every new browser and every few seconds by a proxy
_UNCOUNTED = ("/static/", "/health/")

# what phones send and boards ask for: many of them share one address
_OF_PHONES = re.compile(
    r"^/api/v1/(phone|rounds/[0-9a-f]{32}/(events|task|live|board))\b"
    r"|^/rounds/[0-9a-f]{32}/board\b"
)

# hundreds a second
_REPORTS = re.compile(r"^/api/v1/rounds/[0-9a-f]{32}/events\b")


class Application(NamedTuple):
    """`site` has the routes and their state; `served` is the same behind the edge."""

    site: FastAPI
    served: ASGIApp


def create_application(settings: Settings, store: Store) -> Application:
    """Everything that answers requests, on an open store."""
    site = create_site(settings, store)
    metrics = None
    if settings.metrics:
        metrics = RequestMetrics()
        metrics.registry.register(StoreMetrics(store, dead_after_s=settings.dead_after_s))
    site.include_router(health_routes(metrics), include_in_schema=False)
    served: ASGIApp = site
    served = RateLimit(
        served,
        per_s=settings.requests_per_s,
        burst=settings.requests_at_once,
        free=_UNCOUNTED,
        callers=CallerLimit(_OF_PHONES, settings.reports_per_s, settings.reports_at_once),
    )
    served = SecurityHeaders(served, https=settings.secure_cookies)
    if metrics is not None:
        served = Metrics(served, metrics)
    return Application(site, RequestLog(served, quiet=_REPORTS))


__all__ = ["Application", "create_application"]
