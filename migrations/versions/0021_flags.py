"""Flags of readers, what became of what somebody wrote, and what newsrooms watch for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("flags", sa.Integer(), server_default="0", nullable=False))
    op.add_column("report", sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("comment", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["report_code"], ["report.code"], name=op.f("fk_flag_report_code_report")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_flag_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint(
            "user_id", "report_code", "comment", name=op.f("uq_flag_user_id_report_code_comment")
        ),
    )
    op.create_index("ix_flag_report_code", "flag", ["report_code", "comment", "settled_at"])
    op.create_index("ix_flag_user_id", "flag", ["user_id", "at"])
    op.create_table(
        "standing",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("flags_right", sa.Integer(), nullable=False),
        sa.Column("flags_wrong", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_standing_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_standing")),
    )
    op.create_table(
        "watched",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.code"], name=op.f("fk_watched_outlet_outlet")),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_watched_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched")),
        sa.UniqueConstraint("outlet", "kind", "text", name=op.f("uq_watched_outlet_kind_text")),
    )
    with op.get_context().autocommit_block():
        # Nobody who acts on a report waits for them.
        op.create_index("ix_post_author", "post", ["author", "at"], postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index("ix_post_author", "post")
    op.drop_table("watched")
    op.drop_table("standing")
    op.drop_table("flag")
    op.drop_column("report", "flagged_at")
    op.drop_column("report", "flags")
