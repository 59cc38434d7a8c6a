"""A call: who asks, in which language, with the rights that the route requires.

Every route takes one from `reads` or `writes`, which names its permission; that is the declared
table that the tests walk.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.api.answers import Answer
from masstest.api.authentication import Caller, caller_of
from masstest.api.idempotency import Claim, claim
from masstest.api.languages import language_of
from masstest.api.uploading import Upload, take_in
from masstest.service.permits import require
from masstest.service.problems import Problem
from masstest.service.uploads import JSON, XLSX
from masstest.settings import Settings
from masstest.store.engine import Store
from masstest.text import Lang

LangQuery = Annotated[Lang | None, Query(description="language of sentences and files")]


@dataclass(frozen=True)
class Call:
    """What a route needs to answer."""

    request: Request
    store: Store
    settings: Settings
    caller: Caller | None
    lang: Lang
    claim: Claim | None = None
    sent: Upload | None = None

    @property
    def actor(self) -> Actor:
        """Who asks; routes that anybody may call don't look."""
        if self.caller is None:
            raise Problem("not_logged_in")
        return self.caller.actor

    @property
    def upload(self) -> Upload:
        """The file that was sent, on routes that take one."""
        assert self.sent is not None
        return self.sent

    @property
    def address(self) -> str:
        """Where the request comes from."""
        return self.request.client.host if self.request.client else "unknown"

    def reading(self) -> AbstractContextManager[Session]:
        return self.store.reading()

    def write(self, deed: Callable[[Session], Answer]) -> Response:
        """Do something in one transaction, together with keeping the answer for a repetition."""
        with self.store.writing() as session:
            answer = deed(session)
            if self.claim is not None:
                session.flush()
                self.claim.finish(session, answer)
        return answer.response()


class Requires:
    """Dependency: a call by somebody with `permission`; None: anybody, known or not."""

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission

    def __call__(self, request: Request, lang: LangQuery = None) -> Call:
        return self._call(request)

    def _call(self, request: Request) -> Call:
        store, settings = request.app.state.store, request.app.state.settings
        caller = caller_of(request, store, settings) if self.permission is not None else None
        if self.permission is not None:
            if caller is None:
                raise Problem("not_logged_in")
            require(caller.actor, self.permission)
        fallback = caller.actor.lang if caller is not None else None
        return Call(request, store, settings, caller, language_of(request, fallback))


class RequiresOnce(Requires):
    """Dependency for a POST: done once, however often it is sent with its Idempotency-Key."""

    def __init__(self, permission: Permission, accepts: tuple[str, ...] = ()) -> None:
        super().__init__(permission)
        self.accepts = accepts

    async def __call__(  # type: ignore[override]
        self,
        request: Request,
        lang: LangQuery = None,
        idempotency_key: Annotated[
            str | None,
            Header(description="same key and same request: same answer, done once", max_length=255),
        ] = None,
    ) -> AsyncIterator[Call]:
        call = await run_in_threadpool(self._call, request)
        sent, claimed = None, None
        if self.accepts:
            sent = await take_in(request, self.accepts)
        try:
            if idempotency_key is not None:
                digest = sent.sha256 if sent else hashlib.sha256(await request.body()).hexdigest()
                claimed = await run_in_threadpool(_claim, call, idempotency_key, digest)
            yield Call(
                call.request, call.store, call.settings, call.caller, call.lang, claimed, sent
            )
        finally:
            if sent is not None:
                sent.file.close()
            if claimed is not None:
                await run_in_threadpool(claimed.release, call.store)


def _claim(call: Call, key: str, digest: str) -> Claim:
    user_id = call.actor.user_id
    if user_id is None:
        raise Problem("forbidden", permission=Permission.own_account.value)
    path = call.request.url.path
    if call.request.url.query:
        path += f"?{call.request.url.query}"
    hours = call.settings.idempotency_hours
    return claim(call.store, user_id, key, call.request.method, path, digest, hours)


def reads(permission: Permission | None) -> Any:
    """A route's call, for looking (or for changes that bring their own version)."""
    return Depends(Requires(permission))


def posts(permission: Permission) -> Any:
    """A route's call, for a POST with JSON."""
    return Depends(RequiresOnce(permission), scope="function")


def uploads(permission: Permission, *accepts: str) -> Any:
    """A route's call, for a POST with a file."""
    return Depends(RequiresOnce(permission, accepts or (XLSX, JSON)), scope="function")
