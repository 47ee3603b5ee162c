"""The house"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
# The index holds no text of its own: it follows search_row through triggers.
SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "folded, content='search_row', content_rowid='id', tokenize='unicode61')",
    "CREATE TRIGGER search_row_insert AFTER INSERT ON search_row BEGIN "
    "INSERT INTO search_fts(rowid, folded) VALUES (new.id, new.folded); END",
    "CREATE TRIGGER search_row_delete AFTER DELETE ON search_row BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, folded) VALUES ('delete', old.id, old.folded); END",
    "CREATE TRIGGER search_row_update AFTER UPDATE ON search_row BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, folded) VALUES ('delete', old.id, old.folded); "
    "INSERT INTO search_fts(rowid, folded) VALUES (new.id, new.folded); END",
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
    "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event "
    "FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()",
    "CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event "
    "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()",
)
POSTGRESQL_SEARCH = (
    "CREATE INDEX ix_search_row_folded ON search_row USING gin (to_tsvector('simple', folded))",
)


def _own_statements() -> tuple[str, ...]:
    """What only one of the engines understands."""
    if op.get_bind().dialect.name == "sqlite":
        return SQLITE_GUARDS + SQLITE_SEARCH
    return POSTGRESQL_GUARDS + POSTGRESQL_SEARCH


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["area.code"], name=op.f("fk_area_parent_area")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
        sa.UniqueConstraint("slug", name=op.f("uq_area_slug")),
    )
    op.create_table(
        "field",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("keywords", sa.String(length=1000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_field")),
    )
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "outlet",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_outlet")),
        sa.UniqueConstraint("slug", name=op.f("uq_outlet_slug")),
    )
    op.create_table(
        "reform_task",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("short", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent"], ["reform_task.code"], name=op.f("fk_reform_task_parent_reform_task")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reform_task")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("name", "valid_from", name=op.f("pk_setting")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("stamp", sa.String(length=32), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    op.create_table(
        "agency",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=True),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name=op.f("fk_agency_area_area")),
        sa.ForeignKeyConstraint(["parent"], ["agency.code"], name=op.f("fk_agency_parent_agency")),
        sa.ForeignKeyConstraint(["successor"], ["agency.code"], name=op.f("fk_agency_successor_agency")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agency")),
        sa.UniqueConstraint("slug", name=op.f("uq_agency_slug")),
    )
    op.create_table(
        "agency_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_agency_head_agency_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_head")),
        sa.UniqueConstraint("agency", "valid_from", name=op.f("uq_agency_head_agency_valid_from")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "moderator",
                "officer",
                "signer",
                "journalist",
                "overseer",
                "admin",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("outlet", sa.String(length=40), nullable=True),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_membership_agency_agency")),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.code"], name=op.f("fk_membership_outlet_outlet")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "user_id", "role", "outlet", "agency", name=op.f("uq_membership_user_id_role_outlet_agency")
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_agency", ["agency"], unique=False)
        batch_op.create_index("ix_membership_outlet", ["outlet"], unique=False)

    op.create_table(
        "report",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "complaint", "suggestion", "question", "praise", name="kind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "phone",
                "letter",
                "on_air",
                "in_person",
                "api",
                name="channel",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "display",
            sa.Enum("named", "hidden", "confidential", name="display", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("publish", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=False),
        sa.Column("reporter", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("task", sa.String(length=40), nullable=True),
        sa.Column("wanted_agency", sa.String(length=40), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "unconfirmed",
                "submitted",
                "needs_info",
                "declined",
                "merged",
                "routed",
                "accepted",
                "returned",
                "answered",
                "reopened",
                "closed",
                "withdrawn",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum("public", "restricted", "removed", name="visibility", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_look_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("co_agencies", sa.JSON(), nullable=False),
        sa.Column("routed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accept_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("days_left", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transfers", sa.Integer(), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("escalation", sa.Integer(), nullable=False),
        sa.Column("extension_asked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=True),
        sa.Column("reply", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.Column(
            "decline_reason",
            sa.Enum(
                "out_of_scope",
                "complaint_procedure",
                "denunciation",
                "no_content",
                "duplicate",
                "abusive",
                "personal_data",
                "beyond_province",
                "other",
                name="declinereason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("declined_by", sa.Integer(), nullable=True),
        sa.Column("appealed", sa.Boolean(), nullable=False),
        sa.Column("appeal_pending", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.String(length=40), nullable=True),
        sa.Column(
            "removed_reason",
            sa.Enum(
                "personal_data",
                "defamation",
                "illegal",
                "court_order",
                "reporter_request",
                "other",
                name="removereason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "closed_because",
            sa.Enum(
                "satisfied",
                "unsatisfied",
                "silent",
                "acknowledged",
                name="closedbecause",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("shown_name", sa.String(length=120), nullable=False),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("waiting_comments", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_report_agency_agency")),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name=op.f("fk_report_area_area")),
        sa.ForeignKeyConstraint(["claimed_by"], ["user.id"], name=op.f("fk_report_claimed_by_user")),
        sa.ForeignKeyConstraint(["declined_by"], ["user.id"], name=op.f("fk_report_declined_by_user")),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_report_entered_by_user")),
        sa.ForeignKeyConstraint(["field"], ["field.code"], name=op.f("fk_report_field_field")),
        sa.ForeignKeyConstraint(["merged_into"], ["report.code"], name=op.f("fk_report_merged_into_report")),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.code"], name=op.f("fk_report_outlet_outlet")),
        sa.ForeignKeyConstraint(["reporter"], ["user.id"], name=op.f("fk_report_reporter_user")),
        sa.ForeignKeyConstraint(["task"], ["reform_task.code"], name=op.f("fk_report_task_reform_task")),
        sa.ForeignKeyConstraint(
            ["wanted_agency"], ["agency.code"], name=op.f("fk_report_wanted_agency_agency")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_agency", ["agency", "visibility", "published_at"], unique=False)
        batch_op.create_index("ix_report_answered", ["visibility", "answered_at", "code"], unique=False)
        batch_op.create_index("ix_report_area", ["area", "visibility", "published_at"], unique=False)
        batch_op.create_index("ix_report_close_due", ["status", "close_due"], unique=False)
        batch_op.create_index("ix_report_due", ["status", "due"], unique=False)
        batch_op.create_index("ix_report_field", ["field", "visibility", "published_at"], unique=False)
        batch_op.create_index("ix_report_published", ["visibility", "published_at", "code"], unique=False)
        batch_op.create_index("ix_report_queue", ["outlet", "status", "submitted_at", "code"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_reporter"), ["reporter"], unique=False)
        batch_op.create_index(
            "ix_report_supported", ["visibility", "supports", "published_at", "code"], unique=False
        )
        batch_op.create_index("ix_report_waiting", ["status", "submitted_at", "code"], unique=False)

    op.create_table(
        "routing_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_routing_rule_agency_agency")),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name=op.f("fk_routing_rule_area_area")),
        sa.ForeignKeyConstraint(["field"], ["field.code"], name=op.f("fk_routing_rule_field_field")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rule")),
        sa.UniqueConstraint("field", "area", name=op.f("uq_routing_rule_field_area")),
    )
    with op.batch_alter_table("routing_rule", schema=None) as batch_op:
        batch_op.create_index("ix_routing_rule_agency", ["agency"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_assignment_agency_agency")),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_assignment_report_code_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index("ix_assignment_inbox", ["agency", "ended_at", "due"], unique=False)
        batch_op.create_index("ix_assignment_report_code", ["report_code"], unique=False)

    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=True),
        sa.Column(
            "part",
            sa.Enum(
                "reader",
                "citizen",
                "owner",
                "moderator",
                "officer",
                "signer",
                "journalist",
                "overseer",
                "admin",
                "clock",
                name="part",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["report_code"], ["report.code"], name=op.f("fk_event_report_code_report")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sa.UniqueConstraint("report_code", "version", name=op.f("uq_event_report_code_version")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_at", ["at"], unique=False)

    op.create_table(
        "follow",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["report_code"], ["report.code"], name=op.f("fk_follow_report_code_report")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_follow_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "report_code", name=op.f("pk_follow")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_report_code"), ["report_code"], unique=False)

    op.create_table(
        "form_key",
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_form_key_report_code_report")
        ),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_form_key")),
    )
    with op.batch_alter_table("form_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_key_report_code"), ["report_code"], unique=False)

    op.create_table(
        "post",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "comment",
                "official_reply",
                "draft",
                "interim_reply",
                "extension",
                "extension_decision",
                "question",
                "info",
                "decline",
                "appeal",
                "appeal_decision",
                "return",
                "reopen",
                "withdrawal",
                "verdict",
                "removal",
                "routing_note",
                "newsroom_note",
                "agency_note",
                name="postkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("waiting", "shown", "hidden", name="poststate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("author", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "reader",
                "citizen",
                "owner",
                "moderator",
                "officer",
                "signer",
                "journalist",
                "overseer",
                "admin",
                "clock",
                name="part",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("outlet", sa.String(length=40), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_post_agency_agency")),
        sa.ForeignKeyConstraint(["author"], ["user.id"], name=op.f("fk_post_author_user")),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.code"], name=op.f("fk_post_outlet_outlet")),
        sa.ForeignKeyConstraint(["report_code"], ["report.code"], name=op.f("fk_post_report_code_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index("ix_post_report_code", ["report_code", "kind", "at", "id"], unique=False)
        batch_op.create_index("ix_post_state", ["state", "at"], unique=False)

    op.create_table(
        "rating",
        sa.Column("post_id", sa.String(length=32), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_rating_agency_agency")),
        sa.ForeignKeyConstraint(["report_code"], ["report.code"], name=op.f("fk_rating_report_code_report")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_rating")),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_agency"), ["agency"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_report_code"), ["report_code"], unique=False)

    op.create_table(
        "reporter_contact",
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("key_name", sa.String(length=40), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=True),
        sa.Column("has_email", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_reporter_contact_report_code_report")
        ),
        sa.PrimaryKeyConstraint("report_code", name=op.f("pk_reporter_contact")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_revision_by_user")),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_revision_report_code_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_report_code"), ["report_code"], unique=False)

    op.create_table(
        "search_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("marked", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_search_row_report_code_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_row")),
        sa.UniqueConstraint("report_code", name=op.f("uq_search_row_report_code")),
    )
    op.create_table(
        "support",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["report_code"], ["report.code"], name=op.f("fk_support_report_code_report")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_support_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "report_code", name=op.f("pk_support")),
    )
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_report_code"), ["report_code"], unique=False)

    op.create_table(
        "token",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("report_code", sa.String(length=40), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["report_code"], ["report.code"], name=op.f("fk_token_report_code_report")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_token_user_id_user")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_token")),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_report_code"), ["report_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_token_user_id"), ["user_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("post_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_attachment_post_id_post")),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_attachment_report_code_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_report_code", ["report_code", "position"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("notice", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("report_code", sa.String(length=40), nullable=True),
        sa.Column("event_seq", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_by", sa.String(length=60), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_delivery_event_seq_event")),
        sa.ForeignKeyConstraint(
            ["report_code"], ["report.code"], name=op.f("fk_delivery_report_code_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("notice", "about", "recipient", name=op.f("uq_delivery_notice_about_recipient")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_delivery_due",
            ["state", "next_at"],
            unique=False,
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(batch_op.f("ix_delivery_report_code"), ["report_code"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_outbox_seq_event")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_next_at"), ["next_at"], unique=False)
    for statement in _own_statements():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_fts")
    else:
        op.execute("DROP INDEX ix_search_row_folded")
        op.execute("DROP TRIGGER event_append_only ON event")
        op.execute("DROP TRIGGER event_no_truncate ON event")
        op.execute("DROP FUNCTION journal_is_append_only")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_next_at"))

    op.drop_table("outbox")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_report_code"))
        batch_op.drop_index("ix_delivery_due", postgresql_where=sa.text("state = 'waiting'"))

    op.drop_table("delivery")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_attachment_report_code")

    op.drop_table("attachment")
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_token_user_id"))
        batch_op.drop_index(batch_op.f("ix_token_report_code"))

    op.drop_table("token")
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_report_code"))

    op.drop_table("support")
    op.drop_table("search_row")
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_report_code"))

    op.drop_table("revision")
    op.drop_table("reporter_contact")
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_report_code"))
        batch_op.drop_index(batch_op.f("ix_rating_agency"))

    op.drop_table("rating")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index("ix_post_state")
        batch_op.drop_index("ix_post_report_code")

    op.drop_table("post")
    with op.batch_alter_table("form_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_key_report_code"))

    op.drop_table("form_key")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_report_code"))

    op.drop_table("follow")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_at")

    op.drop_table("event")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_assignment_report_code")
        batch_op.drop_index("ix_assignment_inbox")

    op.drop_table("assignment")
    with op.batch_alter_table("routing_rule", schema=None) as batch_op:
        batch_op.drop_index("ix_routing_rule_agency")

    op.drop_table("routing_rule")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_waiting")
        batch_op.drop_index("ix_report_supported")
        batch_op.drop_index(batch_op.f("ix_report_reporter"))
        batch_op.drop_index("ix_report_queue")
        batch_op.drop_index("ix_report_published")
        batch_op.drop_index("ix_report_field")
        batch_op.drop_index("ix_report_due")
        batch_op.drop_index("ix_report_close_due")
        batch_op.drop_index("ix_report_area")
        batch_op.drop_index("ix_report_answered")
        batch_op.drop_index("ix_report_agency")

    op.drop_table("report")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index("ix_membership_outlet")
        batch_op.drop_index("ix_membership_agency")

    op.drop_table("membership")
    op.drop_table("agency_head")
    op.drop_table("agency")
    op.drop_table("user")
    op.drop_table("setting")
    op.drop_table("reform_task")
    op.drop_table("outlet")
    op.drop_table("holiday")
    op.drop_table("field")
    op.drop_table("area")
