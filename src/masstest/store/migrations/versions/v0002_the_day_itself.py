"""The round itself: the custody ledger, alerts, phones, proposals. The ledger only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)

# Nothing in the ledger is changed; rows go only with their whole round, when it is old.
_GUARDS = {
    "sqlite": (
        """CREATE TRIGGER live_events_no_update BEFORE UPDATE ON live_events
        BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the ledger only grows'; END $$""",
        """CREATE TRIGGER live_events_no_change BEFORE UPDATE OR TRUNCATE ON live_events
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows()""",
    ),
}


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.String(length=120), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.user_id"], name=op.f("fk_webhooks_created_by_users")
        ),
        sa.PrimaryKeyConstraint("webhook_id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "alerts",
        sa.Column("alert_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("community", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("escalates_at", _TIME, nullable=True),
        sa.Column("acknowledged_by", sa.String(length=32), nullable=True),
        sa.Column("acknowledged_at", _TIME, nullable=True),
        sa.Column("absent_since", _TIME, nullable=True),
        sa.Column("closed_at", _TIME, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["users.user_id"], name=op.f("fk_alerts_acknowledged_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.round_id"], name=op.f("fk_alerts_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("round_id", "key", name=op.f("uq_alerts_round_id_key")),
    )
    op.create_table(
        "alert_watches",
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("event_number", sa.Integer(), nullable=False),
        sa.Column("judged_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.round_id"], name=op.f("fk_alert_watches_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_alert_watches")),
    )
    op.create_table(
        "live_events",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("at_min", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False),
        sa.Column("box_id", sa.String(length=64), nullable=True),
        sa.Column("fact", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=True),
        sa.Column("received_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.round_id"], name=op.f("fk_live_events_round_id_rounds")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_live_events_user_id_users")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_live_events")),
        sa.UniqueConstraint("round_id", "event_id", name=op.f("uq_live_events_round_id_event_id")),
    )
    op.create_index("ix_live_events_round_box", "live_events", ["round_id", "box_id"], unique=False)
    op.create_index(
        "ix_live_events_round_number", "live_events", ["round_id", "number"], unique=False
    )
    op.create_table(
        "phone_passes",
        sa.Column("pass_id", sa.String(length=32), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("revoked_at", _TIME, nullable=True),
        sa.Column("last_used_at", _TIME, nullable=True),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.user_id"], name=op.f("fk_phone_passes_created_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.round_id"], name=op.f("fk_phone_passes_round_id_rounds")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_phone_passes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("pass_id", name=op.f("pk_phone_passes")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_phone_passes_token_sha256")),
    )
    op.create_index("ix_phone_passes_round", "phone_passes", ["round_id"], unique=False)
    op.create_table(
        "alert_recipients",
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("acknowledged_by", sa.String(length=32), nullable=True),
        sa.Column("acknowledged_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"],
            ["users.user_id"],
            name=op.f("fk_alert_recipients_acknowledged_by_users"),
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.alert_id"], name=op.f("fk_alert_recipients_alert_id_alerts")
        ),
        sa.PrimaryKeyConstraint("recipient_id", name=op.f("pk_alert_recipients")),
        sa.UniqueConstraint(
            "alert_id",
            "role",
            "scope",
            "place",
            name=op.f("uq_alert_recipients_alert_id_role_scope_place"),
        ),
    )
    op.create_index(
        op.f("ix_alert_recipients_alert_id"), "alert_recipients", ["alert_id"], unique=False
    )
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", sa.String(length=32), nullable=False),
        sa.Column("alert_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("receiver", sa.String(length=180), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", _TIME, nullable=False),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_at", _TIME, nullable=True),
        sa.Column("sent_at", _TIME, nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.alert_id"], name=op.f("fk_deliveries_alert_id_alerts")
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "alert_id",
            "channel",
            "receiver",
            "level",
            name=op.f("uq_deliveries_alert_id_channel_receiver_level"),
        ),
    )
    op.create_index(op.f("ix_deliveries_alert_id"), "deliveries", ["alert_id"], unique=False)
    op.create_index("ix_deliveries_state_next", "deliveries", ["state", "next_at"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("proposal_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base_publication_id", sa.String(length=32), nullable=False),
        sa.Column("job_id", sa.String(length=32), nullable=True),
        sa.Column("plan_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("ledger_number", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_publication_id"],
            ["publications.publication_id"],
            name=op.f("fk_proposals_base_publication_id_publications"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.user_id"], name=op.f("fk_proposals_created_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.user_id"], name=op.f("fk_proposals_decided_by_users")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.job_id"], name=op.f("fk_proposals_job_id_jobs")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.plan_id"], name=op.f("fk_proposals_plan_id_plans")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.round_id"], name=op.f("fk_proposals_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_proposals_round_id_number")),
    )
    op.create_index(op.f("ix_proposals_job_id"), "proposals", ["job_id"], unique=False)
    op.create_index(
        "uq_proposals_accepted_plan",
        "proposals",
        ["plan_id"],
        unique=True,
        sqlite_where=sa.text("state = 'accepted'"),
        postgresql_where=sa.text("state = 'accepted'"),
    )
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(
        "uq_proposals_accepted_plan",
        table_name="proposals",
        sqlite_where=sa.text("state = 'accepted'"),
        postgresql_where=sa.text("state = 'accepted'"),
    )
    op.drop_index(op.f("ix_proposals_job_id"), table_name="proposals")
    op.drop_table("proposals")
    op.drop_index("ix_deliveries_state_next", table_name="deliveries")
    op.drop_index(op.f("ix_deliveries_alert_id"), table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index(op.f("ix_alert_recipients_alert_id"), table_name="alert_recipients")
    op.drop_table("alert_recipients")
    op.drop_index("ix_phone_passes_round", table_name="phone_passes")
    op.drop_table("phone_passes")
    op.drop_index("ix_live_events_round_number", table_name="live_events")
    op.drop_index("ix_live_events_round_box", table_name="live_events")
    op.drop_table("live_events")
    op.drop_table("alert_watches")
    op.drop_table("alerts")
    op.drop_table("webhooks")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_only_grows()")
