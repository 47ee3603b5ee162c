"""Ready texts as a form offers them: in the reporter's language, with what differs filled in."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.ready_texts import filled
from casework.readings.ready_texts import Use
from moderation.desk import Desk
from web.i18n import written_date


@dataclass(frozen=True, kw_only=True)
class Ready:
    """One choice; `words` is what goes into the field."""

    code: str
    name: str
    words: str


def ready_words(desk: Desk, use: Use) -> list[Ready]:
    """What may be chosen for this use. Words to an agency are Vietnamese, whatever the reporter reads."""
    locale = "vi" if use is Use.AGENCY else desk.ready.locale
    names, report = desk.directory, desk.thread.report
    agency = names.agency(report.agency) if report.agency else desk.by_rule
    values = {
        "code": report.code,
        "title": desk.thread.title,
        "outlet": names.outlet_name(report.outlet, locale),
        "agency": agency.called(locale) if agency else "",
        "today": written_date(desk.now),
    }
    return [
        Ready(code=text.code, name=text.name, words=filled(text.words(locale), values))
        for text in desk.ready.of(use)
    ]
