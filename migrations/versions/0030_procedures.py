"""Procedures, and what is overdue now"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_LATE = sa.text("overdue AND status NOT IN ('answered', 'closed')")


def upgrade() -> None:
    op.create_table(
        "procedure",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("place_en", sa.String(length=200), nullable=False),
        sa.Column("time", sa.String(length=200), nullable=False),
        sa.Column("time_en", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["field"], ["field.code"], name=op.f("fk_procedure_field_field")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_procedure")),
    )
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_report_late",
            "report",
            ["due", "code"],
            sqlite_where=_LATE,
            postgresql_where=_LATE,
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index("ix_report_late", "report")
    op.drop_table("procedure")
