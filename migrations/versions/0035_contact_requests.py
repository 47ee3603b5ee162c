"""What journalists ask of reporters, through newsrooms"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_request",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forwarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("key_name", sa.String(length=40), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_contact_request_report_code_report")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_contact_request_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_request")),
        sa.UniqueConstraint("user_id", "report_code", name=op.f("uq_contact_request_user_id_report_code")),
    )
    op.create_index("ix_contact_request_report_code", "contact_request", ["report_code", "asked_at"])
    op.create_index("ix_contact_request_told", "contact_request", ["told", "closes_at"])


def downgrade() -> None:
    # A worker of before knows none of these letters.
    op.execute(
        "UPDATE delivery SET state = 'dropped' WHERE state IN ('waiting', 'gathered', 'dead') AND notice IN"
        " ('contact_requested', 'contact_forwarded', 'contact_given', 'contact_closed')"
    )
    op.drop_table("contact_request")
