"""Who wrote last in each channel with a reporter, and what asks to learn who reported"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_WAITS = sa.text("waits")
_ASKED = sa.text("identity_asked_by IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "last_message",
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_reporter", sa.Boolean(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_last_message_report_code_report")
        ),
        sa.PrimaryKeyConstraint("report_code", "kind", name=op.f("pk_last_message")),
    )
    op.create_index(
        "ix_last_message_waits", "last_message", ["kind", "at"], sqlite_where=_WAITS, postgresql_where=_WAITS
    )
    with op.get_context().autocommit_block():
        # Nobody who acts on a report waits for it.
        op.create_index(
            "ix_report_identity_asked",
            "report",
            ["identity_asked_as", "outlet"],
            sqlite_where=_ASKED,
            postgresql_where=_ASKED,
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index("ix_report_identity_asked", table_name="report")
    op.drop_table("last_message")
