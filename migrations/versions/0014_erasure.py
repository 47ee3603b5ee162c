"""Where a name stood, and where the last letter to an erased person goes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("report", "post"):
        op.add_column(
            table, sa.Column("name_erased", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_table(
        "farewell",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key_name", sa.String(length=40), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_farewell")),
    )


def downgrade() -> None:
    op.drop_table("farewell")
    for table in ("post", "report"):
        op.drop_column(table, "name_erased")
