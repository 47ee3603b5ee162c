"""Who made, changed, stopped or removed a webhook

Taking it back loses that list, and the addresses of officers' calendars: the code of before cannot read what
their tokens are good for, and would fail on every page that shows it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_webhook_change_agency_agency")),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_webhook_change_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_change")),
    )
    op.create_index("ix_webhook_change_webhook", "webhook_change", ["webhook", "at"])
    op.create_index("ix_webhook_change_agency", "webhook_change", ["agency", "at"])
    op.create_index("ix_webhook_change_at", "webhook_change", ["at"])
    op.create_index("ix_webhook_change_by", "webhook_change", ["by"])


def downgrade() -> None:
    for_calendars = sa.text("DELETE FROM access_token WHERE CAST(scopes AS TEXT) LIKE :scope")
    op.execute(for_calendars.bindparams(scope='%"agency:deadlines"%'))
    op.drop_table("webhook_change")
