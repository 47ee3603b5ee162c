"""`flask files`: the attachments on disk."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from casework.actions import pictures
from casework.domain.values import ReportCode
from casework.store.vault import CannotOpen
from web.kitchen import casework

commands = AppGroup("files", help="The attachments on disk.")


@commands.command("sweep")
@click.option(
    "--older-than",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="In hours; younger ones are spared.",
)
@with_appcontext
def sweep(older_than: int) -> None:
    """Remove files that no row knows, which something that broke has left over. The worker does it hourly."""
    click.echo(f"{pictures.sweep(casework(), spared=timedelta(hours=older_than))} files removed")


@commands.command("originals")
@click.argument("code", required=False)
@with_appcontext
def originals(code: str | None) -> None:
    """List what is under seal, of one report or all: pictures from before a part was painted over."""
    for original in pictures.originals(casework(), ReportCode(code) if code else None):
        click.echo(
            f"{original.id}  {original.report}  {original.at.isoformat(timespec='minutes')}  "
            f"{original.media_type}  now {original.replaced_by}"
        )


@commands.command("open-original")
@click.argument("original")
@click.argument("out", type=click.Path(path_type=Path))
@with_appcontext
def open_original(original: str, out: Path) -> None:
    """Write the sealed ORIGINAL (an id from `originals`) to the new file OUT, which only you can read.

    No page can do this, so that nobody looks at it in passing: it takes the machine and its master key. It is
    noted in the log.
    """
    try:
        content = pictures.open_original(casework(), original)
    except LookupError:
        raise click.ClickException(f"there is no original {original!r}") from None
    except (CannotOpen, FileNotFoundError) as error:
        raise click.ClickException(str(error)) from error
    try:
        descriptor = os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise click.ClickException(f"{out} is there already") from None
    with os.fdopen(descriptor, "wb") as written:
        written.write(content)
    click.echo(f"{len(content)} bytes written to {out}")
