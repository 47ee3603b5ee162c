"""The commands of `flask --app app`, a module for each group."""

from __future__ import annotations

from flask import Flask

from cli import database, demo, directory, journal, worker
from config import Settings

GROUPS = (database.commands, directory.commands, journal.commands, worker.work)


def install(app: Flask) -> None:
    """Register the commands; making the demo is one only where the demo runs."""
    for command in GROUPS:
        app.cli.add_command(command)
    chosen: Settings = app.extensions["settings"]
    if chosen.demo:
        app.cli.add_command(demo.make_demo)
