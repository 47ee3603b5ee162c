"""How often each saved search is told

So far one choice served all places and searches of a person, and no search was told at once: whoever had chosen
that got one letter a day, and goes on getting it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("watch", sa.Column("often", sa.String(length=32), nullable=True))
    op.add_column("watch", sa.Column("before", sa.String(length=32), nullable=True))
    op.execute(
        "UPDATE watch SET often = COALESCE((SELECT CASE wish.often WHEN 'at_once' THEN 'daily' ELSE wish.often END"
        " FROM wish WHERE wish.user_id = watch.user_id AND wish.concern = 'places'), 'daily')"
        " WHERE what = 'search'"
    )
    op.execute(
        "UPDATE watch SET before = (SELECT CASE wish.before WHEN 'at_once' THEN 'daily' ELSE wish.before END"
        " FROM wish WHERE wish.user_id = watch.user_id AND wish.concern = 'places')"
        " WHERE what = 'search'"
    )


def downgrade() -> None:
    # One choice for all again. Nobody who turned all their searches off, and follows no place, gets letters.
    op.execute(
        "INSERT INTO wish (user_id, concern, often, before) SELECT user_id, 'places', 'off', NULL FROM watch"
        " GROUP BY user_id HAVING COUNT(*) = SUM(CASE WHEN what = 'search' AND often = 'off' THEN 1 ELSE 0 END)"
        " ON CONFLICT (user_id, concern) DO UPDATE SET often = 'off'"
    )
    # A worker of before looks at searches for digests only: what was found at once goes out, nothing is lost.
    op.drop_column("watch", "before")
    op.drop_column("watch", "often")
