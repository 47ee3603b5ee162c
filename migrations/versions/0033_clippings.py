"""What journalists keep of reports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clipping",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_clipping_user_id_user")),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_clipping_report_code_report")
        ),
        sa.PrimaryKeyConstraint("user_id", "report_code", name=op.f("pk_clipping")),
    )
    op.create_index("ix_clipping_user_id", "clipping", ["user_id", "at", "report_code"])


def downgrade() -> None:
    op.drop_table("clipping")
