"""`flask demo`: made-up people and reports to look at."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from demo import seed
from web.kitchen import casework


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are reports already.")
@with_appcontext
def make_demo(if_empty: bool) -> None:
    """Fill the forum with the demo: people, reports of twelve months, replies and ratings."""
    click.echo(seed.fill(casework(), if_empty=if_empty))
