"""`flask inbound`: answers by mail, from the pipe of any mail server."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from casework.delivery import incoming
from casework.delivery.inbound import Inbox, receive
from casework.delivery.letters import Desk
from casework.delivery.log import log, where
from web.kitchen import casework, settings

TRY_LATER = 75  # EX_TEMPFAIL: the mail server keeps the message and comes again


@click.command("inbound")
@click.option("--to", default="", help="The address that the mail server had it for.")
@with_appcontext
def take_answer(to: str) -> None:
    """Read one message from the standard input: an answer to a notice, or a letter that came back.

    Status 0: taken, or rightly left alone. Status 75: not now, whatever the reason; the mail server tries
    again, and nothing is lost. No other status, since it would send the message back to who sent it.
    """
    raw = sys.stdin.buffer.read(incoming.MOST_BYTES + 1)
    while sys.stdin.buffer.read(incoming.MOST_BYTES):
        pass  # to the end: a mail server whose pipe closes early takes it for a failure
    try:
        received, letter = receive(_inbox(), raw, to=to)
    except Exception as error:  # whatever it is, the message must not be lost
        log.warning("inbound: try later: %s", where(error))
        click.echo("try later", err=True)
        sys.exit(TRY_LATER)
    log.info("inbound: %s %s", received, letter)
    click.echo(f"{received} {letter}".strip())


def _inbox() -> Inbox:
    chosen = settings()
    desk = Desk(
        casework=casework(),
        public_url=chosen.public_url,
        sender=chosen.mail_from,
        reply_mail=chosen.mail_reply,
    )
    return Inbox(
        desk=desk, post_office=current_app.extensions["post-office"], checked_by=chosen.mail_checked_by
    )
