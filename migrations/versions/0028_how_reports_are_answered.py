"""How reports are answered, counted with every deed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_ASKED = sa.text("kind = 'question' AND reply IS NOT NULL")
_LATE = "e.payload ->> 'in_time' = 'false'"
_LATE_SQLITE = "json_extract(e.payload, '$.in_time') = 0"


def upgrade() -> None:
    """The counts of reports that are there already `flask figures recount` makes."""
    op.add_column("report", sa.Column("first_answered_at", sa.DateTime(timezone=True)))
    op.add_column(
        "report", sa.Column("answered_late", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "case_count",
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "subject", "code", "field", "area", "measure", "days", name=op.f("pk_case_count")
        ),
        sqlite_with_rowid=False,
    )
    _tell_first_answers()
    with op.get_context().autocommit_block():
        for name in ("agency", "field"):
            op.create_index(
                f"ix_report_asked_of_{name}",
                "report",
                [name, "supports", "published_at", "code"],
                sqlite_where=_ASKED,
                postgresql_where=_ASKED,
                postgresql_concurrently=True,
            )


def _tell_first_answers() -> None:
    """As the journal has them: what the agency that has the report has signed since it was sent there."""
    late = _LATE_SQLITE if op.get_bind().dialect.name == "sqlite" else _LATE
    signed = "FROM event e WHERE e.report_code = report.code AND e.name = 'ReplySigned' AND e.at >= report.routed_at"
    op.execute(
        f"UPDATE report SET first_answered_at = (SELECT min(e.at) {signed}),"  # noqa: S608 because all of it is ours
        f" answered_late = EXISTS (SELECT 1 {signed} AND {late})"
        " WHERE answered_at IS NOT NULL AND agency IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_index("ix_report_asked_of_field", "report")
    op.drop_index("ix_report_asked_of_agency", "report")
    op.drop_table("case_count")
    op.drop_column("report", "answered_late")
    op.drop_column("report", "first_answered_at")
