"""What the clock has said of the dates of the sealed channel"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("reminded", "overdue"):
        op.add_column(
            "denunciation", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    # A worker of before does not know this notice.
    op.execute(
        "UPDATE delivery SET state = 'dropped' WHERE state IN ('waiting', 'gathered', 'dead')"
        " AND notice = 'sealed_due'"
    )
    for name in ("overdue", "reminded"):
        op.drop_column("denunciation", name)
