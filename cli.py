"""The commands of `flask --app app`: set up, import, run the worker, look at the journal."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from casework.actions import directory
from casework.delivery import worker
from casework.store import journal
from casework.store.db import migrate
from config import Settings
from demo import seed
from web.kitchen import casework, settings

DIRECTORY = Path(__file__).parent / "data" / "nam-dinh"
db_commands = AppGroup("db", help="The database.")
directory_commands = AppGroup("directory", help="Outlets, agencies, fields, areas.")
journal_commands = AppGroup("journal", help="The journal.")


def install(app: Flask) -> None:
    """Register the commands."""
    for command in (db_commands, directory_commands, journal_commands, work):
        app.cli.add_command(command)
    chosen: Settings = app.extensions["settings"]
    if chosen.demo:
        app.cli.add_command(make_demo)


@db_commands.command("upgrade")
@click.argument("revision", default="head")
@with_appcontext
def upgrade(revision: str) -> None:
    """Bring the database to a revision (default: the newest)."""
    migrate(settings().database_url, revision)


@directory_commands.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DIRECTORY)
@with_appcontext
def import_directory(folder: Path) -> None:
    """Import the directory's CSV files; nothing is imported when a row is bad."""
    try:
        done = directory.import_directory(casework(), folder)
    except directory.BadDirectory as bad:
        for problem in bad.problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    click.echo(f"Directory: {done.added} rows added, {done.changed} changed, {done.unchanged} unchanged.")


@journal_commands.command("verify")
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


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@with_appcontext
def work(once: bool) -> None:
    """Turn what happened into mail, and keep the clocks."""
    office = current_app.extensions["post-office"]
    stop = worker.stop_on_signals()
    worker.run(casework(), office, settings().public_url, sender=settings().mail_from, once=once, stop=stop)


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are reports already.")
@with_appcontext
def make_demo(if_empty: bool) -> None:
    """Fill the forum with the demo: people, reports of twelve months, replies and ratings."""
    click.echo(seed.fill(casework(), if_empty=if_empty))
