"""The press clock: since when the press waits for an agency, and the letter by which it turned to who is above"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_RUNS = sa.text("press_from IS NOT NULL AND NOT press_overdue")


def upgrade() -> None:
    op.add_column("report", sa.Column("press_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "report", sa.Column("press_overdue", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("report", sa.Column("press_letter", sa.String(length=40), nullable=True))
    op.add_column("report", sa.Column("press_letter_on", sa.DateTime(timezone=True), nullable=True))
    # As the journal tells it: what agencies have now, and have not answered before.
    op.execute(
        "UPDATE report SET press_from = (SELECT max(event.at) FROM event"
        " WHERE event.report_code = report.code AND event.name IN ('Routed', 'Rerouted', 'Restored'))"
        " WHERE status IN ('routed', 'accepted') AND NOT reopened"
    )
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_report_press_from",
            "report",
            ["press_from"],
            sqlite_where=_RUNS,
            postgresql_where=_RUNS,
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    # A worker of before knows none of these notices, and a newsroom of before no such part of its queue.
    op.execute(
        "UPDATE delivery SET state = 'dropped' WHERE notice IN ('press_overdue', 'press_letter')"
        " AND state IN ('waiting', 'gathered', 'dead')"
    )
    op.execute("DELETE FROM queue_place WHERE waits = 'press'")
    op.execute("DELETE FROM queue_tally WHERE waits = 'press'")
    op.drop_index("ix_report_press_from", "report")
    for column in ("press_letter_on", "press_letter", "press_overdue", "press_from"):
        op.drop_column("report", column)
