"""The journal: the log, the current rows and the outbox, written in one transaction.

Each event carries the hash of the one before it, over the whole house, so that nobody can change or drop
one without breaking every later one. Heads of the chain are public; each event is salted, so that a hash
confirms no guess about what it stands for.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from sqlalchemy import select, text

from casework.domain import evolve as ev
from casework.domain.events import Event
from casework.domain.payloads import from_payload, to_payload
from casework.domain.report import Report
from casework.domain.values import Part, ReportCode, UserId
from casework.store import projection
from casework.store.db import Session
from casework.store.tables import DayHeadRow, EventRow, OutboxRow

GENESIS = "0" * 64
_CHAIN_LOCK = 7_202_613  # any number, the same for every writer: PostgreSQL queues them behind it


class BrokenChain(Exception):
    """The journal does not add up; `seq` is the first event at fault."""

    def __init__(self, seq: int, what: str) -> None:
        super().__init__(f"event {seq}: {what}")
        self.seq = seq


def append(
    session: Session,
    report: Report | None,
    code: ReportCode,
    events: Iterable[Event],
    *,
    at: datetime,
    actor: UserId | None,
    part: Part,
    words: projection.Words | None = None,
) -> Report:
    """Write events after `report` and return the report after them.

    With None for `report` they begin a new one, which needs its `words`.

    The caller holds the report's row (`reports.lock`), so its version is the last one.
    """
    seq, last_hash = _tail(session)
    for event in events:
        seq += 1
        version = report.version + 1 if report else 1
        recorded = ev.Recorded(report=code, version=version, at=at, actor=actor, event=event)
        payload = to_payload(event)
        row = EventRow(
            seq=seq,
            report_code=code,
            version=version,
            name=type(event).__name__,
            payload=payload,
            at=at,
            actor=actor,
            part=part,
            salt=secrets.token_hex(16),
            prev_hash=last_hash,
            hash="",
        )
        row.hash = last_hash = chained(last_hash, row)
        if report is None:
            report = _begun(session, recorded, words)
        else:
            report = ev.evolve(report, recorded)
            projection.project(session, report, recorded)
        session.add(row)
        session.flush()
        session.add(OutboxRow(seq=seq, next_at=at))
    if report is None:
        raise ValueError("nothing to append")
    return report


def _begun(session: Session, first: ev.Recorded, words: projection.Words | None) -> Report:
    if words is None:
        raise ValueError("a new report needs its words")
    report = ev.begin(first)
    projection.open_report(session, report, words)
    return report


def chained(prev_hash: str, row: EventRow) -> str:
    """SHA-256 over the hash before and everything that the event says."""
    told = {
        "seq": row.seq,
        "report": row.report_code,
        "version": row.version,
        "name": row.name,
        "payload": row.payload,
        "at": row.at.astimezone(UTC).isoformat(),
        "actor": row.actor,
        "part": row.part.value,
        "salt": row.salt,
    }
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{prev_hash}\n{canonical}".encode()).hexdigest()


def of_report(session: Session, code: ReportCode) -> list[ev.Recorded]:
    """A report's events in order."""
    rows = session.scalars(select(EventRow).where(EventRow.report_code == code).order_by(EventRow.version))
    return [recorded(row) for row in rows]


def did(session: Session, code: ReportCode, event: type[Event], actor: UserId) -> bool:
    """Whether this happened to the report, and by this person."""
    found = select(EventRow.seq).where(
        EventRow.report_code == code, EventRow.name == event.__name__, EventRow.actor == actor
    )
    return session.scalar(found.limit(1)) is not None


def since(session: Session, code: ReportCode, version: int) -> list[ev.Recorded]:
    """What happened after the version that somebody saw."""
    rows = session.scalars(
        select(EventRow)
        .where(EventRow.report_code == code, EventRow.version > version)
        .order_by(EventRow.version)
    )
    return [recorded(row) for row in rows]


def recorded(row: EventRow) -> ev.Recorded:
    return ev.Recorded(
        report=row.report_code,
        version=row.version,
        at=row.at,
        actor=row.actor,
        event=from_payload(row.name, row.payload),
    )


def verify(session: Session) -> tuple[int, str]:
    """Walk the whole chain; returns how many events it has and its head.

    Raises BrokenChain, also when it no longer passes through a head that was made public.
    """
    count, head = 0, GENESIS
    said = {row.seq: row for row in session.scalars(select(DayHeadRow))}
    for row in _walk(session):
        count += 1
        if row.seq != count:
            raise BrokenChain(count, "is missing")
        if row.prev_hash != head:
            raise BrokenChain(row.seq, "does not follow the one before it")
        if row.hash != chained(head, row):
            raise BrokenChain(row.seq, "is not what was written")
        head = row.hash
        if row.seq in said and said.pop(row.seq).hash != head:
            raise BrokenChain(row.seq, "is not the head of its day that was made public")
    if said:
        raise BrokenChain(min(said), "was the head of a day, and is missing")
    return count, head


def at_seq(session: Session, seq: int) -> tuple[str, datetime] | None:
    """The hash and the time of one event."""
    row = session.execute(select(EventRow.hash, EventRow.at).where(EventRow.seq == seq)).first()
    return None if row is None else (row.hash, row.at)


def tail(session: Session) -> tuple[int, str]:
    """Number and hash of the last event; 0 and those of the beginning where there is none."""
    last = session.execute(select(EventRow.seq, EventRow.hash).order_by(EventRow.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def of_version(session: Session, code: ReportCode, version: int) -> tuple[int, str] | None:
    """Sequence number and hash of one event of a report."""
    row = session.execute(
        select(EventRow.seq, EventRow.hash).where(EventRow.report_code == code, EventRow.version == version)
    ).first()
    return None if row is None else (row.seq, row.hash)


def _walk(session: Session) -> Iterator[EventRow]:
    return session.scalars(select(EventRow).order_by(EventRow.seq).execution_options(yield_per=500))


def hold(session: Session) -> None:
    """Let nobody else write an event, or count what events bring about, until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CHAIN_LOCK})


def _tail(session: Session) -> tuple[int, str]:
    hold(session)
    return tail(session)
