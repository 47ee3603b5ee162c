"""Trust: sessions, second factors, held replies, sealed pictures, the heads of the journal, what was erased"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Columns are added in place, not by copying the table: readers go on reading a forum of any size.
    op.create_table(
        "day_head",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_head")),
    )
    op.create_table(
        "erasure",
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_erasure")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("program", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("program", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "one_time_password",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key_name", sa.String(length=40), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_one_time_password_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_one_time_password")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_passkey_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recovery_code_user_id_user")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"], unique=False)
    op.create_table(
        "remembered",
        sa.Column("selector", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("validator_hash", sa.String(length=64), nullable=False),
        sa.Column("former_hash", sa.String(length=64), nullable=True),
        sa.Column("turned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_remembered_user_id_user")),
        sa.PrimaryKeyConstraint("selector", name=op.f("pk_remembered")),
    )
    op.create_index(op.f("ix_remembered_expires_at"), "remembered", ["expires_at"], unique=False)
    op.create_index(op.f("ix_remembered_user_id"), "remembered", ["user_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("factor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("challenge", sa.String(length=128), nullable=True),
        sa.Column("challenge_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_session_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
    )
    op.create_index(op.f("ix_session_expires_at"), "session", ["expires_at"], unique=False)
    op.create_index(op.f("ix_session_user_id"), "session", ["user_id"], unique=False)
    op.create_table(
        "sealed_original",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("replaced_by", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("key_name", sa.String(length=40), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_sealed_original_by_user")),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_sealed_original_report_code_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_original")),
    )
    op.create_index(op.f("ix_sealed_original_report_code"), "sealed_original", ["report_code"], unique=False)
    op.add_column("report", sa.Column("held", sa.String(length=32), nullable=True))
    op.add_column(
        "report", sa.Column("held_official", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("report", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("report", sa.Column("identity_asked_by", sa.Integer(), nullable=True))
    op.add_column("report", sa.Column("identity_asked_as", sa.String(length=32), nullable=True))
    op.add_column("report", sa.Column("identity_granted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "report", sa.Column("contact_erased", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("user", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    with op.get_context().autocommit_block():
        # Nobody who writes to the journal waits for it.
        op.create_index("ix_event_name", "event", ["name", "seq"], postgresql_concurrently=True)


def downgrade() -> None:

    op.drop_column("user", "erased_at")
    op.drop_column("report", "contact_erased")
    op.drop_column("report", "identity_granted_at")
    op.drop_column("report", "identity_asked_as")
    op.drop_column("report", "identity_asked_by")
    op.drop_column("report", "held_at")
    op.drop_column("report", "held_official")
    op.drop_column("report", "held")
    op.drop_index("ix_event_name", table_name="event")
    op.drop_index(op.f("ix_sealed_original_report_code"), table_name="sealed_original")
    op.drop_table("sealed_original")
    op.drop_index(op.f("ix_session_user_id"), table_name="session")
    op.drop_index(op.f("ix_session_expires_at"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_remembered_user_id"), table_name="remembered")
    op.drop_index(op.f("ix_remembered_expires_at"), table_name="remembered")
    op.drop_table("remembered")
    op.drop_index(op.f("ix_recovery_code_user_id"), table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_index(op.f("ix_passkey_user_id"), table_name="passkey")
    op.drop_table("passkey")
    op.drop_table("one_time_password")
    op.drop_table("heartbeat")
    op.drop_table("erasure")
    op.drop_table("day_head")
