"""Drafts that came by mail, and who was told today that theirs was not taken"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("by_mail", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "mailed_back",
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_mailed_back")),
    )


def downgrade() -> None:
    op.drop_table("mailed_back")
    op.drop_column("post", "by_mail")
