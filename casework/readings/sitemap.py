"""The addresses that search engines are told of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from casework.domain.calendar import local_day
from casework.domain.values import ReportCode
from casework.readings.kept import Kept
from casework.store import sitemap
from casework.store.casework import Casework
from casework.store.reports import NoSuchReport

PART: Final = 5_000  # addresses in one file, in two languages; the protocol allows 50,000
_PARTS: Kept[Sequence[sitemap.Key]] = Kept()


def parts(casework: Casework) -> Sequence[ReportCode]:
    """The report with which each part of the map begins, counted once a minute."""

    def count() -> Sequence[sitemap.Key]:
        with casework.db.read() as session:
            return sitemap.parts(session, PART)

    return [code for _, code in _PARTS.get(casework.db, count)]


def part(casework: Casework, begin: ReportCode) -> Sequence[tuple[ReportCode, date]]:
    """The published reports of the part that begins with this one, each with the day of its last step.

    Raises NoSuchReport where no report begins that is published.
    """
    with casework.db.read() as session:
        key = sitemap.key_of(session, begin)
        if key is None:
            raise NoSuchReport(begin)
        found = sitemap.part(session, key, PART)
    return [(code, local_day(since)) for code, since in found]
