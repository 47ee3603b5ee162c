"""The shares of agencies beside the lead, each with a clock of its own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_OWED = sa.text("NOT is_lead AND ended_at IS NULL AND contributed_at IS NULL")


def upgrade() -> None:
    op.add_column("report", sa.Column("shares", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("assignment", sa.Column("contributed_at", sa.DateTime(timezone=True)))
    op.add_column(
        "assignment", sa.Column("reminded", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("assignment", sa.Column("overdue", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Whoever has helped so far was told no date of their own, and is not held to any.
    op.execute("UPDATE assignment SET due = NULL WHERE NOT is_lead AND ended_at IS NULL")
    _name_shares()
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_assignment_share_due",
            "assignment",
            ["due"],
            sqlite_where=_OWED,
            postgresql_where=_OWED,
            postgresql_concurrently=True,
        )


def _name_shares() -> None:
    report = sa.table(
        "report",
        sa.column("code", sa.String),
        sa.column("co_agencies", sa.JSON),
        sa.column("shares", sa.JSON),
    )
    connection = op.get_bind()
    for code, agencies in connection.execute(sa.select(report.c.code, report.c.co_agencies)).all():
        if agencies:
            shares = [{"agency": agency} for agency in agencies]
            connection.execute(sa.update(report).where(report.c.code == code).values(shares=shares))


def downgrade() -> None:
    # A worker of before knows none of these notices.
    op.execute(
        "UPDATE delivery SET state = 'dropped' WHERE state IN ('waiting', 'gathered', 'dead') AND notice IN"
        " ('share_assigned', 'share_reminded', 'share_overdue', 'contributed')"
    )
    op.drop_index("ix_assignment_share_due", "assignment")
    op.drop_column("assignment", "overdue")
    op.drop_column("assignment", "reminded")
    op.drop_column("assignment", "contributed_at")
    op.execute(
        "UPDATE assignment SET due ="
        " (SELECT report.due FROM report WHERE report.code = assignment.report_code)"
        " WHERE NOT is_lead AND ended_at IS NULL"
    )
    op.drop_column("report", "shares")
