"""The routes, by what they are about."""

from __future__ import annotations

from fastapi import APIRouter

from masstest.api.routes import (
    account,
    audit,
    cities,
    edits,
    jobs,
    plan_files,
    plans,
    problems,
    publications,
    rosters,
    rounds,
    users,
)
from masstest.api.routes.live import (
    alerts,
    board,
    boxes,
    events,
    feed,
    proposals,
    reports,
    task,
    webhooks,
)

PREFIX = "/api/v1"


def routers() -> list[tuple[APIRouter, str]]:
    """Every router with the prefix that it stands under."""
    inside = (
        events.router,  # first: it is asked for hundreds of times a second
        account.router,
        rounds.router,
        rosters.router,
        plans.router,
        plan_files.router,
        edits.router,
        publications.router,
        jobs.router,
        cities.router,
        users.router,
        audit.router,
        boxes.router,
        board.router,
        feed.router,
        task.router,
        alerts.router,
        webhooks.router,
        proposals.router,
        reports.router,
    )
    return [*((router, PREFIX) for router in inside), (problems.router, "")]


__all__ = ["PREFIX", "routers"]
