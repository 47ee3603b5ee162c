"""How what is public about a field, a task, an area or an outlet is answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from casework.domain.measures import Measures, measures_of
from casework.readings.lists import Figures, figures_of
from casework.store import case_counts
from casework.store.casework import Casework
from casework.store.tables_counts import Subject

__all__ = ["Answering", "Subject", "answering"]


@dataclass(frozen=True, kw_only=True)
class Answering:
    figures: Figures
    measures: Measures


def answering(casework: Casework, subject: Subject, codes: Collection[str]) -> Answering:
    """The figures of these together, a task with its sub-topics, say; one query."""
    with casework.db.read() as session:
        counts = case_counts.of(session, subject, codes)
    return Answering(figures=figures_of(counts), measures=measures_of(counts))
