"""What lists are counted by: a short row for each report that readers may read, beside the words of it.

A list of a hundred thousand counts a thousand of them; reading as many reports would take longer than all
else on its page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from casework.domain.ratings import ratings_of
from casework.domain.report import Report
from casework.store.db import Session
from casework.store.tables import PublishedFacetsRow

RATING: Final = "rating"
FACETS: Final = ("kind", "status", "agency", "field", "area")
# The last two say what a rating says: solved or not, and its stars.
_PLACES: Final = (*FACETS, RATING, RATING)


def written(report: Report) -> str:
    """The values in their places; no code has a space in it, and what is missing is nothing."""
    said = ratings_of(report.solved, report.stars) or ("", "")
    return " ".join((*(str(getattr(report, name) or "") for name in FACETS), *said))


def keep(session: Session, number: int, report: Report) -> None:
    """Bring the row of a report that readers may read in step with it."""
    facets = written(report)
    found = session.get(PublishedFacetsRow, number)
    if found is None:
        session.add(PublishedFacetsRow(number=number, facets=facets))
    elif found.facets != facets:
        found.facets = facets


def counted(rows: Iterable[str | None]) -> Mapping[str, Counter[str]]:
    """How often each value of each facet stands in these; None for a report that has no row yet."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*FACETS, RATING)}
    for facets, often in Counter(rows).items():
        for name, value in zip(_PLACES, facets.split(" "), strict=True) if facets else ():
            if value:
                counts[name][value] += often
    return counts
