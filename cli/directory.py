"""`flask directory`: outlets, agencies, fields, areas, out of CSV files."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from casework.actions import directory
from web.kitchen import casework

DIRECTORY = Path(__file__).parent.parent / "data" / "nam-dinh"
commands = AppGroup("directory", help="Outlets, agencies, fields, areas.")


@commands.command("import")
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
