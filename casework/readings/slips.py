"""A redirect slip: where a khiếu nại or a tố cáo goes, by when, and what the law promises."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.calendar import local_day
from casework.domain.legal_terms import LegalTerms
from casework.domain.report import Report
from casework.domain.values import LegalDoor, legal_door_of
from casework.readings.directory import Agency, directory
from casework.store.casework import Casework

__all__ = ["Slip", "for_declined", "slip"]


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What stands on it. `agency` is whom it goes to by name; "" when only its receiver knows who decided."""

    door: LegalDoor
    agency: str
    address: str
    phone: str
    legal: LegalTerms


def slip(
    casework: Casework,
    door: LegalDoor,
    *,
    lang: str,
    agency: str | None = None,
    field: str | None = None,
    area: str | None = None,
) -> Slip:
    """The slip for one door in a reader's language ("vi", "en").

    A khiếu nại goes to who decided: the agency that its author names, else whoever leads for that field
    there. A tố cáo goes to the inspectorate. An agency that has ended is followed to its successor.
    """
    legal, names, day = casework.terms().legal, directory(casework), local_day(casework.now())
    if door is LegalDoor.DENUNCIATION:
        to = names.heir_of(legal.inspectorate, day)
    elif agency:
        to = names.heir_of(agency, day)
    else:
        to = names.agency_for(field, area, day) if field else None
    return _slip(door, to, legal, lang)


def for_declined(casework: Casework, report: Report, *, lang: str) -> Slip | None:
    """The slip for what the newsroom declined since it belongs to another door.

    None for any other report, and for one that the newsroom has taken there itself.
    """
    door = legal_door_of(report.decline_reason)
    if door is None or report.passed_on:
        return None
    return slip(casework, door, lang=lang, agency=report.wanted_agency, field=report.field, area=report.area)


def _slip(door: LegalDoor, to: Agency | None, legal: LegalTerms, lang: str) -> Slip:
    return Slip(
        door=door,
        agency=to.called(lang) if to else "",
        address=to.address if to else "",
        phone=to.phone if to else "",
        legal=legal,
    )
