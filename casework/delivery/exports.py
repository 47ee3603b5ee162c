"""Making files of open data aside: what somebody asked for, and every night the whole."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from casework.delivery.log import log, where
from casework.documents import dictionary, tables
from casework.domain.calendar import local_day
from casework.domain.open_data import NAMES, Format
from casework.readings import open_data
from casework.readings.open_data import Record
from casework.store import exports, published
from casework.store.casework import Casework, new_post_id
from casework.store.db import Unavailable
from casework.store.exports import Export

TOLD_EVERY_SECONDS: Final = 1.0


def call(casework: Casework) -> None:
    """Let the whole be made once a day, and anew as soon as something in it ceases to be public."""
    with casework.db.write() as session:
        if exports.is_waiting(session, Format.ZIP):
            return
        last = exports.newest(session, Format.ZIP)
        if last is not None and last.finished_at is not None:
            of_today = local_day(last.finished_at) == local_day(casework.now())
            if of_today and not exports.is_outdated(session, last.seen):
                return
        exports.put(session, new_post_id(), Format.ZIP, {}, casework.now())


def make_next(casework: Casework, public_url: str, *, go_on: Callable[[], bool] = lambda: True) -> bool:
    """Make one file that waits; False when none does. What breaks off is begun anew by the next to ask, and
    given up after a few times."""
    with casework.db.read() as session:  # asked every second: nobody waits for a lock because of that
        if not exports.is_due(session, casework.now()):
            return False
    with casework.db.write() as session:
        export = exports.take(session, casework.now())
    if export is None:
        return False
    try:
        _make(casework, export, public_url, go_on)
    except Unavailable:
        raise
    except _Stopped:
        log.info("file of open data %s waits for another worker", export.id)
    except Exception as error:
        log.error("file of open data %s broke off: %s", export.id, where(error))
    return True


class _Stopped(Exception):
    """The worker is asked to stop."""


def _make(casework: Casework, export: Export, public_url: str, go_on: Callable[[], bool]) -> None:
    filters = published.filters_of(export.filters)
    total = open_data.count(casework, filters)
    rows = 0

    def told() -> Iterator[Record]:
        nonlocal rows
        at = float("-inf")
        for record in open_data.records(casework, filters, public_url=public_url):
            if time.monotonic() - at > TOLD_EVERY_SECONDS:
                at = time.monotonic()
                _tell(casework, export.id, rows, total)
                if not go_on():
                    raise _Stopped
            yield record
            rows += 1

    def write(out: BinaryIO) -> None:
        _WRITERS[export.form](casework, out, told(), public_url)

    size, digest = casework.files.write(export.id, write)
    with casework.db.write() as session:
        exports.finish(session, export.id, rows=rows, size=size, digest=digest, now=casework.now())
    log.info("file of open data %s made: %s rows, %s bytes", export.id, rows, size)


def _tell(casework: Casework, key: str, done: int, total: int) -> None:
    with casework.db.write() as session:
        exports.tell(session, key, done=done, total=total, now=casework.now())


def _csv(_casework: Casework, out: BinaryIO, records: Iterator[Record], _url: str) -> None:
    for line in tables.csv_lines(NAMES, records):
        out.write(line.encode())


def _json(_casework: Casework, out: BinaryIO, records: Iterator[Record], _url: str) -> None:
    for line in tables.json_lines(NAMES, records):
        out.write(line.encode())


def _xlsx(_casework: Casework, out: BinaryIO, records: Iterator[Record], _url: str) -> None:
    tables.xlsx(out, NAMES, records, name="reports")


def _zip(casework: Casework, out: BinaryIO, records: Iterator[Record], public_url: str) -> None:
    day = local_day(casework.now())
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("reports.csv", "w", force_zip64=True) as table:
            for line in tables.csv_lines(NAMES, records):
                table.write(line.encode())
        described = json.dumps(
            dictionary.package(home=public_url, made_on=day, title=dictionary.TITLE),
            ensure_ascii=False,
            indent=2,
        )
        packed.writestr("datapackage.json", described + "\n")
        packed.writestr(
            "README.txt", dictionary.read_me(home=public_url, made_on=day, title=dictionary.TITLE)
        )


_WRITERS: Final = {Format.CSV: _csv, Format.JSON: _json, Format.XLSX: _xlsx, Format.ZIP: _zip}
