"""What lists are counted by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_FILL = """
INSERT INTO published_facets (number, facets)
SELECT words.number,
    report.kind || ' ' || report.status || ' ' || coalesce(report.agency, '') || ' '
    || coalesce(report.field, '') || ' ' || coalesce(report.area, '') || ' '
    || CASE WHEN report.solved IS NULL OR report.stars IS NULL THEN ' '
       WHEN report.solved THEN 'solved ' || CAST(report.stars AS VARCHAR(2))
       ELSE 'unsolved ' || CAST(report.stars AS VARCHAR(2)) END
FROM published_words words JOIN report ON report.code = words.report_code
"""


def upgrade() -> None:
    """What a process of before publishes or changes meanwhile is counted wrongly until its next deed, or
    `flask search index`."""
    op.create_table(
        "published_facets",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["published_words.number"],
            name=op.f("fk_published_facets_number_published_words"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_published_facets")),
    )
    op.execute(_FILL)


def downgrade() -> None:
    op.drop_table("published_facets")
