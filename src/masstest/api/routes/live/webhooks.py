"""Webhooks, for administrators."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.api.answers import Answer, refusals
from masstest.api.calls import Call, posts, reads
from masstest.api.etags import IfMatch, etag, seen_version
from masstest.api.routes.parameters import Cursor, Limit
from masstest.api.routes.rounds import CHANGED, ONCE
from masstest.api.schemas.alerts import (
    DeliveryOut,
    NewWebhook,
    TestOut,
    WebhookEdit,
    WebhookOut,
    WebhookWithSecret,
    delivery_out,
    webhook_out,
    webhook_with_secret,
)
from masstest.api.schemas.common import ListOf
from masstest.sending import Sent
from masstest.service.live.outbox import webhooks
from masstest.service.live.outbox.outgoing import Outgoing, send_test
from masstest.service.live.outbox.webhooks import NewSecret

router = APIRouter(tags=["webhooks"])
WebhookId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


@router.get("/webhooks", responses=refusals())
def list_webhooks(
    call: Annotated[Call, reads(Permission.edit_webhooks)], cursor: Cursor = None, limit: Limit = 50
) -> ListOf[WebhookOut]:
    """All webhooks, newest first."""
    with call.reading() as session:
        page = webhooks.list_page(session, call.actor, cursor=cursor, limit=limit)
        return ListOf.of(page, webhook_out)


@router.post(
    "/webhooks", status_code=201, response_model=WebhookWithSecret,
    responses=refusals("webhook_url", "webhook_secret", *ONCE),
)  # fmt: skip
def create_webhook(
    call: Annotated[Call, posts(Permission.edit_webhooks)], body: NewWebhook
) -> Response:
    """Add a webhook. Its secret is in this answer, and in no other; a group robot has its own."""

    def deed(session: Session) -> Answer:
        made = webhooks.create(
            session,
            call.actor,
            name=body.name,
            url=body.url,
            format=body.format,
            robot_secret=body.robot_secret,
            district=body.district,
            kinds=body.kinds,
        )
        return _with_secret(made, 201)

    return call.write(deed)


@router.get("/webhooks/{webhook_id}", response_model=WebhookOut, responses=refusals("not_found"))
def get_webhook(
    call: Annotated[Call, reads(Permission.edit_webhooks)], webhook_id: WebhookId
) -> Response:
    """A webhook, without its secret."""
    with call.reading() as session:
        body = webhook_out(webhooks.get(session, call.actor, webhook_id))
    return Answer(body, headers={"ETag": etag(body.version)}).response()


@router.patch(
    "/webhooks/{webhook_id}", response_model=WebhookOut,
    responses=refusals("not_found", "webhook_url", "webhook_secret", *CHANGED),
)  # fmt: skip
def edit_webhook(
    call: Annotated[Call, reads(Permission.edit_webhooks)],
    webhook_id: WebhookId,
    body: WebhookEdit,
    if_match: IfMatch = None,
) -> Response:
    """Change a webhook, or put it to rest (`is_active`)."""

    def deed(session: Session) -> Answer:
        changed = webhooks.edit(
            session,
            call.actor,
            webhook_id,
            version=seen_version(if_match),
            name=body.name,
            url=body.url,
            robot_secret=body.robot_secret,
            district=body.district,
            kinds=body.kinds,
            is_active=body.is_active,
        )
        return Answer(webhook_out(changed), headers={"ETag": etag(changed.version)})

    return call.write(deed)


@router.delete("/webhooks/{webhook_id}", status_code=204, responses=refusals("not_found"))
def remove_webhook(
    call: Annotated[Call, reads(Permission.edit_webhooks)], webhook_id: WebhookId
) -> Response:
    """Remove a webhook; what still waits for it isn't sent."""
    with call.store.writing() as session:
        webhooks.remove(session, call.actor, webhook_id)
    return Response(status_code=204)


@router.post(
    "/webhooks/{webhook_id}/secret", response_model=WebhookWithSecret,
    responses=refusals("not_found", "webhook_secret", *ONCE),
)  # fmt: skip
def renew_secret(
    call: Annotated[Call, posts(Permission.edit_webhooks)], webhook_id: WebhookId
) -> Response:
    """Give a webhook another secret, shown in this answer only. The old one is no longer used."""
    return call.write(
        lambda session: _with_secret(webhooks.renew_secret(session, call.actor, webhook_id))
    )


@router.post(
    "/webhooks/{webhook_id}/tests", response_model=TestOut, responses=refusals("not_found", *ONCE)
)
def send_test_message(
    call: Annotated[Call, posts(Permission.edit_webhooks)], webhook_id: WebhookId
) -> Response:
    """Send a test message now, once, and say how it was taken."""
    with call.store.writing() as session:
        webhook = webhooks.tested(session, call.actor, webhook_id)
    outcome = send_test(webhook, Outgoing.of(call.settings))
    body = TestOut(sent=outcome.sent is Sent.sent, problem=outcome.problem)
    return call.write(lambda _: Answer(body))


@router.get("/webhooks/{webhook_id}/deliveries", responses=refusals("not_found"))
def list_deliveries(
    call: Annotated[Call, reads(Permission.edit_webhooks)],
    webhook_id: WebhookId,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOf[DeliveryOut]:
    """What was sent to a webhook, or waits to be, newest first."""
    with call.reading() as session:
        page = webhooks.latest_deliveries(
            session, call.actor, webhook_id, cursor=cursor, limit=limit
        )
        return ListOf.of(page, delivery_out)


def _with_secret(made: NewSecret, status: int = 200) -> Answer:
    webhook = made.webhook
    headers = {"ETag": etag(webhook.version)}
    if status == HTTPStatus.CREATED:
        headers["Location"] = f"/api/v1/webhooks/{webhook.webhook_id}"
    return Answer(
        webhook_with_secret(webhook, made.secret),
        status,
        headers,
        kept=webhook_with_secret(webhook, None),
    )
