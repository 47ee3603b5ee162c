"""What merging brought along, and what a report was before, so that both can be undone"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# By the events that lead to where a report can be merged from.
_LED_TO = {"InfoAsked": "needs_info", "Returned": "returned"}
_LEADING = ("Submitted", "Confirmed", "InfoAsked", "InfoSupplied", "Returned", "AppealDecided")


def upgrade() -> None:
    op.add_column("report", sa.Column("merged_as", sa.String(length=32), nullable=True))
    for table in ("follow", "support"):
        with op.batch_alter_table(table) as rows:
            rows.add_column(sa.Column("via", sa.String(length=40), nullable=True))
            rows.create_foreign_key(op.f(f"fk_{table}_via_report"), "report", ["via"], ["code"])
    connection = op.get_bind()
    report = sa.table("report", *map(sa.column, ("code", "status", "merged_as")))
    for code in connection.scalars(sa.select(report.c.code).where(report.c.status == "merged")).all():
        was = _status_before(connection, code)
        connection.execute(sa.update(report).where(report.c.code == code).values(merged_as=was))
    with op.get_context().autocommit_block():
        # People go on merging meanwhile.
        op.create_index(
            op.f("ix_report_merged_into"), "report", ["merged_into"], postgresql_concurrently=True
        )


def _status_before(connection: Any, code: str) -> str:
    """What a merged report was, as its journal tells."""
    event = sa.table("event", *map(sa.column, ("report_code", "version", "name")))
    last = (
        sa.select(event.c.name)
        .where(event.c.report_code == code, event.c.name.in_(_LEADING))
        .order_by(event.c.version.desc())
        .limit(1)
    )
    return _LED_TO.get(connection.scalar(last) or "", "submitted")


def downgrade() -> None:
    for table in ("follow", "support"):
        with op.batch_alter_table(table) as rows:
            rows.drop_constraint(op.f(f"fk_{table}_via_report"), type_="foreignkey")
            rows.drop_column("via")
    op.drop_index(op.f("ix_report_merged_into"), table_name="report")
    op.drop_column("report", "merged_as")
