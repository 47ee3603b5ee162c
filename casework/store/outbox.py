"""What waits to be told: events not yet turned into notices, and notices not yet sent.

Whoever takes something pushes its `next_at` forward by a lease. If they die, the lease runs out and it is
taken again; while they live, nobody else sees it. A digest is taken like any other letter, with the notices
that it gathers.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Update, delete, exists, func, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from casework.domain.evolve import Recorded
from casework.domain.values import Part, ReportCode
from casework.store import farewells, journal
from casework.store.db import Session
from casework.store.tables import DeliveryRow, EventRow, OutboxRow

ATTEMPTS = 12
LEASE = timedelta(minutes=10)  # longer than the longest sending of one letter with all its timeouts
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
WAITING, SENT, DEAD, DROPPED = "waiting", "sent", "dead", "dropped"
GATHERED = "gathered"  # waits for its digest
DIGEST = "digest"  # the notice that gathers others
# Letters of the sealed channel. Who looks after the mail sees and counts none: kind and day would tell.
UNDER_SEAL = ("sealed_news", "sealed_due", "passed_on")
_SEQ = func.coalesce(DeliveryRow.event_seq, 0)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One notice to one person, taken to be sent."""

    id: str
    notice: str
    about: str
    recipient: str
    report_code: ReportCode | None
    event_seq: int | None
    attempts: int
    waits_since: datetime  # of a digest: when it was due


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What waits by now; `events_stuck` and `letters_dead` need somebody to look at them."""

    events_waiting: int
    events_stuck: int
    letters_waiting: int
    letters_dead: int
    oldest_letter: datetime | None  # since when the oldest waiting letter has been there


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: 1 minute, doubled up to 6 hours, and up to a quarter more."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_PAUSE) * random.uniform(1, 1.25)


def take_event(session: Session, now: datetime) -> int | None:
    """The first event that waits to be told, held until this transaction ends; None if there is none."""
    return session.scalar(
        select(OutboxRow.seq)
        .where(OutboxRow.next_at <= now, OutboxRow.attempts < ATTEMPTS)
        .order_by(OutboxRow.seq)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def event(session: Session, seq: int) -> tuple[Recorded, Part]:
    """An event of the journal and the part that its actor played."""
    row = session.get_one(EventRow, seq)
    return journal.recorded(row), row.part


def told(session: Session, seq: int) -> None:
    """Everybody concerned has a notice waiting now."""
    session.execute(delete(OutboxRow).where(OutboxRow.seq == seq))


def put_event_off(session: Session, seq: int, now: datetime) -> None:
    """It could not be told: try again later, and let the others pass."""
    row = session.get(OutboxRow, seq)
    if row is not None:
        row.attempts += 1
        row.next_at = now + pause_after(row.attempts)


def let_go(session: Session, *, before: datetime) -> int:
    """Tell nobody of what happened before a moment (a demo, a restored backup); returns how many events."""
    old = select(EventRow.seq).where(EventRow.at < before)
    gone = session.execute(delete(OutboxRow).where(OutboxRow.seq.in_(old)).returning(OutboxRow.seq))
    return len(gone.all())


def drop_waiting(session: Session, *, before: datetime, why: str) -> int:
    """Send nothing of what waits since before a moment, nor what was gathered for it.

    Returns how many letters that were. A digest waits from when it is due.
    """
    changed = update(DeliveryRow).execution_options(synchronize_session=False)
    gone = session.scalars(
        changed.where(DeliveryRow.state == WAITING, DeliveryRow.created_at < before)
        .values(state=DROPPED, leased_by=None, error=why)
        .returning(DeliveryRow.id)
    ).all()
    session.execute(
        changed.where(
            DeliveryRow.state == GATHERED,
            DeliveryRow.digest.in_(select(DeliveryRow.id).where(DeliveryRow.error == why)),
        ).values(state=DROPPED, error=why)
    )
    return len(gone)


def take_delivery(session: Session, now: datetime, *, worker: str) -> Delivery | None:
    """The notice that has waited longest, leased to this worker; None if none is due.

    One that has been taken too often without an outcome kills its workers: it is dead.
    """
    while (row := _first_due(session, now)) is not None:
        if row.attempts < ATTEMPTS:
            row.attempts += 1
            row.next_at, row.leased_by = now + LEASE, worker
            if row.notice == DIGEST:
                session.flush()
                _take_over(session, row, now)
            return _delivery(row)
        row.state, row.leased_by, row.error = DEAD, None, row.error or "never finished"
        farewells.forget(session, row.id)
        session.flush()
    return None


def sent(session: Session, delivery: str, now: datetime) -> None:
    """Whoever holds the lease by now: it has gone out, with what it gathered."""
    farewells.forget(session, delivery)
    _settle(session, delivery, state=SENT, sent_at=now, error="")
    session.execute(_gathered_in(delivery).values(state=SENT, sent_at=now))


def dropped(session: Session, delivery: str) -> None:
    """The recipient may no longer know of it, or it is no longer so."""
    farewells.forget(session, delivery)
    _settle(session, delivery, state=DROPPED)
    session.execute(_gathered_in(delivery).values(state=DROPPED))


def letter(session: Session, delivery: str) -> Delivery | None:
    """A letter that was sent, or tried to be; None for what is none of ours."""
    row = session.get(DeliveryRow, delivery)
    return _delivery(row) if row is not None and row.attempts else None


def gathered(session: Session, digest: str, *, limit: int) -> list[Delivery]:
    """What goes out with a digest, newest first."""
    rows = select(DeliveryRow).where(DeliveryRow.digest == digest, DeliveryRow.state == GATHERED)
    return _newest_first(session, rows, limit)


def digest_due(session: Session, digest: str, recipient: str) -> datetime | None:
    """When the digest of this recipient was due; None when it is not theirs, or there is none."""
    return session.scalar(
        select(DeliveryRow.created_at).where(
            DeliveryRow.id == digest, DeliveryRow.notice == DIGEST, DeliveryRow.recipient == recipient
        )
    )


def told_in(session: Session, digest: str, *, after: tuple[int, str] | None, limit: int) -> list[Delivery]:
    """What a digest told, or is going to, newest first; those after an event (0 for none) and an id."""
    rows = select(DeliveryRow).where(DeliveryRow.digest == digest, DeliveryRow.state.in_([GATHERED, SENT]))
    if after is not None:
        rows = rows.where(tuple_(_SEQ, DeliveryRow.id) < after)
    return _newest_first(session, rows, limit)


def leave_out(session: Session, deliveries: Iterable[str]) -> None:
    """Their reader may no longer know of these, or they are no longer so: they go with no digest."""
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(list(deliveries)), DeliveryRow.state == GATHERED)
        .values(state=DROPPED)
    )


def dead(session: Session, delivery: str, error: str) -> None:
    """It will never arrive. `error` says why, in codes only: no text, no address."""
    farewells.forget(session, delivery)
    _settle(session, delivery, state=DEAD, error=error[:300])


def failed(session: Session, delivery: Delivery, error: str, now: datetime) -> None:
    """Try again later, or give up after the last attempt."""
    if delivery.attempts >= ATTEMPTS:
        dead(session, delivery.id, error)
    else:
        pause = pause_after(delivery.attempts)
        _settle(session, delivery.id, next_at=now + pause, error=error[:300])


def put_back(session: Session, delivery: Delivery, now: datetime) -> None:
    """The post office is shut, which is not the letter's fault: the attempt does not count."""
    _settle(session, delivery.id, next_at=now + FIRST_PAUSE, attempts=delivery.attempts - 1)


def revive(session: Session, deliveries: Iterable[str], now: datetime) -> None:
    """Give dead letters another chance, after somebody has mended the cause."""
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(list(deliveries)), DeliveryRow.state == DEAD)
        .values(state=WAITING, attempts=0, next_at=now, error="")
    )


def counts(session: Session, now: datetime) -> Counts:
    """For health and metrics; what is to be sent later does not wait yet."""
    stuck = OutboxRow.attempts >= ATTEMPTS
    waiting, oldest = session.execute(
        select(func.count(), func.min(DeliveryRow.created_at)).where(
            DeliveryRow.state == WAITING, DeliveryRow.created_at <= now, in_sight()
        )
    ).one()
    return Counts(
        events_waiting=session.scalar(select(func.count()).select_from(OutboxRow).where(~stuck)) or 0,
        events_stuck=session.scalar(select(func.count()).select_from(OutboxRow).where(stuck)) or 0,
        letters_waiting=waiting,
        letters_dead=session.scalar(
            select(func.count()).select_from(DeliveryRow).where(DeliveryRow.state == DEAD, in_sight())
        )
        or 0,
        oldest_letter=oldest,
    )


def in_sight() -> ColumnElement[bool]:
    """Letters that who looks after the mail may know of."""
    return DeliveryRow.notice.not_in(UNDER_SEAL)


def _first_due(session: Session, now: datetime) -> DeliveryRow | None:
    return session.scalar(
        select(DeliveryRow)
        .where(
            DeliveryRow.state == WAITING,
            DeliveryRow.next_at <= now,
            or_(DeliveryRow.notice != DIGEST, ~_is_overtaken(now)),
        )
        .order_by(DeliveryRow.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _is_overtaken(now: datetime) -> ColumnElement[bool]:
    """Whether a later digest of the same person is due: that one takes over what is in the earlier."""
    later = aliased(DeliveryRow)
    return exists().where(
        later.recipient == DeliveryRow.recipient,
        later.state == WAITING,
        later.notice == DIGEST,
        later.created_at > DeliveryRow.created_at,
        later.created_at <= now,
    )


def _take_over(session: Session, row: DeliveryRow, now: datetime) -> None:
    """After days without mail there is one digest, not one for each day. Nobody else takes the earlier ones
    while a later one is due; one that is being sent right now is left to its worker."""
    earlier = session.scalars(
        select(DeliveryRow.id)
        .where(
            DeliveryRow.recipient == row.recipient,
            DeliveryRow.state == WAITING,
            DeliveryRow.notice == DIGEST,
            DeliveryRow.created_at < row.created_at,
            DeliveryRow.next_at <= now,
        )
        .order_by(DeliveryRow.created_at)
        .with_for_update(skip_locked=True)
    ).all()
    if earlier:
        taken = update(DeliveryRow).execution_options(synchronize_session=False)
        session.execute(
            taken.where(DeliveryRow.digest.in_(earlier), DeliveryRow.state == GATHERED).values(digest=row.id)
        )
        session.execute(taken.where(DeliveryRow.id.in_(earlier)).values(state=DROPPED, leased_by=None))


def _gathered_in(digest: str) -> Update:
    return (
        update(DeliveryRow)
        .where(DeliveryRow.digest == digest, DeliveryRow.state == GATHERED)
        .execution_options(synchronize_session=False)
    )


def _newest_first(session: Session, rows: Select[DeliveryRow], limit: int) -> list[Delivery]:
    """In the order of what happened; what no event stands for comes last."""
    newest = rows.order_by(_SEQ.desc(), DeliveryRow.id.desc()).limit(limit)
    return [_delivery(row) for row in session.scalars(newest)]


def _settle(session: Session, delivery: str, **values: object) -> None:
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery, DeliveryRow.state == WAITING)
        .values(leased_by=None, **values)
    )


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        id=row.id,
        notice=row.notice,
        about=row.about,
        recipient=row.recipient,
        report_code=row.report_code,
        event_seq=row.event_seq,
        attempts=row.attempts,
        waits_since=row.created_at,
    )
