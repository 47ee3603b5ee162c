"""Words of agencies and tasks, and what decided reports taught"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, key, of in (
        ("agency_keywords", "agency", "agency.code"),
        ("task_keywords", "task", "reform_task.code"),
    ):
        op.create_table(
            table,
            sa.Column(key, sa.String(length=40), nullable=False),
            sa.Column("keywords", sa.String(length=1000), nullable=False),
            sa.ForeignKeyConstraint([key], [of], name=op.f(f"fk_{table}_{key}_{of.split('.')[0]}")),
            sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
        )
    op.create_table(
        "learned_word",
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_learned_word")),
    )
    op.create_table(
        "learned_report",
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("task", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_learned_report_report_code_report")
        ),
        sa.PrimaryKeyConstraint("report_code", name=op.f("pk_learned_report")),
    )


def downgrade() -> None:
    for table in ("learned_report", "learned_word", "task_keywords", "agency_keywords"):
        op.drop_table(table)
