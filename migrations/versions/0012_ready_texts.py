"""Newsrooms keep ready texts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ready_text",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=True),
        sa.Column("use", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("vi", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.code"], name=op.f("fk_ready_text_outlet_outlet")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ready_text")),
    )
    op.create_index(op.f("ix_ready_text_outlet"), "ready_text", ["outlet"])


def downgrade() -> None:
    op.drop_index(op.f("ix_ready_text_outlet"), table_name="ready_text")
    op.drop_table("ready_text")
