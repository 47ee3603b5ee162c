"""Asking for a file of open data that is made aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casework.domain.open_data import Format
from casework.store import exports
from casework.store.casework import Casework

MOST_WAITING: Final = 20


class TooMany(Exception):
    """So many files wait to be made that another would only wait as well."""


def ask(casework: Casework, key: str, form: Format, filters: Mapping[str, str]) -> None:
    """Let the file be made; `key` is the form's own, under which the same question is asked once.

    Raises TooMany.
    """
    with casework.db.write() as session:
        if exports.load(session, key) is None and exports.waiting(session) >= MOST_WAITING:
            raise TooMany
        exports.put(session, key, form, filters, casework.now())
