"""Where more is reported this week than usual, of what everybody may read."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.surges import Findings, Window, find, window
from casework.domain.values import AreaCode
from casework.store import directory
from casework.store import surges as surge_rows
from casework.store.casework import Casework
from casework.store.directory import Directory


@dataclass(frozen=True, kw_only=True)
class Surges:
    """What was found, and of which days; `window` is None while the forum is too young to compare."""

    findings: Findings
    window: Window | None


def surges(casework: Casework) -> Surges:
    """Two queries, of thirteen weeks at most, however long the forum has been there."""
    names = directory.kept(casework.db)
    with casework.db.read() as session:
        compared = window(casework.now(), surge_rows.first_day(session))
        if compared is None:
            return Surges(findings=Findings(surges=(), compared=0), window=None)
        cells = surge_rows.cells(session, compared.usual_begins, compared.begins)
    around = _around(names)
    found = find(cells, compared.weeks, around=lambda area: around.get(area, (area,)))
    return Surges(findings=found, window=compared)


def _around(names: Directory) -> dict[AreaCode, list[AreaCode]]:
    """Each area with all whose lists show what is in it."""
    found: dict[AreaCode, list[AreaCode]] = {}
    for area in names.areas:
        for inside in names.within(area.code):
            found.setdefault(AreaCode(inside), []).append(area.code)
    return found
