"""Lists of one agency, field or area in their order, and the shares of one agency"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_NARROWED = ("agency", "field", "area")
_SHARE = sa.text("NOT is_lead")


def upgrade() -> None:
    _order_by("code")
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_assignment_share",
            "assignment",
            ["agency", "report_code"],
            sqlite_where=_SHARE,
            postgresql_where=_SHARE,
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index("ix_assignment_share", "assignment")
    _order_by()


def _order_by(*last: str) -> None:
    """An index of each, which gives its reports in the order of lists where `last` is their code."""
    with op.get_context().autocommit_block():
        for name in _NARROWED:
            op.drop_index(f"ix_report_{name}", "report", postgresql_concurrently=True)
            op.create_index(
                f"ix_report_{name}",
                "report",
                [name, "visibility", "published_at", *last],
                postgresql_concurrently=True,
            )
