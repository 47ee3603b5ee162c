"""What agencies promise in their replies"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("promises", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "promise",
        sa.Column("post", sa.String(length=32), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["post"], ["post.id"], name=op.f("fk_promise_post_post")),
        sa.ForeignKeyConstraint(["report_code"], ["report.code"], name=op.f("fk_promise_report_code_report")),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_promise_agency_agency")),
        sa.PrimaryKeyConstraint("post", name=op.f("pk_promise")),
    )
    op.create_index("ix_promise_due", "promise", ["state", "by"])
    op.create_index("ix_promise_agency", "promise", ["agency", "state"])
    op.create_index("ix_promise_report_code", "promise", ["report_code"])


def downgrade() -> None:
    # A worker of before knows none of these notices.
    op.execute(
        "UPDATE delivery SET state = 'dropped' WHERE state IN ('waiting', 'gathered', 'dead') AND notice IN"
        " ('promise_asked', 'promise_moved', 'promise_kept', 'promise_missed')"
    )
    op.drop_table("promise")
    op.drop_column("report", "promises")
