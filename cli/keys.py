"""`flask keys`: the master keys."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from casework.actions import keys
from casework.actions.keys import KeyInUse, MissingKeys
from web.kitchen import casework

commands = AppGroup("keys", help="The master keys, under which contacts and secrets are sealed.")


@commands.command("list")
@with_appcontext
def list_keys() -> None:
    """Show how many rows are sealed under each master key. Fails when one of those is missing."""
    found = keys.in_use(casework())
    for key in found:
        click.echo(_line(key))
    if any(key.is_used and not key.is_here for key in found):
        raise click.ClickException("name the missing keys in OLD_MASTER_KEYS=name=key,name=key")


@commands.command("rotate")
@click.option("--dry-run", is_flag=True, help="Open every key and change nothing.")
@with_appcontext
def rotate(dry_run: bool) -> None:
    """Put everything that is sealed under the current master key. The forum may go on meanwhile."""
    kitchen = casework()
    try:
        done = keys.rotate(kitchen, is_rehearsal=dry_run)
    except MissingKeys as error:
        raise click.ClickException(f"{error}: name them in OLD_MASTER_KEYS=name=key,name=key") from error
    for kind, count in done.rewrapped.items():
        click.echo(f"{kind}: {count} {'would be' if dry_run else 'are now'} under {kitchen.vault.current!r}")
    if done.passed:
        click.echo(f"{done.passed} changed meanwhile")
    for row in done.unopened:
        click.echo(f"does not open: {row}", err=True)
    if done.unopened:
        raise click.ClickException(
            "keep the old keys: some rows are under a key of the same name, or damaged"
        )
    if not dry_run:
        for key in keys.in_use(kitchen):
            click.echo(_line(key))


def _line(key: KeyInUse) -> str:
    counts = ", ".join(f"{count} {kind}" for kind, count in key.rows.items())
    if key.is_current:
        return f"{key.name}: {counts} (current)"
    if not key.is_here:
        return f"{key.name}: {counts} (MISSING)"
    # Sealed offers of a secret live half an hour without a row; a backup needs the key of its day.
    state = "still needed" if key.is_used else "not in use: only older backups need it"
    return f"{key.name}: {counts} ({state})"
