"""The words of what is published, for readers who search"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# The index holds no text of its own: it follows the table through triggers.
_SQLITE = (
    "CREATE VIRTUAL TABLE published_words_fts USING fts5(folded, marked, content='published_words', "
    "content_rowid='number', columnsize=0, prefix='2 3', tokenize='unicode61 remove_diacritics 0')",
    "CREATE VIRTUAL TABLE published_words_vocabulary USING fts5vocab('published_words_fts', 'col')",
    "CREATE TRIGGER published_words_insert AFTER INSERT ON published_words BEGIN "
    "INSERT INTO published_words_fts(rowid, folded, marked) VALUES (new.number, new.folded, new.marked); END",
    "CREATE TRIGGER published_words_delete AFTER DELETE ON published_words BEGIN "
    "INSERT INTO published_words_fts(published_words_fts, rowid, folded, marked) "
    "VALUES ('delete', old.number, old.folded, old.marked); END",
    "CREATE TRIGGER published_words_update AFTER UPDATE ON published_words BEGIN "
    "INSERT INTO published_words_fts(published_words_fts, rowid, folded, marked) "
    "VALUES ('delete', old.number, old.folded, old.marked); "
    "INSERT INTO published_words_fts(rowid, folded, marked) VALUES (new.number, new.folded, new.marked); END",
)
# One kept vector, so that the planner has statistics of single words and the index alone answers a query with a
# "not" in it; words with their marks begin with qz there. The texts lie beside the table, so that numbers are
# read without them.
_POSTGRESQL = (
    "ALTER TABLE published_words SET (toast_tuple_target = 128)",
    "ALTER TABLE published_words ADD COLUMN vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', "
    r"folded || ' ' || regexp_replace(marked, '(^| )(?=.)', '\1qz', 'g'))) STORED",
    "ALTER TABLE published_words ALTER COLUMN vector SET STATISTICS 1000",
    "CREATE INDEX ix_published_words_vector ON published_words USING gin (vector)",
)


def upgrade() -> None:
    """Of reports that are there already `flask search index` writes them: it knows how texts are split."""
    op.create_table(
        "published_words",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("marked", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["search_row.id"],
            name=op.f("fk_published_words_number_search_row"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_published_words_report_code_report")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_published_words")),
        sa.UniqueConstraint("report_code", name=op.f("uq_published_words_report_code")),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE published_words_vocabulary")
        op.execute("DROP TABLE published_words_fts")
    op.drop_table("published_words")
