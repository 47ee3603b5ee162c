"""What a journalist keeps of a report for themselves: which, in which version, and a note."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from casework.domain.values import ReportCode

MOST: Final = 500
LONGEST_NOTE: Final = 5000


@dataclass(frozen=True, kw_only=True)
class Clipping:
    """Nothing of the report is kept but its code: what is taken out of it later is in nobody's clipping."""

    report: ReportCode
    version: int
    note: str
    at: datetime

    @property
    def seen(self) -> str:
        """What a form says of the note that stood in it, to be known again."""
        return hashlib.sha256(self.note.encode()).hexdigest()[:16]
