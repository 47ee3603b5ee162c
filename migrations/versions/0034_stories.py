"""What the press has written about reports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("by_newsroom", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["report_code"], ["report.code"], name=op.f("fk_story_report_code_report")),
        sa.ForeignKeyConstraint(["author"], ["user.id"], name=op.f("fk_story_author_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        sa.UniqueConstraint("report_code", "author", "url", name=op.f("uq_story_report_code_author_url")),
    )
    op.create_index("ix_story_author", "story", ["author", "published_at"])
    op.create_index("ix_story_state", "story", ["state", "published_at"])


def downgrade() -> None:
    # A worker of before knows no such letter.
    op.execute(
        "UPDATE delivery SET state = 'dropped' WHERE state IN ('waiting', 'gathered', 'dead')"
        " AND notice = 'story_waiting'"
    )
    op.drop_table("story")
