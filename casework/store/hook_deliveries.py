"""What endpoints are told: what waits, leased as letters are (`outbox.py`), and the log of what was tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select, tuple_, update

from casework.domain.values import ReportCode
from casework.domain.webhooks import KEPT_TRIES, TRIES, State, pause_after
from casework.store.db import Session
from casework.store.inserts import insert
from casework.store.tables import WebhookDeliveryRow, WebhookRow

LEASE: Final = timedelta(minutes=2)  # longer than one call with all its timeouts
WAITING, SENT, DEAD, DROPPED = "waiting", "sent", "dead", "dropped"
NEVER_FINISHED: Final = "never_finished"


@dataclass(frozen=True, kw_only=True)
class Try:
    """One call. `status` None: there was no answer, and `error` says why; `answer` is its beginning."""

    at: datetime
    status: int | None = None
    error: str = ""
    ms: int = 0
    answer: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300 and not self.error


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing told to one endpoint, or still to be. `event`: the same for every endpoint."""

    id: str
    webhook: str
    event: str
    happening: str
    report: ReportCode | None
    event_seq: int | None
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime
    tries: tuple[Try, ...] = ()  # the last first

    @property
    def is_waiting(self) -> bool:
        return self.state == WAITING


def put(session: Session, told: Sequence[Told]) -> None:
    """Let these wait; what waits, or was sent, already stays as it is."""
    rows = [{**_values(one), "leased_by": None} for one in told]
    if rows:
        once = insert(session, WebhookDeliveryRow).on_conflict_do_nothing(
            index_elements=["webhook", "event_seq"]
        )
        session.execute(once, rows)


def find(session: Session, delivery: str) -> Told | None:
    row = session.get(WebhookDeliveryRow, delivery)
    return None if row is None else _told(row)


def take(session: Session, now: datetime, *, worker: str) -> Told | None:
    """The next that is due, of the endpoint called longest ago, leased to this worker; None if none is.

    One that has been taken too often without an outcome kills its workers: it is dead.
    """
    while (row := _first_due(session, now)) is not None:
        if row.attempts < TRIES:
            row.attempts += 1
            row.next_at, row.leased_by = now + LEASE, worker
            session.execute(
                update(WebhookRow)
                .where(WebhookRow.id == row.webhook)
                .values(called_at=now)
                .execution_options(synchronize_session=False)
            )
            session.flush()
            return _told(row)
        row.state, row.leased_by = DEAD, None
        row.tries = _with(row.tries, Try(at=now, error=NEVER_FINISHED))
        session.flush()
    return None


def sent(session: Session, delivery: str, how: Try) -> None:
    """Whoever holds the lease by now: it was taken."""
    _settle(session, delivery, SENT, how)


def dropped(session: Session, delivery: str) -> None:
    """Nobody may be told of it any more."""
    _settle(session, delivery, DROPPED, None)


def dead(session: Session, delivery: str, how: Try) -> None:
    """It is given up."""
    _settle(session, delivery, DEAD, how)


def failed(session: Session, delivery: str, how: Try) -> bool:
    """Try again later; False when it was given up, which was the last time."""
    row = session.get(WebhookDeliveryRow, delivery)
    if row is None or row.state != WAITING:
        return True
    pause = pause_after(row.attempts)
    if pause is None:
        dead(session, delivery, how)
        return False
    row.next_at, row.leased_by, row.tries = how.at + pause, None, _with(row.tries, how)
    session.flush()
    return True


def give_up_waiting(session: Session, endpoint: str) -> None:
    """Nothing that waits for an endpoint goes out any more; it can be sent again from the log."""
    session.execute(
        update(WebhookDeliveryRow)
        .where(WebhookDeliveryRow.webhook == endpoint, WebhookDeliveryRow.state == WAITING)
        .values(state=DEAD, leased_by=None)
        .execution_options(synchronize_session=False)
    )


def drop_waiting(session: Session, *, before: datetime) -> int:
    """Send nothing of what waits since before a moment (a restored backup); returns how many."""
    gone = session.scalars(
        update(WebhookDeliveryRow)
        .where(WebhookDeliveryRow.state == WAITING, WebhookDeliveryRow.created_at < before)
        .values(state=DROPPED, leased_by=None)
        .returning(WebhookDeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def again(session: Session, delivery: str, now: datetime) -> bool:
    """Send it once more, under the same id; False while it waits anyhow."""
    row = session.scalar(
        select(WebhookDeliveryRow).where(WebhookDeliveryRow.id == delivery).with_for_update()
    )
    if row is None or row.state == WAITING:
        return False
    row.state, row.attempts, row.next_at = WAITING, 0, now
    session.flush()
    return True


def log(session: Session, endpoint: str, *, after: tuple[datetime, str] | None, limit: int) -> list[Told]:
    """Newest first."""
    rows = select(WebhookDeliveryRow).where(WebhookDeliveryRow.webhook == endpoint)
    keys = (WebhookDeliveryRow.created_at, WebhookDeliveryRow.id)
    if after is not None:
        rows = rows.where(tuple_(*keys) < after)
    return [_told(row) for row in session.scalars(rows.order_by(*(key.desc() for key in keys)).limit(limit))]


def _first_due(session: Session, now: datetime) -> WebhookDeliveryRow | None:
    return session.scalar(
        select(WebhookDeliveryRow)
        .join(WebhookRow, WebhookRow.id == WebhookDeliveryRow.webhook)
        .where(
            WebhookDeliveryRow.state == WAITING,
            WebhookDeliveryRow.next_at <= now,
            WebhookRow.state == State.ACTIVE,
            or_(WebhookRow.rests_until.is_(None), WebhookRow.rests_until <= now),
        )
        .order_by(WebhookRow.called_at.is_not(None), WebhookRow.called_at, WebhookDeliveryRow.next_at)
        .limit(1)
        .with_for_update(of=WebhookDeliveryRow, skip_locked=True)
    )


def _settle(session: Session, delivery: str, state: str, how: Try | None) -> None:
    row = session.get(WebhookDeliveryRow, delivery)
    if row is not None and row.state == WAITING:
        row.state, row.leased_by = state, None
        if how is not None:
            row.tries = _with(row.tries, how)
        session.flush()


def _with(tries: list[dict[str, Any]], how: Try) -> list[dict[str, Any]]:
    return [*tries, {**asdict(how), "at": how.at.isoformat()}][-KEPT_TRIES:]


def _values(told: Told) -> dict[str, Any]:
    return {
        "id": told.id,
        "webhook": told.webhook,
        "event": told.event,
        "happening": told.happening,
        "report_code": told.report,
        "event_seq": told.event_seq,
        "state": told.state,
        "attempts": told.attempts,
        "created_at": told.created_at,
        "next_at": told.next_at,
        "tries": [],
    }


def _told(row: WebhookDeliveryRow) -> Told:
    return Told(
        id=row.id,
        webhook=row.webhook,
        event=row.event,
        happening=row.happening,
        report=row.report_code,
        event_seq=row.event_seq,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        next_at=row.next_at,
        tries=tuple(Try(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in reversed(row.tries)),
    )
