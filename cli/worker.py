"""`flask worker`: what happens by itself."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from casework.delivery import worker
from casework.delivery.caller import Caller
from casework.domain.hook_targets import Allowed
from web.kitchen import casework, settings


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@with_appcontext
def work(once: bool) -> None:
    """Turn what happened into mail, and keep the clocks."""
    kitchen, office = casework(), current_app.extensions["post-office"]
    if settings().is_production and kitchen.db.is_alive() and not kitchen.db.is_current():
        raise click.ClickException("the database lacks a migration: run `flask --app app db upgrade` first")
    stop = worker.stop_on_signals()
    chosen = settings()
    worker.run(
        kitchen,
        office,
        chosen.public_url,
        sender=chosen.mail_from,
        unsubscribe_mail=chosen.mail_unsubscribe,
        reply_mail=chosen.mail_reply,
        caller=Caller(allowed=Allowed(ports=chosen.webhook_ports, local=chosen.webhook_local)),
        once=once,
        stop=stop,
    )
