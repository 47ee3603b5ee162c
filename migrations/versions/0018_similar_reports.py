"""Words under which reports are found by their like"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of reports that are there already `flask proposals learn` writes them: it knows how texts are split."""
    op.create_table(
        "similar_word",
        sa.Column("word", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["search_row.id"],
            name=op.f("fk_similar_word_number_search_row"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("word", "number", name=op.f("pk_similar_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_similar_word_number"), "similar_word", ["number"])


def downgrade() -> None:
    op.drop_table("similar_word")
