"""`flask people`: the first administrator, and one who has lost every device."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from casework.actions import factors, roles
from casework.actions.accounts import BadAccount
from casework.domain.values import Role
from casework.readings import people
from web.kitchen import casework

commands = AppGroup("people", help="Administrators; everybody else is invited by them in the browser.")


@commands.command("administrator")
@click.argument("email")
@click.argument("name")
@with_appcontext
def administrator(email: str, name: str) -> None:
    """Make somebody an administrator; who has no account gets one, and a link by mail to set a password."""
    known = people.find_by_email(casework(), email)
    try:
        user = known.id if known else roles.add_person(casework(), email=email, name=name, by=roles.CONSOLE)
    except BadAccount as error:
        raise click.ClickException(f"not an account: {error}") from error
    given = roles.grant(casework(), user, Role.ADMIN, by=roles.CONSOLE)
    click.echo(f"user:{user} {'is now' if given else 'is already'} an administrator.")
    if not known:
        click.echo("The worker sends them a link, good for half an hour, to set a password.")


@commands.command("forget-factors")
@click.argument("email")
@with_appcontext
def forget_factors(email: str) -> None:
    """Take every second factor from somebody who has lost them all; they enrol anew after the password."""
    known = people.find_by_email(casework(), email)
    if known is None:
        raise click.ClickException("nobody has this address")
    factors.reset_factors(casework(), known.id, by=roles.CONSOLE)
    click.echo(f"user:{known.id} has no second factor any more, is signed out, and is told by mail.")
