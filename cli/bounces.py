"""`flask bounces`: what the mail server hands over when a letter comes back."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from casework.delivery import bounces
from casework.delivery.log import log
from casework.store.db import Unavailable
from web.kitchen import casework

TRY_LATER = 75  # EX_TEMPFAIL: the mail server keeps the message and comes again


@click.command("bounces")
@with_appcontext
def take_bounce() -> None:
    """Read one message from the standard input, and note if it says that a letter of ours came back.

    For the pipe of a mail server. Whatever else comes in is left alone, with status 0: an error would send a
    message back to who sent one.
    """
    raw = sys.stdin.buffer.read(bounces.MOST_BYTES)
    while sys.stdin.buffer.read(bounces.MOST_BYTES):
        pass  # to the end: a mail server whose pipe closes early takes it for a failure
    try:
        received, letter = bounces.receive(casework(), raw)
    except Unavailable:
        click.echo("the database does not answer", err=True)
        sys.exit(TRY_LATER)
    log.info("bounce: %s %s", received, letter)
    click.echo(f"{received} {letter}".strip())
