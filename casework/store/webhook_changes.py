"""Who made, changed, stopped or removed an endpoint, and when; kept when the endpoint is removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select

from casework.domain.values import AgencyCode, UserId
from casework.domain.webhooks import Deed, Endpoint
from casework.store.db import Session
from casework.store.tables import UserRow, WebhookChangeRow


@dataclass(frozen=True, kw_only=True)
class Change:
    """What was done to an endpoint. `name` and `host`: what it was called and where it led from then on.

    `by` None: the forum itself; `by_name` is empty then, and of who was erased since.
    """

    webhook: str
    agency: AgencyCode | None
    name: str
    host: str
    deed: Deed
    at: datetime
    by: UserId | None
    by_name: str = ""


def note(session: Session, endpoint: Endpoint, deed: Deed, *, by: UserId | None, at: datetime) -> None:
    """Write down what was just done."""
    session.add(
        WebhookChangeRow(
            webhook=endpoint.id,
            agency=endpoint.agency,
            name=endpoint.name,
            host=endpoint.host,
            deed=deed,
            at=at,
            by=by,
        )
    )
    session.flush()


def of_endpoint(session: Session, endpoint: str, *, limit: int) -> list[Change]:
    """The last ones, newest first."""
    return _read(session, _newest(WebhookChangeRow.webhook == endpoint).limit(limit))


def of_agencies(session: Session, agencies: Sequence[AgencyCode | None], *, limit: int) -> list[Change]:
    """The last ones of all endpoints of these agencies (None: of portals), removed ones too; newest first."""
    wanted: ColumnElement[bool] = WebhookChangeRow.agency.in_([one for one in agencies if one is not None])
    if None in agencies:
        wanted = or_(wanted, WebhookChangeRow.agency.is_(None))
    return _read(session, _newest(wanted).limit(limit))


def of_person(session: Session, user: UserId) -> list[Change]:
    """All that somebody did, newest first."""
    return _read(session, _newest(WebhookChangeRow.by == user))


def _newest(wanted: ColumnElement[bool]) -> Select[WebhookChangeRow, str | None]:
    return (
        select(WebhookChangeRow, UserRow.name)
        .outerjoin(UserRow, UserRow.id == WebhookChangeRow.by)
        .where(wanted)
        .order_by(WebhookChangeRow.at.desc(), WebhookChangeRow.id.desc())
    )


def _read(session: Session, query: Select[WebhookChangeRow, str | None]) -> list[Change]:
    return [
        Change(
            webhook=row.webhook,
            agency=row.agency,
            name=row.name,
            host=row.host,
            deed=row.deed,
            at=row.at,
            by=row.by,
            by_name=name or "",
        )
        for row, name in session.execute(query)
    ]
