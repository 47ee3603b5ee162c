"""What the two laws say of periods, and who keeps the sealed channel: settings, each with its source.

The defaults are taken from the laws as they stood; an administrator overrides them by rows of the settings
named `legal.<field>`, from a day on, with the source of the new rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from casework.domain.values import AgencyCode

_COMPLAINTS: Final = "Luật Khiếu nại 02/2011/QH13"
_DENUNCIATIONS: Final = "Luật Tố cáo 25/2018/QH14"
_INSPECTORATE: Final = AgencyCode("TTT")
SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "complaint_within_days": f"{_COMPLAINTS}, Điều 9",
        "complaint_accept_days": f"{_COMPLAINTS}, Điều 27",
        "complaint_decide_days": f"{_COMPLAINTS}, Điều 28",
        "complaint_decide_days_remote": f"{_COMPLAINTS}, Điều 28",
        "denunciation_accept_working_days": f"{_DENUNCIATIONS}, Điều 24",
        "denunciation_decide_days": f"{_DENUNCIATIONS}, Điều 30",
        "inspectorate": f"{_DENUNCIATIONS}, Điều 13",
    }
)


@dataclass(frozen=True, kw_only=True)
class LegalTerms:
    """Periods in calendar days unless a name says otherwise. `inspectorate` keeps the sealed channel."""

    complaint_within_days: int = 90  # of knowing of the decision or act
    complaint_accept_days: int = 10
    complaint_decide_days: int = 30
    complaint_decide_days_remote: int = 45  # in remote areas
    denunciation_accept_working_days: int = 7
    denunciation_decide_days: int = 30  # of its being accepted
    inspectorate: AgencyCode = _INSPECTORATE
    sources: Mapping[str, str] = field(default_factory=lambda: SOURCES)  # by the names above
