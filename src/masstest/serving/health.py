"""What machines ask: is it alive, is it ready, and how is it going."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from masstest.access.roles import Permission
from masstest.api.calls import Call, reads
from masstest.edge.metrics import RequestMetrics
from masstest.service.live.desk.questions import desk_state
from masstest.serving.readiness import readiness

NO_STORE = {"Cache-Control": "no-store"}


def health_routes(metrics: RequestMetrics | None) -> APIRouter:
    """`/health/live` and `/health/ready` for anybody; `/metrics`, if there are any, for whoever
    may look at the operations (a program with an API token)."""
    router = APIRouter()

    @router.get("/health/live")
    def live(call: Call = reads(None)) -> Response:
        """The process answers."""
        return JSONResponse({"status": "alive"}, headers=NO_STORE)

    @router.get("/health/ready")
    def ready(call: Call = reads(None)) -> Response:
        """The database answers, and some worker takes jobs; otherwise 503 and what is missing.

        A desk that is being started again changes nothing of that: whoever is sent elsewhere
        couldn't report, and that goes on without it.
        """
        found = readiness(call.store, dead_after_s=call.settings.dead_after_s)
        body = {
            "status": "ready" if found.ready else "not ready",
            "database": found.database,
            "workers": found.workers,
            "desk": desk_state(call.store),
        }
        return JSONResponse(body, 200 if found.ready else 503, headers=NO_STORE)

    if metrics is not None:
        registry = metrics.registry

        @router.get("/metrics")
        def read_metrics(call: Call = reads(Permission.read_operations)) -> Response:
            """Prometheus metrics."""
            return Response(generate_latest(registry), 200, NO_STORE, CONTENT_TYPE_LATEST)

    return router
