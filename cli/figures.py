"""`flask figures`: what public reports count as."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from casework.actions import indexing
from web.kitchen import casework

commands = AppGroup("figures", help="How reports are answered, in counts.")


@commands.command("recount")
@with_appcontext
def recount() -> None:
    """Count anew from the reports; after an upgrade that says so, or when the doctor does."""
    changed = indexing.recount(casework())
    click.echo("something was counted wrong and is mended" if changed else "everything was counted right")
