"""How an agency helps others to answer, as everybody may read it."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.values import AgencyCode
from casework.store import shares
from casework.store.casework import Casework


@dataclass(frozen=True, kw_only=True)
class Helped:
    """How many shares of public reports it gave, how many of them in time, and how many are overdue."""

    given: int
    in_time: int
    late: int

    def __bool__(self) -> bool:
        return bool(self.given or self.late)


def helped_by(casework: Casework, agency: AgencyCode) -> Helped:
    """The figures of one agency under the name under which it helped; one query."""
    with casework.db.read() as session:
        given, in_time, late = shares.counted(session, agency)
    return Helped(given=given, in_time=in_time, late=late)
