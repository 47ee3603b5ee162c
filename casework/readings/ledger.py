"""The newsrooms' public ledger, by page and in sums of a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from casework.domain.calendar import LOCAL
from casework.domain.text import whole_number
from casework.domain.values import OutletCode
from casework.readings.pages import Page
from casework.store import ledger
from casework.store.casework import Casework
from casework.store.ledger import KINDS, Entry

__all__ = ["KINDS", "Entry", "Month", "entries", "sums"]

A_PAGE: Final = 30


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month in Nam Định."""

    first: date

    @property
    def next(self) -> Month:
        year, month = divmod(self.first.year * 12 + self.first.month, 12)
        return Month(first=date(year, month + 1, 1))

    @property
    def previous(self) -> Month:
        year, month = divmod(self.first.year * 12 + self.first.month - 2, 12)
        return Month(first=date(year, month + 1, 1))

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From its first moment to the first of the next, in UTC."""
        return _midnight(self.first), _midnight(self.next.first)


def entries(
    casework: Casework,
    *,
    outlet: OutletCode | None = None,
    kind: str = "",
    month: Month | None = None,
    after: tuple[str, ...] | None = None,
) -> Page[Entry]:
    """The last acts first."""
    since, until = month.span if month else (None, None)
    with casework.db.read() as session:
        rows = ledger.entries(
            session,
            outlet=outlet,
            kind=kind,
            since=since,
            until=until,
            before=_number(after),
            limit=A_PAGE + 1,
        )
    shown, more = rows[:A_PAGE], len(rows) > A_PAGE
    return Page(rows=shown, next_key=(str(shown[-1].seq),) if more else None)


def _number(key: tuple[str, ...] | None) -> int | None:
    """The act that a page goes on after; None for a key of some other list."""
    return whole_number(key[0]) if key and len(key) == 1 else None


def sums(casework: Casework, month: Month) -> Mapping[str, Mapping[OutletCode, int]]:
    """How often each newsroom did each kind of thing in a month, by the event's name."""
    since, until = month.span
    with casework.db.read() as session:
        found: Sequence[ledger.Sum] = ledger.sums(session, since=since, until=until)
    counted: dict[str, dict[OutletCode, int]] = {}
    for one in found:
        counted.setdefault(one.name, {})[one.outlet] = one.amount
    return counted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)
