"""`flask doctor`: a look at the whole deployment."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from flask import current_app
from flask.cli import with_appcontext

from casework.actions import passwords
from casework.delivery.post_office import Shut, SmtpPostOffice
from casework.readings import checkup
from casework.readings.checkup import Finding, Verdict, mend, note, ok
from casework.store.casework import Casework
from casework.store.db import Database
from casework.store.erasure_log import ErasureLog
from casework.store.files import Files
from casework.store.journal_head import HeadFile
from casework.store.vault import Vault
from config import HEAD_FILE, MIB, Settings
from web.kitchen import settings

LEAST_FREE: Final = 1024 * MIB
MAIL_PATIENCE_SECONDS: Final = 5.0
ROOT: Final = Path(__file__).resolve().parent.parent


@click.command("doctor")
@click.option("--full", is_flag=True, help="Verify the whole journal, not only the last day.")
@with_appcontext
def examine(full: bool) -> None:
    """Check the deployment and say what to mend. Changes nothing; status 1 when there is something."""
    chosen, found = settings(), list[Finding]()
    for finding in _examinations(chosen, is_full=full):
        found.append(finding)
        click.echo(f"{finding.verdict:<5} {finding.what}")
    faults = sum(finding.verdict is Verdict.MEND for finding in found)
    click.echo(f"{faults} to mend." if faults else "Nothing to mend.")
    if faults:
        sys.exit(1)


def _examinations(chosen: Settings, *, is_full: bool) -> Iterator[Finding]:
    yield from _settings(chosen)
    yield from _machine(chosen)
    has_keys = not any("MASTER_KEY" in problem for problem in chosen.problems)
    yield from checkup.of_database(_kitchen(chosen), is_full=is_full, has_keys=has_keys)
    yield from _mail(chosen)
    yield note(
        "backups: database, DATA_DIR/files and the keys, apart from each other; restore one now and then"
    )


def _kitchen(chosen: Settings) -> Casework:
    """The casework of the forum; while it may not start, one that is good for looking only."""
    if not chosen.problems:
        found: Casework = current_app.extensions["casework"]
        return found
    return Casework(
        db=Database(chosen.database_url),
        files=Files(chosen.data_dir / "files"),
        vault=Vault(chosen.master_keys, chosen.master_key, bytes(32)),
        head=HeadFile(chosen.data_dir / HEAD_FILE),
        erasures=ErasureLog(chosen.data_dir / "erasures.log"),
        secret_key=b"",
    )


def _settings(chosen: Settings) -> Iterator[Finding]:
    for problem in chosen.problems:
        yield mend(f"settings: {problem}")
    if not chosen.is_production:
        yield mend(
            f"settings: ENV is {chosen.environment}; a deployment has ENV=production, which guards the rest"
        )
    elif not chosen.problems:
        yield ok("settings: safe for production")
    if "@localhost" in chosen.mail_from:
        yield mend("settings: MAIL_FROM is nobody's address; letters would be taken for spam")
    if chosen.rate_storage.startswith("memory"):
        yield note("settings: each process counts attempts by itself; RATE_STORAGE lets them count together")
    if chosen.proxies:
        yield note(f"settings: PROXIES is {chosen.proxies}; each of them must set X-Forwarded-For itself")
    else:
        yield note(
            "settings: PROXIES is 0; behind a proxy all readers would share one address and its limits"
        )


def _machine(chosen: Settings) -> Iterator[Finding]:
    folder = chosen.data_dir
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield mend(f"DATA_DIR: {folder} is missing or cannot be written to")
    else:
        if folder.stat().st_mode & 0o077:
            yield mend(f"DATA_DIR: others on this machine may look into it; chmod 700 {folder}")
        else:
            yield ok("DATA_DIR: nobody else on this machine may look into it")
        free = shutil.disk_usage(folder).free
        said = f"disk: {free // MIB} MB are free"
        yield ok(said) if free >= LEAST_FREE else mend(f"{said}; make room")
    try:
        ZoneInfo("Asia/Ho_Chi_Minh")
        yield ok("time zones: there")
    except ZoneInfoNotFoundError:
        yield mend("time zones: missing; install the system's tzdata")
    yield from _shipped()


def _shipped() -> Iterator[Finding]:
    """What belongs to the program and is easily left behind when it is copied."""
    missing = [path for path in passwords.COMMON if not (path.is_file() and path.stat().st_size)]
    for path in missing:
        yield mend(f"common passwords: {path} is missing; weak passwords would be taken")
    if not missing:
        yield ok("common passwords: there")
    for source in sorted((ROOT / "translations").glob("*/LC_MESSAGES/*.po")):
        made = source.with_suffix(".mo")
        if made.is_file() and made.stat().st_mtime >= source.stat().st_mtime:
            yield ok(f"translation {source.parts[-3]}: compiled")
        else:
            yield mend(f"translation {source.parts[-3]}: not compiled; run `pybabel compile -d translations`")
    static = Path(current_app.static_folder or "static")
    count = sum(1 for path in static.rglob("*.*") if path.suffix in (".css", ".js"))
    yield (
        ok(f"static files: {count} styles and scripts") if count else mend(f"static files: none in {static}")
    )


def _mail(chosen: Settings) -> Iterator[Finding]:
    if not chosen.mail_url:
        yield mend("mail: MAIL_URL is not set; letters become files that nobody gets")
        return
    try:
        is_private = SmtpPostOffice(chosen.mail_url, timeout=MAIL_PATIENCE_SECONDS).is_private()
    except ValueError:
        return  # the settings have said so already
    except Shut as error:
        yield mend(
            f"mail: the server does not answer as it should ({error}); look at MAIL_URL and the server"
        )
        return
    if is_private:
        yield ok("mail: the server answers, and letters travel encrypted")
    else:
        yield note("mail: the server answers, but letters travel in the clear; right only on this machine")
