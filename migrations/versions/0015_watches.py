"""Following agencies, fields, areas, outlets and searches"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_A_SEARCH = sa.text("what = 'search'")


def upgrade() -> None:
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_watch_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        sa.UniqueConstraint("user_id", "what", "key", name=op.f("uq_watch_user_id_what_key")),
    )
    op.create_index("ix_watch_place", "watch", ["what", "key"])
    op.create_index(
        "ix_watch_looked", "watch", ["looked_at"], sqlite_where=_A_SEARCH, postgresql_where=_A_SEARCH
    )


def downgrade() -> None:
    # A worker of before knows none of these notices.
    op.execute(
        "UPDATE delivery SET state = 'dropped' WHERE notice IN ('new_report', 'new_reply', 'found')"
        " AND state IN ('waiting', 'gathered', 'dead')"
    )
    op.drop_table("watch")
