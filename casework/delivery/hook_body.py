"""What a webhook says: made when it is sent, of what everybody may read at that moment."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

from casework.domain.calendar import local_day
from casework.domain.evolve import Recorded
from casework.domain.values import Display, PostId, PostState
from casework.domain.webhooks import PING, WORDED, Happening
from casework.store import directory, outbox, published, reports, threads
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.hook_deliveries import Told
from casework.store.published import Line

LONGEST_TEXT: Final = 900  # characters, as in a list


def made(session: Session, casework: Casework, told: Told, public_url: str) -> bytes | None:
    """The body; None when it may not be told: the report is not public (or, if taken down, is again)."""
    said: dict[str, Any] | None
    if told.happening == PING:
        said = _said(told, at=_moment(told.created_at), exact=True)
    else:
        said = _of_report(session, casework, told, public_url)
    return None if said is None else json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _of_report(session: Session, casework: Casework, told: Told, public_url: str) -> dict[str, Any] | None:
    if told.report is None or told.event_seq is None:
        return None
    recorded, _part = outbox.event(session, told.event_seq)
    line = published.lines_of(session, [told.report]).get(told.report)
    if told.happening == Happening.TAKEN_DOWN:
        # The code alone, and the day: whoever took a copy knows by it what to take down too.
        day = local_day(recorded.at).isoformat()
        return None if line else _said(told, at=day, exact=False, data={"code": told.report})
    if line is None:
        return None
    exact = reports.load(session, told.report).display is not Display.CONFIDENTIAL
    at = _moment(recorded.at) if exact else local_day(recorded.at).isoformat()
    data = _report(line, directory.kept(casework.db), public_url)
    data["text"] = _text(session, told, recorded, line)
    return _said(told, at=at, exact=exact, data=data)


def _said(told: Told, *, at: str, exact: bool, data: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "id": f"evt_{told.event}",
        "type": told.happening,
        "occurred_at": at,
        "exact": exact,
        "data": data or {},
    }


def _report(line: Line, names: Directory, public_url: str) -> dict[str, Any]:
    return {
        "code": line.code,
        "url": f"{public_url.rstrip('/')}/reports/{line.code}",
        "title": line.title,
        "kind": line.kind.value,
        "status": line.status.value,
        "overdue": line.overdue,
        "agency": _named(line.agency, names.agency_name(line.agency, "vi")),
        "field": _named(line.field, names.field_name(line.field, "vi")),
        "area": _named(line.area, names.area_name(line.area, "vi")),
        "outlet": _named(line.outlet, names.outlet_name(line.outlet, "vi")),
    }


def _named(code: str | None, name: str) -> dict[str, str] | None:
    return None if code is None else {"code": code, "name": name}


def _text(session: Session, told: Told, recorded: Recorded, line: Line) -> str:
    """The beginning of what was said, as readers see it now; empty where they do not."""
    if told.happening == Happening.PUBLISHED:
        return line.body[:LONGEST_TEXT]
    worded = next((post for one, post in WORDED.items() if one.value == told.happening), None)
    if worded is None:
        return ""
    post = threads.post(session, getattr(recorded.event, "post", PostId("")))
    if post is None or post.kind is not worded or post.state is not PostState.SHOWN:
        return ""
    return post.source[:LONGEST_TEXT]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
