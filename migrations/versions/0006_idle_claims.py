"""Claims that nobody works on free themselves"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# When who claimed it last did anything: what the fold of the report's events says.
_LAST_DEED = """
    UPDATE report SET claimed_at = (
        SELECT max(event.at) FROM event
        WHERE event.report_code = report.code AND event.actor = report.claimed_by
    ) WHERE claimed_by IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("report", sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_LAST_DEED)
    with op.get_context().autocommit_block():
        # Nobody who acts on a report waits for it.
        op.create_index(
            "ix_report_claimed_at",
            "report",
            ["claimed_at"],
            sqlite_where=sa.text("claimed_by IS NOT NULL"),
            postgresql_where=sa.text("claimed_by IS NOT NULL"),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index("ix_report_claimed_at", table_name="report")
    op.drop_column("report", "claimed_at")
