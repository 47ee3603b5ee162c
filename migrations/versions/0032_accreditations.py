"""Journalists are let in by an outlet's newsroom, up to a day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("membership", sa.Column("until", sa.Date(), nullable=True))
    op.create_table(
        "accreditation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("medium", sa.String(length=120), nullable=False),
        sa.Column("card", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("sites", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_accreditation_user_id_user")),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.code"], name=op.f("fk_accreditation_outlet_outlet")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_accreditation_decided_by_user")),
        sa.ForeignKeyConstraint(["ended_by"], ["user.id"], name=op.f("fk_accreditation_ended_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accreditation")),
    )
    op.create_index("ix_accreditation_outlet", "accreditation", ["outlet", "state", "asked_at"])
    op.create_index("ix_accreditation_user_id", "accreditation", ["user_id", "state"])
    op.create_index("ix_accreditation_until", "accreditation", ["state", "until"])


def downgrade() -> None:
    # A worker of before knows none of these letters, and a door of before no last day.
    op.execute(
        "UPDATE delivery SET state = 'dropped' WHERE state IN ('waiting', 'gathered', 'dead') AND notice IN"
        " ('press_asked', 'press_granted', 'press_refused', 'press_ended')"
    )
    op.execute("DELETE FROM membership WHERE until IS NOT NULL")
    op.drop_table("accreditation")
    op.drop_column("membership", "until")
