"""`flask restored`: after a backup was put back."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask.cli import with_appcontext

from casework.actions import restored
from casework.actions.restored import Done
from casework.store.journal_head import Standing
from web.kitchen import casework

_LOOK = """\
Look now at: `flask --app app doctor --full`; the list of people (who was closed or lost a role since is back;
so are passwords that were changed, and codes that were used); what was printed of the journal since."""


@click.command("restored")
@click.option("--send", is_flag=True, help="Send what waits; some of it has been sent before.")
@click.option("--anyway", is_flag=True, help="Also when nothing shows that the database is older.")
@with_appcontext
def restored_command(send: bool, anyway: bool) -> None:
    """Say that a backup was put back on purpose: end every session, erase again who was erased since it was
    made, drop old letters, let the worker go on.

    Stop the web server before, and start it after.
    """
    kitchen = casework()
    standing = restored.look(kitchen)
    for line in _found(standing):
        click.echo(line)
    if standing.known is not None and not standing.is_older and not anyway:
        raise click.ClickException("nothing shows that a backup was put back; --anyway does it all the same")
    try:
        done = restored.go_on(kitchen, send=send)
    except OSError as error:
        raise click.ClickException(f"{kitchen.head.path} cannot be written: {error.strerror}") from error
    _tell(done, send=send)


def _found(standing: Standing) -> Iterator[str]:
    if standing.forgotten:
        yield f"{standing.forgotten} who were erased are there again."
    if standing.is_unreadable:
        yield "journal.head cannot be read: nobody can tell what is missing."
    elif standing.known is None:
        yield "There is no journal.head: no worker of this machine has seen another database."
    else:
        seen = f"The worker saw event {standing.known.seq} until {standing.known.at:%Y-%m-%d %H:%M:%S} UTC;"
        yield f"{seen} {_here(standing)}"


def _here(standing: Standing) -> str:
    if not standing.is_another:
        return "this database has it."
    if standing.missing:
        return f"this database ends at {standing.seq}: {standing.missing} events or more are missing."
    return f"this database has another there, and ends at {standing.seq}."


def _tell(done: Done, *, send: bool) -> None:
    click.echo(
        f"{done.sessions} sessions ended, {done.remembered} browsers forgotten, {done.links} links void, "
        f"{done.tokens} tokens of programs revoked."
    )
    click.echo(f"{done.erased} people or contacts erased again, by erasures.log.")
    if send:
        click.echo("What waits is sent, whether it has been sent before or not.")
    else:
        click.echo(f"{done.letters} letters and the news of {done.events} events dropped.")
    click.echo("The worker goes on.")
    click.echo(_LOOK)
