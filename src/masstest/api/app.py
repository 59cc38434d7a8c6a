"""The application: routes, problems, limits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import JsonSchemaMode
from starlette.concurrency import run_in_threadpool

import masstest
from masstest.api.body_limit import BodyLimit
from masstest.api.fast_lane import FastLane
from masstest.api.known_callers import KnownCallers, look_again
from masstest.api.live_stream import LiveStreams
from masstest.api.refusing import add_handlers
from masstest.api.routes import routers
from masstest.api.schemas.common import ProblemDocument
from masstest.api.schemas.live import SentEvents
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.units import Model
from masstest.service.apart import warm_up
from masstest.service.live.ledger.group_commit import group_commit
from masstest.service.live.ledger.wire import SentFact
from masstest.settings import Settings
from masstest.store.engine import Store

# Most of them wait for a file that is being made; those who only read always find one.
_THREADS = 128


def create_app(settings: Settings, store: Store) -> FastAPI:
    """The API on an open store. Whoever runs it closes the store."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = _THREADS
        threading.Thread(target=warm_up, daemon=True).start()
        looking = asyncio.create_task(look_again(app.state.callers, store, settings))
        yield
        looking.cancel()
        app.state.stopping.set()
        await run_in_threadpool(group_commit(store).stop)

    app = FastAPI(
        title="masstest",
        version=masstest.__version__,
        summary="Plans mass nucleic-acid testing for a district",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # its page loads programs from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings, app.state.store = settings, store
    app.state.stopping = asyncio.Event()  # set: event streams end
    app.state.callers = KnownCallers(store)
    app.state.live_streams = LiveStreams(store, app.state.stopping)
    for router, prefix in routers():
        app.include_router(router, prefix=prefix)
    add_handlers(app)
    app.add_middleware(FastLane, api=app)  # within the limit of bodies
    app.add_middleware(BodyLimit, upload_bytes=settings.max_upload_bytes)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    """The API's description, with the problem document that every route refers to."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            routes=app.routes,
        )
        schemas = schema["components"]["schemas"]
        schemas["ProblemDocument"] = ProblemDocument.model_json_schema()
        schemas |= _document("Plan", Plan) | _document("Roster", Roster)
        for sent in (SentEvents, SentFact):
            schemas |= _document(sent.__name__, sent, mode="validation")
        schema["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "masstest"},
        }
        schema["security"] = [{"token": []}, {"session": []}]
        app.openapi_schema = schema
    return app.openapi_schema


def _document(
    name: str, kind: type[Model], mode: JsonSchemaMode = "serialization"
) -> dict[str, Any]:
    """The schema of a document that is sent as it is stored, and of its parts."""
    schema = kind.model_json_schema(
        mode=mode, ref_template=f"#/components/schemas/{name}.{{model}}"
    )
    parts = schema.pop("$defs", {})
    return {f"{name}Document": schema, **{f"{name}.{part}": s for part, s in parts.items()}}
