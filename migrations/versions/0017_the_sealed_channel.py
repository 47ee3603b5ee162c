"""The sealed channel for denunciations, and its log, which nobody changes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER denunciation_log_no_{verb.lower()} BEFORE {verb} ON denunciation_log "
    "BEGIN SELECT RAISE(ABORT, 'this log is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION sealed_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'this log is append-only'; END $$",
    "CREATE TRIGGER denunciation_log_append_only BEFORE UPDATE OR DELETE ON denunciation_log "
    "FOR EACH ROW EXECUTE FUNCTION sealed_log_is_append_only()",
    "CREATE TRIGGER denunciation_log_no_truncate BEFORE TRUNCATE ON denunciation_log "
    "FOR EACH STATEMENT EXECUTE FUNCTION sealed_log_is_append_only()",
)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _key_columns() -> list[sa.Column]:
    return [
        sa.Column("key_name", sa.String(length=40), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
    ]


def upgrade() -> None:
    op.add_column("report", sa.Column("passed_on", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "denunciation",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("status_on", sa.Date(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("forwarded_to", sa.String(length=40), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("arrival", sa.String(length=64), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=True),
        *_key_columns(),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forwarded_to"], ["agency.code"], name=op.f("fk_denunciation_forwarded_to_agency")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_denunciation")),
        sa.UniqueConstraint("arrival", name=op.f("uq_denunciation_arrival")),
    )
    op.create_index("ix_denunciation_received_on", "denunciation", ["received_on", "code"])
    op.create_table(
        "denunciation_message",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_author", sa.Boolean(), nullable=False),
        *_key_columns(),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code"], ["denunciation.code"], name=op.f("fk_denunciation_message_code_denunciation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_denunciation_message")),
    )
    op.create_index("ix_denunciation_message_code", "denunciation_message", ["code", "place"])
    op.create_table(
        "denunciation_file",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        *_key_columns(),
        sa.ForeignKeyConstraint(
            ["code"], ["denunciation.code"], name=op.f("fk_denunciation_file_code_denunciation")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["denunciation_message.id"],
            name=op.f("fk_denunciation_file_message_id_denunciation_message"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_denunciation_file")),
    )
    op.create_index("ix_denunciation_file_code", "denunciation_file", ["code", "place"])
    op.create_table(
        "denunciation_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["code"], ["denunciation.code"], name=op.f("fk_denunciation_log_code_denunciation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_denunciation_log")),
    )
    op.create_index("ix_denunciation_log_code", "denunciation_log", ["code", "id"])
    for statement in SQLITE_GUARDS if _is_sqlite() else POSTGRESQL_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    # Its triggers go with a table; what they call does not.
    op.drop_table("denunciation_log")
    if not _is_sqlite():
        op.execute("DROP FUNCTION sealed_log_is_append_only")
    op.drop_table("denunciation_file")
    op.drop_table("denunciation_message")
    op.drop_table("denunciation")
    op.drop_column("report", "passed_on")
