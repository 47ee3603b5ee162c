"""Which other procedure a report's sender was asked about"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("denied", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("report", "denied")
