"""Which reports were merged into one, as its history tells."""

from __future__ import annotations

from collections.abc import Iterable

from casework.domain.events import LetGo, TookIn
from casework.domain.evolve import Recorded
from casework.domain.values import ReportCode


def taken_in(history: Iterable[Recorded]) -> tuple[ReportCode, ...]:
    """The reports that are merged into this one now, in the order in which they came; not those merged into
    these."""
    there: dict[ReportCode, None] = {}
    for recorded in history:
        match recorded.event:
            case TookIn(report=code):
                there[code] = None
            case LetGo(report=code):
                there.pop(code, None)
    return tuple(there)
