"""Webhooks speak in one of several formats: ours, or that of a group robot."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("format", sa.String(length=12), nullable=False, server_default="masstest")
    op.add_column("webhooks", column)


def downgrade() -> None:
    op.drop_column("webhooks", "format")
