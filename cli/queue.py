"""`flask queue`: what waits in the newsrooms."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from casework.store import queues
from web.kitchen import casework

commands = AppGroup("queue", help="What waits in the newsrooms.")


@commands.command("recount")
@with_appcontext
def recount() -> None:
    """Let every report stand where it belongs and count anew, after the doctor has said that it is needed."""
    with casework().db.write() as session:
        changed = queues.recount(session)
    click.echo("something stood wrong and is mended" if changed else "everything stood right")
