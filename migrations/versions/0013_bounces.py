"""Letters that came back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bounce",
        sa.Column("delivery", sa.String(length=32), nullable=False),
        sa.Column("receiver", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("delivery", name=op.f("pk_bounce")),
    )
    op.create_index(op.f("ix_bounce_receiver"), "bounce", ["receiver"])


def downgrade() -> None:
    op.drop_table("bounce")
