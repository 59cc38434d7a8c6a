"""The tables. Importing this package registers all of them with `Base.metadata`."""

from masstest.store.tables.audit import AuditEntry, AuditHead
from masstest.store.tables.base import Base
from masstest.store.tables.jobs import Job, JobEvent, Worker
from masstest.store.tables.live import (
    Alert,
    AlertRecipient,
    AlertWatch,
    Delivery,
    LiveEvent,
    PhonePass,
    Proposal,
    Webhook,
)
from masstest.store.tables.people import ApiToken, Grant, LoginAttempt, User, UserSession
from masstest.store.tables.requests import IdempotencyKey
from masstest.store.tables.rounds import (
    Document,
    Publication,
    StoredPlan,
    StoredRoster,
    StoredRound,
)

__all__ = [
    "Alert",
    "AlertRecipient",
    "AlertWatch",
    "ApiToken",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Delivery",
    "Document",
    "Grant",
    "IdempotencyKey",
    "Job",
    "JobEvent",
    "LiveEvent",
    "LoginAttempt",
    "PhonePass",
    "Proposal",
    "Publication",
    "StoredPlan",
    "StoredRoster",
    "StoredRound",
    "User",
    "UserSession",
    "Webhook",
    "Worker",
]
