"""`flask journal`: look at the chain of events."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup, with_appcontext

from casework.store import journal
from web.kitchen import casework

commands = AppGroup("journal", help="The journal.")


@commands.command("verify")
@with_appcontext
def verify() -> None:
    """Check that nobody has changed or dropped an event."""
    with casework().db.read() as session:
        try:
            count, head = journal.verify(session)
        except journal.BrokenChain as broken:
            click.echo(str(broken), err=True)
            sys.exit(1)
    click.echo(f"{count} events, head {head}")
