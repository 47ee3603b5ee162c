"""Requests to reply to what a report says"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("reply_requests", sa.Integer(), server_default="0", nullable=False))
    op.add_column("report", sa.Column("reply_due", sa.DateTime(timezone=True), nullable=True))
    op.add_column("token", sa.Column("request", sa.String(length=32), nullable=True))
    op.create_table(
        "reply_request",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=True),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("key_name", sa.String(length=40), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_reply_request_report_code_report")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_reply_request_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_request")),
    )
    op.create_index("ix_reply_request_report_code", "reply_request", ["report_code", "state", "due"])
    op.create_index("ix_reply_request_user_id", "reply_request", ["user_id"])
    op.create_index("ix_reply_request_state", "reply_request", ["state", "asked_at"])


def downgrade() -> None:
    # A worker of before knows none of these notices, and a newsroom no such part of its queue.
    op.execute(
        "UPDATE delivery SET state = 'dropped' WHERE state IN ('waiting', 'gathered', 'dead') AND notice IN"
        " ('reply_confirm', 'reply_requested', 'reply_late', 'reply_published', 'reply_declined', 'right_of_reply')"
    )
    op.execute("DELETE FROM queue_place WHERE waits = 'replies'")
    op.execute("DELETE FROM queue_tally WHERE waits = 'replies'")
    op.execute("DELETE FROM token WHERE purpose = 'confirm_reply'")
    op.drop_table("reply_request")
    op.drop_column("token", "request")
    op.drop_column("report", "reply_due")
    op.drop_column("report", "reply_requests")
