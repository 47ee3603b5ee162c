"""`flask search`: the index that readers search."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from casework.actions import indexing
from web.kitchen import casework

commands = AppGroup("search", help="What readers find reports by.")


@commands.command("index")
@with_appcontext
def index() -> None:
    """Write the index anew from what is published; after an upgrade that says so, or an import."""
    count = indexing.index_published(casework())
    click.echo(f"Looked at {count} reports.")
