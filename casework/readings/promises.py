"""How an agency keeps what it promises, as everybody may read it."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.promises import PromiseState
from casework.domain.values import AgencyCode
from casework.store import promises
from casework.store.casework import Casework


@dataclass(frozen=True, kw_only=True)
class Kept:
    """How many promises of public reports were kept, were not, and wait for day or reporter."""

    kept: int
    missed: int
    waiting: int

    def __bool__(self) -> bool:
        return bool(self.kept or self.missed or self.waiting)


def kept_by(casework: Casework, agency: AgencyCode) -> Kept:
    """The figures of one agency under the name under which it promised; one query."""
    with casework.db.read() as session:
        found = promises.counted(session, agency)
    waiting = found[PromiseState.WAITING] + found[PromiseState.ASKED]
    return Kept(kept=found[PromiseState.KEPT], missed=found[PromiseState.MISSED], waiting=waiting)
