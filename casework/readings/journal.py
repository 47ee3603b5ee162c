"""The journal as everybody may see it: the heads of its days, and whether a receipt stands in it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from casework.domain.calendar import local_day
from casework.domain.values import ReportCode
from casework.store import day_heads, journal
from casework.store.casework import Casework
from casework.store.day_heads import DayHead

__all__ = ["Checked", "DayHead", "check", "heads", "receipt"]

A_PAGE: Final = 31
_SIGNS: Final = 32  # of a hash, 128 bits: nobody makes up one that fits
_GROUP: Final = 4
_BETWEEN: Final = re.compile(r"[\s.\-\u2010-\u2015]+")  # as people copy it
_RECEIPT: Final = re.compile(rf"([0-9]{{1,9}}){_BETWEEN.pattern}(.+)", re.DOTALL)
_HASH: Final = re.compile(rf"[0-9a-f]{{{_SIGNS}}}")
_LONGEST: Final = 200


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A receipt that stands in the journal. `head` holds it once its day is over."""

    day: date
    head: DayHead | None


def heads(casework: Casework, *, before: date | None = None, limit: int = A_PAGE) -> Sequence[DayHead]:
    """The heads of the days, the last first."""
    with casework.db.read() as session:
        return day_heads.newest(session, before=before, limit=limit)


def receipt(casework: Casework, code: ReportCode) -> str:
    """What a reporter keeps to prove that it arrived: the number and half the hash of its first event.

    It tells nothing of the report: not its code, nor who sent it.
    """
    with casework.db.read() as session:
        found = journal.of_version(session, code, 1)
    if found is None:
        return ""
    seq, digest = found
    groups = [digest[start : start + _GROUP] for start in range(0, _SIGNS, _GROUP)]
    return "-".join((str(seq), *groups))


def check(casework: Casework, typed: str) -> Checked | None:
    """The event that a receipt stands for; None for one that is unknown, wrong, or no receipt at all."""
    found = _RECEIPT.fullmatch(typed[:_LONGEST].strip().lower())
    signs = _BETWEEN.sub("", found[2]) if found else ""
    if found is None or not _HASH.fullmatch(signs):
        return None
    number = int(found[1])
    with casework.db.read() as session:
        event = journal.at_seq(session, number)
        if event is None or not secrets.compare_digest(event[0][:_SIGNS], signs):
            return None
        return Checked(day=local_day(event[1]), head=day_heads.covering(session, number))
