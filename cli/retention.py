"""`flask data retain`: let go of what nobody needs any more."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from casework.actions import retention
from casework.actions.retention import Held
from cli import data
from web.kitchen import casework


@data.commands.command("retain")
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and change nothing.")
@with_appcontext
def retain(dry_run: bool) -> None:
    """Remove what has been kept for long enough. The worker does it once a day."""
    try:
        found = retention.look(casework()) if dry_run else retention.retain(casework())
    except ValueError as error:
        raise click.ClickException(f"{error}: mend it in the table setting; nothing was removed") from error
    for held in found:
        click.echo(_line(held, dry_run=dry_run))


def _line(held: Held, *, dry_run: bool) -> str:
    said = f"{held.name}: {held.count} {'would be removed' if dry_run else 'removed'}, kept {held.days} days"
    return f"{said} (by the worker's clock, within a minute)" if held.by_clock else said
