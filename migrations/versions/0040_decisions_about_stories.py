"""What a newsroom decided about a story, and why

Taking it back loses the reasons and moments of all decisions, and the letters about them that have not gone out.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("story", sa.Column("reason", sa.String(length=500), server_default="", nullable=False))
    op.add_column("story", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # A worker of before knows neither of these letters.
    op.execute(
        "UPDATE delivery SET state = 'dropped' WHERE state IN ('waiting', 'gathered', 'dead')"
        " AND notice IN ('story_shown', 'story_declined')"
    )
    op.drop_column("story", "decided_at")
    op.drop_column("story", "reason")
