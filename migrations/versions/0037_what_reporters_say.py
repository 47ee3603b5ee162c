"""Lists by what reporters say of the answer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_RATED = sa.text("stars IS NOT NULL")
_NAMES = ("stars", "stars_missing", "solved")


def upgrade() -> None:
    """The words by which filters find what is rated already `flask search index` writes, and the order of what
    a process of before rates meanwhile."""
    op.add_column("report", sa.Column("stars_missing", sa.Integer()))
    op.execute("UPDATE report SET stars_missing = 5 - stars WHERE stars IS NOT NULL")
    with op.get_context().autocommit_block():
        for name in _NAMES:
            op.create_index(
                f"ix_report_by_{name}",
                "report",
                ["visibility", name, "published_at", "code"],
                sqlite_where=_RATED,
                postgresql_where=_RATED,
                postgresql_concurrently=True,
            )


def downgrade() -> None:
    for name in reversed(_NAMES):
        op.drop_index(f"ix_report_by_{name}", "report")
    op.drop_column("report", "stars_missing")
