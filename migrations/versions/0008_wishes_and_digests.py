"""How often people want to be told, and notices that are gathered into one letter"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_WAITING, _DEAD = sa.text("state = 'waiting'"), sa.text("state = 'dead'")


def upgrade() -> None:
    op.create_table(
        "wish",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("concern", sa.String(length=32), nullable=False),
        sa.Column("often", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_wish_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "concern", name=op.f("pk_wish")),
    )
    op.add_column(
        "reporter_contact",
        sa.Column("is_silent", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("delivery", sa.Column("digest", sa.String(length=32), nullable=True))
    with op.get_context().autocommit_block():
        # The worker goes on meanwhile.
        op.create_index(op.f("ix_delivery_digest"), "delivery", ["digest"], postgresql_concurrently=True)
        for name, columns, where in (
            ("ix_delivery_waiting", ["recipient", "created_at"], _WAITING),
            ("ix_delivery_dead", ["created_at", "id"], _DEAD),
        ):
            op.create_index(
                name,
                "delivery",
                columns,
                sqlite_where=where,
                postgresql_where=where,
                postgresql_concurrently=True,
            )


def downgrade() -> None:
    # A worker of before cannot write digests: what waits for one is let go.
    op.execute("UPDATE delivery SET state = 'dropped' WHERE state = 'gathered'")
    op.execute("UPDATE delivery SET state = 'dropped' WHERE notice = 'digest' AND state = 'waiting'")
    for name in ("ix_delivery_dead", "ix_delivery_waiting", "ix_delivery_digest"):
        op.drop_index(name, table_name="delivery")
    op.drop_column("delivery", "digest")
    op.drop_column("reporter_contact", "is_silent")
    op.drop_table("wish")
