"""Salt the journal, so that its public hashes confirm no guess"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("salt", sa.String(length=32), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("event", "salt")
