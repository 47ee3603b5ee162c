"""`flask directory`: outlets, agencies, fields, areas, out of CSV files, and how they are reorganised."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup, with_appcontext

from casework.actions import directory, reorganisation_file, reorganise, succession
from casework.actions.reorganise import Preview
from casework.actions.roles import CONSOLE
from casework.domain.calendar import local_day
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
        _refuse(bad.problems)
    click.echo(f"Directory: {done.added} rows added, {done.changed} changed, {done.unchanged} unchanged.")


@commands.command("reorganise")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would move.")
@with_appcontext
def reorganise_directory(file: Path, dry_run: bool) -> None:
    """Carry out a reorganisation: all of it is written into the directory, or nothing.

    When its day has come, people and open work go on with who carries on at once; a day to come is the
    worker's. It may be broken off at any point and run again.
    """
    house = casework()
    try:
        plan = reorganisation_file.read(file)
    except directory.BadDirectory as bad:
        _refuse(bad.problems)
    seen = reorganise.preview(house, plan)
    if seen.troubles:
        _refuse(seen.troubles)
    for line in told(seen):
        click.echo(line)
    if dry_run:
        click.echo("Dry run: nothing was changed.")
        return
    changed = reorganise.reorganise(house, plan, by=CONSOLE)
    click.echo("Written into the directory." if changed else "The directory says all of it already.")
    if plan.day > local_day(house.now()):
        click.echo(f"The worker hands everything on when {plan.day} comes.")
        return
    carried = succession.carry_on(house)
    click.echo(
        f"Handed on: {carried.roles} roles, {carried.reports} open reports to other agencies, "
        f"{carried.outlet_reports} reports to another newsroom."
    )


def told(seen: Preview) -> Iterator[str]:
    """What would change and what would move, a line a thing."""
    yield f"{seen.plan.title}, from {seen.plan.day} ({seen.plan.source})"
    if not seen.is_done:
        yield from _changes(seen)
    yield from _moves(seen)


def _changes(seen: Preview) -> Iterator[str]:
    plan, names = seen.plan, seen.after
    for code, name in plan.beginning:
        yield f"  begins: {code} {name}"
    for ended, successor in plan.agencies_end.items():
        carrier = names.agency_name(successor, "vi") if successor else "by field, as the rules say"
        yield f"  ends:   {ended} {names.agency_name(ended, 'vi')} -> {carrier}"
    for outlet, heir in plan.outlets_end.items():
        yield f"  ends:   {outlet} {names.outlet_name(outlet, 'vi')} -> {names.outlet_name(heir, 'vi')}"
    for area, place in plan.areas_end.items():
        yield f"  ends:   {area} {names.area_name(area, 'vi')} -> {names.area_name(place, 'vi')}"
    for rule in seen.rules:
        where = f" in {len(rule.areas)} areas" if rule.areas else ""
        yield f"  rule:   {rule.field}{where}: {', '.join(rule.was) or '-'} -> {rule.now or '-'}"


def _moves(seen: Preview) -> Iterator[str]:
    for role in seen.roles:
        at = role.held.membership
        now = (role.now.agency or role.now.outlet) if role.now else "nobody carries on: to be appointed"
        yield f"  person: user {role.held.user}, {at.role} of {at.agency or at.outlet} -> {now}"
    for flow in seen.reports:
        yield f"  open:   {flow.count} reports, {flow.was} -> {flow.now}"
    if seen.beside:
        yield f"  open:   {seen.beside} reports on which another agency helps"
    for flow in seen.newsrooms:
        yield f"  news:   {flow.count} reports, {flow.was} -> {flow.now}; {flow.claimed} stay claimed"
    for flow in seen.letters:
        yield f"  mail:   {flow.count} letters that wait, {flow.was} -> {flow.now or 'nobody'}"


def _refuse(found: Iterable[object]) -> NoReturn:
    for one in found:
        click.echo(str(one), err=True)
    sys.exit(1)
