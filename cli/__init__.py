"""The commands of `flask --app app`, a module for each group."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import FlaskGroup

from cli import (
    bounces,
    data,
    database,
    demo,
    directory,
    doctor,
    figures,
    files,
    inbound,
    journal,
    keys,
    people,
    proposals,
    queue,
    restored,
    retention,
    search,
    worker,
)
from config import Settings

# A module that adds to somebody else's group has to be read before the group is used.
ADDED = (retention.retain,)
GROUPS = (
    database.commands,
    data.commands,
    directory.commands,
    files.commands,
    people.commands,
    journal.commands,
    proposals.commands,
    search.commands,
    figures.commands,
    keys.commands,
    queue.commands,
    bounces.take_bounce,
    inbound.take_answer,
    doctor.examine,
    restored.restored_command,
    worker.work,
)


def install(app: Flask) -> None:
    """Register the commands; making the demo is one only where the demo runs."""
    for command in GROUPS:
        app.cli.add_command(command)
    chosen: Settings = app.extensions["settings"]
    if chosen.demo:
        app.cli.add_command(demo.make_demo)


def is_commanding() -> bool:
    """Whether the flask command asks for the application, to do something else than to serve it."""
    context = click.get_current_context(silent=True)
    if context is None or context.info_name == "run":
        return False
    # Granian's command is a click one too; its workers may inherit the context.
    return isinstance(context.find_root().command, FlaskGroup)
