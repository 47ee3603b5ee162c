"""Sessions have a table: what ended them before goes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("user", "stamp")


def downgrade() -> None:
    op.add_column("user", sa.Column("stamp", sa.String(length=32), server_default="", nullable=False))
