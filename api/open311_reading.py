"""What a GeoReport query asks for, read as the specification says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext

from api.georeport import Wrong
from casework.domain.calendar import local_day
from casework.domain.codes import parse_code
from casework.domain.values import FieldCode, ReportCode, Status
from casework.readings.open_requests import CLOSED, OPEN, Asked
from web.kitchen import casework, settings

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
SPAN: Final = timedelta(days=90)
_MOST_LISTED: Final = 100
_LONGEST: Final = 40
_EVERYWHERE: Final = frozenset({"jurisdiction_id", "api_key"})
_STATUSES: Final[Mapping[str, frozenset[Status]]] = {"open": OPEN, "closed": CLOSED}
_YES: Final = ("true", "1")
_EXTENDED: Final = ("extended_attributes", "extensions")
_OF_REQUESTS: Final = (*_EXTENDED, "service_request_id", "service_code", "start_date", "end_date", "status")


def only(known: Collection[str], given: Collection[str] | None = None) -> None:
    """Raises Wrong for a name that is none of these, and for a place that is not ours."""
    unknown = sorted(set(request.args if given is None else given) - set(known) - _EVERYWHERE)
    if unknown:
        raise Wrong(400, _("Không có tham số này: %(names)s.", names=", ".join(unknown)[:200]))
    here = urlsplit(settings().public_url).hostname
    if request.values.get("jurisdiction_id", here) not in (here, ""):
        raise Wrong(404, _("Không có jurisdiction_id này."))


def wants_more() -> bool:
    """Whether attributes of ours are wanted too."""
    return any(request.args.get(name, "").lower() in _YES for name in _EXTENDED)


def one_request() -> None:
    only(_EXTENDED)


def requests() -> Asked:
    """What the list is narrowed to: by default what was published in the last 90 days. Raises Wrong."""
    only(_OF_REQUESTS)
    since, until = _span()
    statuses = {one for word in _listed("status") for one in _status(word)}
    return Asked(
        codes=_codes(),
        fields=frozenset(FieldCode(code) for code in _listed("service_code")),
        statuses=frozenset(statuses),
        since=since,
        until=until,
    )


def one(code: str) -> Asked:
    """One request by its code; a code that is none finds nothing."""
    today = local_day(casework().now())
    return Asked(codes=(ReportCode(parse_code(code) or "-"),), since=today, until=today)


def _codes() -> tuple[ReportCode, ...]:
    """Those that are asked for by name; one that is none is found nowhere."""
    return tuple(ReportCode(parse_code(each) or "-") for each in _listed("service_request_id"))


def _listed(name: str) -> list[str]:
    """The values of a parameter that holds several, with commas between."""
    found = [part.strip() for value in request.args.getlist(name) for part in value.split(",")]
    found = [part for part in found if part]
    if len(found) > _MOST_LISTED:
        raise Wrong(400, _("%(name)s: nhiều nhất %(most)s mã mỗi lần.", name=name, most=_MOST_LISTED))
    if any(len(part) > _LONGEST or "\0" in part for part in found):
        raise Wrong(400, _("%(name)s: có mã không đúng.", name=name))
    return found


def _status(word: str) -> frozenset[Status]:
    if word not in _STATUSES:
        raise Wrong(400, _("status là open hoặc closed."))
    return _STATUSES[word]


def _span() -> tuple[date, date]:
    """The days that both dates, one of them or none of them mean. By the day: hours are told of no report."""
    today, since, until = local_day(casework().now()), _day("start_date"), _day("end_date")
    if since is None:
        until = until or today
        since = until - SPAN
    elif until is None:
        until = since + SPAN
    if since > until:
        raise Wrong(400, _("start_date phải trước end_date."))
    if until - since > SPAN:
        raise Wrong(400, _("start_date và end_date cách nhau nhiều nhất 90 ngày."))
    return since, until


def _day(name: str) -> date | None:
    """The day in Nam Định of a moment in W3C format, as 2026-11-02T00:00:00Z."""
    given = request.args.get(name)
    if given is None:
        return None
    try:
        # Who forgets to write + as %2B sends a blank.
        at = datetime.fromisoformat(given.replace(" ", "+") if given.isascii() else "")
        if at.tzinfo is None or not 1900 < at.year < 2900:
            raise ValueError(name)
        return local_day(at)
    except ValueError:
        raise Wrong(400, _("%(name)s viết như 2026-11-02T00:00:00Z.", name=name)) from None
