"""`flask db`: the schema."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from casework.store import rights
from casework.store.db import Database, migrate
from web.kitchen import settings

commands = AppGroup("db", help="The database.")


@commands.command("upgrade")
@click.argument("revision", default="head")
@with_appcontext
def upgrade(revision: str) -> None:
    """Bring the database to a revision (default: the newest)."""
    migrate(settings().database_url, revision)


@commands.command("grant")
@click.argument("role")
@with_appcontext
def grant(role: str) -> None:
    """Let a PostgreSQL role serve the forum without being able to change the journal.

    Run it as the owner of the tables; the forum and the worker then sign in as ROLE.
    """
    database = Database(settings().database_url)
    try:
        with database.write() as session:
            rights.grant(session, role)
    except rights.CannotGrant as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{role} may serve the forum, and may not change its journal.")
