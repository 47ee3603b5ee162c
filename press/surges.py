"""Surges as pages show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import format_decimal, gettext

from casework.domain.surges import Compared, Surge, Window
from casework.readings.directory import Directory
from casework.readings.surges import Surges
from web.i18n import language

_: Callable[..., str] = gettext


@dataclass(frozen=True, kw_only=True)
class SurgeView:
    """One surge in words; `url` is the list of its reports."""

    name: str
    kind: str
    recent: int
    expected: str
    one_in: str
    url: str


def surge_views(found: Surges, names: Directory) -> list[SurgeView]:
    """All of them, the least likely first."""
    if found.window is None:
        return []
    return [_view(one, found.window, names) for one in found.findings.surges]


def _view(surge: Surge, window: Window, names: Directory) -> SurgeView:
    lang = language()
    parts = (
        names.field_name(surge.field, lang),
        names.area_name(surge.area, lang),
        names.agency_name(surge.agency, lang),
    )
    kinds = {
        Compared.FIELD: _("Lĩnh vực"),
        Compared.AREA: _("Địa bàn"),
        Compared.AGENCY: _("Cơ quan"),
        Compared.FIELD_AND_AREA: _("Lĩnh vực ở một địa bàn"),
    }
    return SurgeView(
        name=" · ".join(part for part in parts if part),
        kind=kinds[surge.what],
        recent=surge.recent,
        expected=format_decimal(round(surge.expected, 1)),
        one_in=format_decimal(surge.one_in),
        url=url_for(
            "forum.reports",
            field=surge.field,
            area=surge.area,
            agency=surge.agency,
            since=window.since.isoformat(),
            until=window.until.isoformat(),
        ),
    )
