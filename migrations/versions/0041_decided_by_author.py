"""Whether who linked a story decided about it as its newsroom

Taking it back loses that: the decisions of such people about their own stories are news to them again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "story", sa.Column("decided_by_author", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("story", "decided_by_author")
