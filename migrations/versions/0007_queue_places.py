"""The newsrooms' queues keep who stands where, and how many"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_IN_NEWSROOM = "status IN ('submitted', 'needs_info', 'returned')"
_WITH_AGENCY = "status IN ('routed', 'accepted', 'reopened')"
_READ = "status IN ('routed', 'accepted', 'returned', 'answered', 'reopened', 'closed')"
_APPEALED = "status = 'declined' AND appeal_pending"
# As casework.domain.queue has it on the day of this migration: the part, what is in it, what orders it.
_PARTS = (
    ("first_look", "status = 'submitted'", "status_since"),
    ("info", "status = 'needs_info'", "status_since"),
    ("new_agency", "status = 'returned'", "status_since"),
    ("appeal", _APPEALED, "status_since"),
    ("extension", f"{_WITH_AGENCY} AND extension_asked IS NOT NULL AND due IS NOT NULL", "due"),
    ("comments", f"{_READ} AND waiting_comments > 0", "submitted_at"),
    ("held", f"{_WITH_AGENCY} AND held IS NOT NULL", "held_at"),
    ("overdue", f"{_WITH_AGENCY} AND overdue AND due IS NOT NULL", "due"),
    ("removed", f"{_READ} AND visibility = 'removed'", "submitted_at"),
    ("open", f"({_IN_NEWSROOM} OR {_WITH_AGENCY} OR ({_APPEALED}))", "submitted_at"),
)


def upgrade() -> None:
    op.add_column("report", sa.Column("urgent", sa.String(length=200), nullable=False, server_default=""))
    op.create_table(
        "queue_place",
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("waits", sa.String(length=32), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_queue_place_report_code_report")
        ),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.code"], name=op.f("fk_queue_place_outlet_outlet")),
        sa.PrimaryKeyConstraint("report_code", "waits", name=op.f("pk_queue_place")),
    )
    op.create_index(
        "ix_queue_place_order", "queue_place", ["outlet", "waits", "rank", "since", "report_code"]
    )
    op.create_table(
        "queue_tally",
        sa.Column("outlet", sa.String(length=40), nullable=False),
        sa.Column("waits", sa.String(length=32), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.code"], name=op.f("fk_queue_tally_outlet_outlet")),
        sa.PrimaryKeyConstraint("outlet", "waits", name=op.f("pk_queue_tally")),
    )
    for waits, condition, since in _PARTS:
        op.execute(
            "INSERT INTO queue_place (report_code, waits, outlet, rank, since) "  # noqa: S608 because every part of it is written above
            f"SELECT code, '{waits}', outlet, 1, {since} FROM report WHERE {condition}"
        )
    op.execute(
        "INSERT INTO queue_tally (outlet, waits, reports) "
        "SELECT outlet, waits, count(*) FROM queue_place GROUP BY outlet, waits"
    )


def downgrade() -> None:
    op.drop_table("queue_tally")
    op.drop_index("ix_queue_place_order", table_name="queue_place")
    op.drop_table("queue_place")
    op.drop_column("report", "urgent")
