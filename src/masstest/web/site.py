"""The whole site: the API with the pages beside it."""

from __future__ import annotations

from importlib.resources import files

from fastapi import FastAPI

from masstest.api.app import create_app
from masstest.settings import Settings
from masstest.store.engine import Store
from masstest.web.pages import (
    cities,
    comparisons,
    guide,
    jobs,
    logins,
    oidc,
    operations,
    phone,
    plans,
    rosters,
    rounds,
    tokens,
    users,
)
from masstest.web.pages.live import alerts, board, proposals, reports, webhooks
from masstest.web.refusing import add_page_handlers
from masstest.web.rendering import KeptStaticFiles

ROUTERS = (
    logins.router,
    oidc.router,
    tokens.router,
    guide.router,
    rounds.router,
    rosters.router,
    plans.router,
    comparisons.router,
    jobs.router,
    cities.router,
    users.router,
    operations.router,
    phone.router,
    board.router,
    alerts.router,
    webhooks.router,
    proposals.router,
    reports.router,
)


def create_site(settings: Settings, store: Store) -> FastAPI:
    """The application that answers everything: `/api/v1`, the pages, and their files."""
    app = create_app(settings, store)
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.mount("/static", KeptStaticFiles(directory=str(files("masstest.web") / "static")))
    add_page_handlers(app)
    return app
