"""Alerts: what somebody must act on, and saying that somebody does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.api.answers import Answer, refusals
from masstest.api.calls import Call, posts, reads
from masstest.api.etags import IfMatch, etag, seen_version
from masstest.api.routes.parameters import Cursor, Limit, RoundId
from masstest.api.routes.rounds import CHANGED, ONCE
from masstest.api.schemas.alerts import AlertOut, alert_out
from masstest.api.schemas.common import ListOf
from masstest.service.live import alerts
from masstest.service.live.alerts.reading import State

router = APIRouter(tags=["alerts"])
AlertId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


@router.get("/rounds/{round_id}/alerts", responses=refusals("not_found"))
def list_alerts(
    call: Annotated[Call, reads(Permission.acknowledge_alerts)],
    round_id: RoundId,
    state: Annotated[State, Query(description="closed: what is no longer the case")] = "all",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOf[AlertOut]:
    """The alerts of a round that were told to oneself, or, for who oversees the district, all;
    newest first."""
    with call.reading() as session:
        page = alerts.list_page(
            session, call.actor, round_id, state=state, cursor=cursor, limit=limit
        )
        return ListOf.of(page, lambda each: alert_out(each, call.actor, call.lang))


@router.get("/alerts/{alert_id}", response_model=AlertOut, responses=refusals("not_found"))
def get_alert(
    call: Annotated[Call, reads(Permission.acknowledge_alerts)], alert_id: AlertId
) -> Response:
    """An alert. The ETag changes with what is to be acknowledged, not with every figure."""
    with call.reading() as session:
        body = alert_out(alerts.get(session, call.actor, alert_id), call.actor, call.lang)
    return Answer(body, headers={"ETag": etag(body.version)}).response()


@router.post(
    "/alerts/{alert_id}/acknowledgement", response_model=AlertOut,
    responses=refusals("not_found", "not_recipient", *CHANGED, *ONCE),
)  # fmt: skip
def acknowledge_alert(
    call: Annotated[Call, posts(Permission.acknowledge_alerts)],
    alert_id: AlertId,
    if_match: IfMatch = None,
) -> Response:
    """Acknowledge an alert as it was seen: somebody acts on it, and it isn't escalated.

    A pool positive is acknowledged by the street and by the supervising office, each for itself.
    """

    def deed(session: Session) -> Answer:
        told = alerts.acknowledge(session, call.actor, alert_id, seen_version(if_match))
        body = alert_out(told, call.actor, call.lang)
        return Answer(body, headers={"ETag": etag(body.version)})

    return call.write(deed)
