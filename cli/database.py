"""`flask db`: the schema."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from casework.store.db import migrate
from web.kitchen import settings

commands = AppGroup("db", help="The database.")


@commands.command("upgrade")
@click.argument("revision", default="head")
@with_appcontext
def upgrade(revision: str) -> None:
    """Bring the database to a revision (default: the newest)."""
    migrate(settings().database_url, revision)
