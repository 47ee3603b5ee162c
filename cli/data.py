"""`flask data`: what the forum keeps of people, for who asks by letter, and after a backup was restored."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from casework.actions import erasure
from casework.actions.erasure import LastAdministrator
from casework.domain.values import UserId
from casework.readings import own_data as readings
from casework.readings import people
from web import own_data
from web.kitchen import casework

commands = AppGroup("data", help="What the forum keeps of people, and for how long.")


@commands.command("export")
@click.argument("email")
@click.argument("out", type=click.Path(path_type=Path))
@with_appcontext
def export(email: str, out: Path) -> None:
    """Write everything that is kept of who has this address to the new file OUT, which only you can read.

    For who asks by letter: be sure that it is them, and give it to nobody else.
    """
    user = _known(email)
    found = own_data.account_zip(casework(), user)
    if found is None:
        raise click.ClickException("they were erased just now")
    try:
        descriptor = os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise click.ClickException(f"{out} is there already") from None
    with found, os.fdopen(descriptor, "wb") as written:
        shutil.copyfileobj(found, written)
        size = written.tell()
    click.echo(f"user:{user}: {size} bytes written to {out}")


@commands.command("erase")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def erase(email: str, yes: bool) -> None:
    """Erase who has this address, as they can themselves in the browser; nobody brings it back."""
    user = _known(email)
    outlook = readings.outlook(casework(), user)
    if outlook is not None:
        click.echo(
            f"user:{user}: {outlook.withdrawn} reports would be taken back, the words of {outlook.destroyed} "
            f"destroyed, {outlook.kept} stay without a name."
        )
    if not yes:
        click.confirm("Erase?", abort=True)
    try:
        erasure.erase_person(casework(), user)
    except LastAdministrator:
        raise click.ClickException("the last administrator: make somebody else one before") from None
    click.echo(f"user:{user} is erased.")


@commands.command("erase-again")
@with_appcontext
def erase_again() -> None:
    """After a backup was restored: erase whoever was erased since it was made, by DATA_DIR/erasures.log."""
    done = erasure.erase_again(casework())
    click.echo(f"{done.erased} erased again, {done.absent} that this database knows nothing of.")


def _known(email: str) -> UserId:
    known = people.find_by_email(casework(), email)
    if known is None:
        raise click.ClickException("nobody has this address")
    return known.id
