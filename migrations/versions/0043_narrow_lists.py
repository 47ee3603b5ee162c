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
    """The new indexes are there before the old ones go; what was stopped half-way can be begun again."""
    with op.get_context().autocommit_block():
        for name in _NARROWED:
            op.create_index(
                f"ix_report_of_{name}",
                "report",
                [name, "visibility", "published_at", "code"],
                if_not_exists=True,
                postgresql_concurrently=True,
            )
            op.drop_index(f"ix_report_{name}", "report", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            "ix_assignment_share",
            "assignment",
            ["agency", "report_code"],
            sqlite_where=_SHARE,
            if_not_exists=True,
            postgresql_where=_SHARE,
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index("ix_assignment_share", "assignment")
    for name in _NARROWED:
        op.create_index(f"ix_report_{name}", "report", [name, "visibility", "published_at"])
        op.drop_index(f"ix_report_of_{name}", "report")
