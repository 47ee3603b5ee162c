"""What PostgreSQL lets the forum's own role do (security.md, "Journal": insert and select only, by role)."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from casework.store.db import Session

_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    # Tables of later migrations too, from the moment they are made: the forum goes on meanwhile.
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role}",
    "REVOKE UPDATE, DELETE, TRUNCATE ON event, denunciation_log FROM {role}",
    "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON alembic_version FROM {role}",
)


class CannotGrant(Exception):
    """The database does not do it; the message says why."""


def grant(session: Session, role: str) -> None:
    """Let a role do what serving takes: everything but changing the journal and the schema.

    The caller owns the tables. Raises CannotGrant, on SQLite always.
    """
    dialect = session.get_bind().dialect
    if dialect.name != "postgresql":
        raise CannotGrant("SQLite has no roles: keep DATA_DIR to the forum's user")
    quoted = dialect.identifier_preparer.quote_identifier(role)
    try:
        for statement in _GRANTS:
            session.execute(text(statement.format(role=quoted.replace(":", "\\:"))))
    except DBAPIError as error:
        raise CannotGrant(str(error.orig).strip()) from error
