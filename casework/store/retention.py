"""What the tables hold longer than anybody needs it, kind by kind; each is counted as it is removed.

The periods are settings (`domain.retention`). docs/retention.md names every table of the house.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    cast,
    delete,
    exists,
    func,
    inspect,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from casework.domain.retention import OVER, Periods
from casework.domain.values import ReportCode, UserId
from casework.store import hook_deliveries, outbox
from casework.store.db import Session
from casework.store.tables import (
    AccessTokenRow,
    Base,
    BounceRow,
    ContactRequestRow,
    DeliveryRow,
    EventRow,
    ExportRow,
    FormKeyRow,
    MailedBackRow,
    OutboxRow,
    RecoveryCodeRow,
    RememberedRow,
    ReporterContactRow,
    ReportRow,
    RevisionRow,
    SealedOriginalRow,
    SessionRow,
    TokenRow,
    UserRow,
    WebhookChangeRow,
    WebhookDeliveryRow,
)

BATCH: Final = 200  # rows a transaction: nobody waits long for a lock
Over = Callable[[datetime, datetime], ColumnElement[bool]]
# What an account that was never proven may have, and goes with it.
_OF_ITS_OWN: Final = (SessionRow, RememberedRow, TokenRow)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Rows of one table that are removed when `is_over(before, now)`; `before`: the period ago."""

    name: str
    period: str  # its name among the `Periods`
    table: type[Base]
    is_over: Over
    has_files: bool = False  # the first part of its key names one

    def days(self, periods: Periods) -> int:
        days: int = getattr(periods, self.period)
        return days

    def over(self, periods: Periods, now: datetime) -> ColumnElement[bool]:
        return self.is_over(now - timedelta(days=self.days(periods)), now)


def _is_told(before: datetime, _now: datetime) -> ColumnElement[bool]:
    """A letter that waits for nothing any more.

    Its row keeps the same notice from being sent twice. Who puts notices about events does so in the
    transaction that takes the event out of the outbox, so that nothing puts one again; were the event still
    there, the row would have to stay. Notices about accounts have a key that is never used again.
    """
    digest = aliased(DeliveryRow)
    waits_for_it = exists().where(digest.id == DeliveryRow.digest, digest.state == outbox.WAITING)
    return and_(
        or_(
            DeliveryRow.state.in_((outbox.SENT, outbox.DEAD, outbox.DROPPED)),
            # What was gathered for a digest that was given up.
            and_(DeliveryRow.state == outbox.GATHERED, ~waits_for_it),
        ),
        DeliveryRow.created_at < before,
        or_(DeliveryRow.event_seq.is_(None), DeliveryRow.event_seq.not_in(select(OutboxRow.seq))),
    )


def _is_logged(before: datetime, _now: datetime) -> ColumnElement[bool]:
    """What an endpoint was told, or was not; as of letters, not while its event could be told again."""
    return and_(
        WebhookDeliveryRow.state != hook_deliveries.WAITING,
        WebhookDeliveryRow.created_at < before,
        or_(
            WebhookDeliveryRow.event_seq.is_(None),
            WebhookDeliveryRow.event_seq.not_in(select(OutboxRow.seq)),
        ),
    )


def _is_unproven(before: datetime, now: datetime) -> ColumnElement[bool]:
    """An account whose address nobody ever proved, which nothing else names, and whose link is dead.

    The newest account stays till there is a newer one: SQLite would give its number to the next, and a
    number must never stand for two people. A closed one stays, since it keeps its address from coming back.
    """
    told = literal("user:") + cast(UserRow.id, String)
    return and_(
        UserRow.confirmed_at.is_(None),
        UserRow.disabled_at.is_(None),
        UserRow.erased_at.is_(None),
        UserRow.created_at < before,
        UserRow.id < select(func.max(UserRow.id)).correlate(None).scalar_subquery(),
        ~exists().where(TokenRow.user_id == UserRow.id, TokenRow.expires_at > now),
        ~exists().where(DeliveryRow.recipient == told, DeliveryRow.state == outbox.WAITING),
        *(~exists().where(column == UserRow.id) for column in _names_of_people()),
    )


def _names_of_people() -> list[Any]:
    """Every column by which a row of another table says who somebody is."""
    own = {table.__table__ for table in _OF_ITS_OWN}
    keyed = [
        column
        for table in Base.metadata.sorted_tables
        if table not in own
        for column in table.columns
        if any(key.column.table.name == "user" for key in column.foreign_keys)
    ]
    return [*keyed, EventRow.actor]


KINDS: Final = (
    Kind(
        name="sessions",
        period="keep_sessions",
        table=SessionRow,
        is_over=lambda before, _: SessionRow.expires_at < before,
    ),
    Kind(
        name="remembered browsers",
        period="keep_sessions",
        table=RememberedRow,
        is_over=lambda before, _: RememberedRow.expires_at < before,
    ),
    Kind(
        name="tokens of programs",
        period="keep_sessions",
        table=AccessTokenRow,
        is_over=lambda before, _: AccessTokenRow.expires_at < before,
    ),
    Kind(
        name="links",
        period="keep_links",
        table=TokenRow,
        is_over=lambda before, _: or_(TokenRow.expires_at < before, TokenRow.used_at < before),
    ),
    Kind(
        name="recovery codes",
        period="keep_links",
        table=RecoveryCodeRow,
        is_over=lambda before, _: RecoveryCodeRow.used_at < before,
    ),
    Kind(name="letters", period="keep_letters", table=DeliveryRow, is_over=_is_told),
    Kind(
        name="bounces",
        period="keep_letters",
        table=BounceRow,
        is_over=lambda before, _: BounceRow.at < before,
    ),
    Kind(name="webhook deliveries", period="keep_webhook_log", table=WebhookDeliveryRow, is_over=_is_logged),
    Kind(
        name="webhook changes",
        period="keep_webhook_changes",
        table=WebhookChangeRow,
        is_over=lambda before, _: WebhookChangeRow.at < before,
    ),
    Kind(
        name="mails answered",
        period="keep_mailed_back",
        table=MailedBackRow,
        is_over=lambda before, _: MailedBackRow.at < before,
    ),
    Kind(
        name="form keys",
        period="keep_form_keys",
        table=FormKeyRow,
        is_over=lambda before, _: exists().where(
            ReportRow.code == FormKeyRow.report_code, ReportRow.submitted_at < before
        ),
    ),
    Kind(
        name="revisions",
        period="keep_revisions",
        table=RevisionRow,
        is_over=lambda before, _: RevisionRow.at < before,
    ),
    Kind(
        name="requests of journalists",
        period="keep_contact_requests",
        table=ContactRequestRow,
        is_over=lambda before, _: ContactRequestRow.closes_at < before,
    ),
    Kind(name="unproven accounts", period="keep_unproven_accounts", table=UserRow, is_over=_is_unproven),
    Kind(
        name="files of open data",
        period="keep_exports",
        table=ExportRow,
        is_over=lambda before, _: ExportRow.asked_at < before,
        has_files=True,
    ),
    Kind(
        name="sealed originals",
        period="keep_originals",
        table=SealedOriginalRow,
        is_over=lambda before, _: SealedOriginalRow.at < before,
        has_files=True,
    ),
)


def count(session: Session, kind: Kind, periods: Periods, now: datetime) -> int:
    """How many rows of a kind are over."""
    over = kind.over(periods, now)
    return session.scalar(select(func.count()).select_from(kind.table).where(over)) or 0


def remove(session: Session, kind: Kind, periods: Periods, now: datetime) -> Sequence[Any]:
    """Remove the next batch of a kind; returns the first part of each one's key, none when none is over."""
    keys = inspect(kind.table).primary_key
    # Held from the look on: an account that is proven at this moment is not among them.
    over = select(*keys).where(kind.over(periods, now)).limit(BATCH)
    batch = session.execute(over.with_for_update(of=kind.table, skip_locked=True)).all()
    if not batch:
        return ()
    if kind.table is UserRow:
        _remove_what_is_theirs(session, [row[0] for row in batch])
    session.execute(delete(kind.table).where(tuple_(*keys).in_([tuple(row) for row in batch])))
    return [row[0] for row in batch]


def _remove_what_is_theirs(session: Session, users: Sequence[UserId]) -> None:
    for table in _OF_ITS_OWN:
        session.execute(delete(table).where(table.user_id.in_(users)))
    told = [f"user:{user}" for user in users]
    session.execute(delete(DeliveryRow).where(DeliveryRow.recipient.in_(told)))


# ---- contacts of reporters: erased by a deed, so that the journal tells it


def count_contacts(session: Session, periods: Periods, now: datetime) -> int:
    """How many reports have been over for so long that nobody has to reach their reporter."""
    return session.scalar(select(func.count()).select_from(ReportRow).where(*_long_over(periods, now))) or 0


def contacts(
    session: Session, periods: Periods, now: datetime, *, after: ReportCode
) -> Sequence[tuple[ReportCode, int]]:
    """The next of those reports by code, each with the version that was looked at."""
    rows = session.execute(
        select(ReportRow.code, ReportRow.version)
        .where(*_long_over(periods, now), ReportRow.code > after)
        .order_by(ReportRow.code)
        .limit(BATCH)
    )
    return [(row.code, row.version) for row in rows]


def _long_over(periods: Periods, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        ReportRow.status.in_(OVER),
        ReportRow.status_since < now - timedelta(days=periods.keep_contacts),
        ReportRow.contact_erased.is_(False),
        exists().where(
            ReporterContactRow.report_code == ReportRow.code, func.length(ReporterContactRow.ciphertext) > 0
        ),
    )
