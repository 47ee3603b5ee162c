"""Agencies, outlets and areas that end and are carried on"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_LASTING = ("outlet", "area")


def upgrade() -> None:
    for table in _LASTING:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
            batch.add_column(sa.Column("valid_to", sa.Date(), nullable=True))
            batch.add_column(sa.Column("successor", sa.String(length=40), nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_successor_{table}"), table, ["successor"], ["code"])
    op.add_column("report", sa.Column("inherited", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "reorganisation",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_reorganisation_by_user")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reorganisation")),
    )
    _takeover()
    op.create_table(
        "inherited_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("was_at", sa.String(length=60), nullable=False),
        sa.Column("now_at", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_inherited_role_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inherited_role")),
        sa.UniqueConstraint("user_id", "role", "was_at", name=op.f("uq_inherited_role_user_id_role_was_at")),
    )


def _takeover() -> None:
    op.create_table(
        "takeover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("taken_by", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reorganisation", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_takeover_agency_agency")),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name=op.f("fk_takeover_area_area")),
        sa.ForeignKeyConstraint(["field"], ["field.code"], name=op.f("fk_takeover_field_field")),
        sa.ForeignKeyConstraint(
            ["reorganisation"],
            ["reorganisation.code"],
            name=op.f("fk_takeover_reorganisation_reorganisation"),
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["agency.code"], name=op.f("fk_takeover_taken_by_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeover")),
    )
    op.create_index("ix_takeover_agency", "takeover", ["agency"])


def downgrade() -> None:
    op.drop_table("inherited_role")
    op.drop_index("ix_takeover_agency", table_name="takeover")
    op.drop_table("takeover")
    op.drop_table("reorganisation")
    op.drop_column("report", "inherited")
    for table in _LASTING:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_successor_{table}"), type_="foreignkey")
            batch.drop_column("successor")
            batch.drop_column("valid_to")
            batch.drop_column("valid_from")
