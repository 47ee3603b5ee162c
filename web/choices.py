"""What a form lets people choose from, in the reader's language and in the directory's order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from flask_babel import lazy_gettext as _l

from casework.domain.values import AgencyCode
from casework.readings.directory import Directory
from web.i18n import language

Choices = list[tuple[str, str]]

_LEVELS: Mapping[str, object] = {
    "province": _l("Ủy ban nhân dân tỉnh"),
    "department": _l("Sở, ban, ngành"),
    "vertical": _l("Cơ quan ngành dọc"),
    "utility": _l("Điện, nước"),
    "organisation": _l("Đoàn thể"),
    "district": _l("Huyện, thành phố"),
}


def level(code: str) -> str:
    """What a level of administration is called; a level nobody has named is its code."""
    return str(_LEVELS.get(code, code))


def agencies(
    directory: Directory, day: date, *, none: object = "", but: Collection[AgencyCode] = ()
) -> dict[str, Choices]:
    """The agencies that work on that day, by level; `none` is how choosing no agency is called."""
    groups: dict[str, Choices] = {"": [("", str(none))]} if none else {}
    for agency in directory.agencies_in_force(day):
        if agency.code not in but:
            groups.setdefault(level(agency.level), []).append((agency.code, agency.called(language())))
    return groups
