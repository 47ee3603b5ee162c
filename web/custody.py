"""The way of a report through the hands that had it, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext

from casework.domain.custody import Custody, Hands, Keeping, Left, custody
from casework.readings.directory import Directory
from casework.readings.thread import Thread
from web.i18n import language
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """One stretch for components/custody.html; `until` is None while it lasts."""

    name: str
    url: str  # of the agency's page
    beside: str  # who helped, one after the other
    since: datetime
    until: datetime | None
    how: str  # it left these hands; empty while it lasts
    proposed: str  # whom an agency that gave it back named instead


@dataclass(frozen=True, kw_only=True)
class Way:
    """`transfers` counts the agencies that it was sent to; a reorganisation sends it nowhere."""

    stretches: tuple[Stretch, ...]
    transfers: int
    returns: int
    was_reorganised: bool


def way_of(thread: Thread, directory: Directory) -> Way | None:
    """The way as far as its reader sees it; None until an agency has had it."""
    found: Custody = custody(thread.history)
    if not found.transfers:
        return None
    return Way(
        stretches=tuple(_stretch(one, directory) for one in found.keepings),
        transfers=found.transfers,
        returns=found.returns,
        was_reorganised=any(one.left is Left.SUCCEEDED for one in found.keepings),
    )


def _stretch(one: Keeping, directory: Directory) -> Stretch:
    agency, lang = directory.agency(one.agency), language()
    return Stretch(
        name=directory.agency_name(one.agency, lang) if one.agency else _NAMES[one.hands](),
        url=url_for("forum.agency", slug=agency.slug) if agency else "",
        beside=", ".join(directory.agency_name(code, lang) for code in one.co_agencies),
        since=one.since,
        until=one.until,
        how=_how(one),
        proposed=directory.agency_name(one.proposed, lang),
    )


def _how(one: Keeping) -> str:
    if one.reason is not None:
        return _("Trả lại: %(why)s", why=word(one.reason))
    return _LEFT[one.left]() if one.left else ""


_NAMES: Mapping[Hands, Callable[[], str]] = {
    Hands.NEWSROOM: lambda: _("Tòa soạn"),
    Hands.OVERSIGHT: lambda: _("Sở Nội vụ quyết định"),
}
_LEFT: Mapping[Left, Callable[[], str]] = {
    Left.SENT: lambda: _("Chuyển cơ quan"),
    Left.RETURNED: lambda: _("Trả lại"),
    Left.SUCCEEDED: lambda: _("Cơ quan được sắp xếp lại, hồ sơ đi theo"),
    Left.ANSWERED: lambda: _("Đã trả lời"),
    Left.ENDED: lambda: _("Đã kết thúc"),
}
