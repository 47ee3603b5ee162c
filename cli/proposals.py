"""`flask proposals`: what the forum has learned from decisions."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from casework.actions import indexing, lessons
from web.kitchen import casework

commands = AppGroup("proposals", help="What is learned from moderators' decisions.")


@commands.command("learn")
@with_appcontext
def learn() -> None:
    """Forget what was learned and learn anew from every decided report; after an import, say.

    Under which words similar reports are found is written anew, too.
    """
    count = lessons.learn_anew(casework())
    click.echo(f"Learned from {count} decided reports.")
    count = indexing.index_similar(casework())
    click.echo(f"Similar reports are looked for among {count}.")
