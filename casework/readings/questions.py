"""What an agency or a field is asked most, with the beginning of what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from casework.readings.directory import directory
from casework.readings.lists import Filters, Summary, beginning_of, summary_of
from casework.store import published
from casework.store.casework import Casework
from casework.store.published import Works

SHOWN: Final = 3


def typical(casework: Casework, filters: Filters, works: Works | None = None) -> Sequence[Summary]:
    """The answered questions that most people have too, each with its reply's beginning; one query."""
    named = directory(casework)
    with casework.db.read() as session:
        found = published.answered_questions(session, named, filters, SHOWN, works)
    return [replace(summary_of(line), excerpt=beginning_of(said)) for line, said in found]
