"""A look at a deployment: what is in order, and what somebody has to mend. `flask doctor` prints it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from casework.domain.calendar import local_day
from casework.store import (
    bounces,
    case_counts,
    condition,
    denunciations,
    directory,
    erasures,
    finding,
    heartbeats,
    journal,
    journal_head,
    outbox,
    queue_places,
    sealed,
    succession,
)
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.journal import BrokenChain
from casework.store.vault import CannotOpen

OLDEST_POSTGRESQL: Final = (14,)
OLDEST_SQLITE: Final = (3, 35)  # RETURNING
QUIET_WORKER: Final = timedelta(minutes=5)
RETAINED_WITHIN: Final = timedelta(days=2)
FIRST_RETENTION: Final = timedelta(minutes=10)
OLD_LETTER: Final = timedelta(minutes=30)
CLOCK_DRIFT: Final = timedelta(seconds=5)
LATELY: Final = timedelta(days=1)
ADMINISTRATORS: Final = 2  # one falls ill, and one lost device locks nobody out


_RESTORED: Final = "if a backup was put back or a standby took over, run `flask --app app restored`"


class Verdict(StrEnum):
    OK = "OK"
    MEND = "MEND"
    NOTE = "NOTE"  # nobody but a person can know


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at; `what` names it, with what to do about it where there is something."""

    verdict: Verdict
    what: str


def ok(what: str) -> Finding:
    return Finding(verdict=Verdict.OK, what=what)


def mend(what: str) -> Finding:
    return Finding(verdict=Verdict.MEND, what=what)


def note(what: str) -> Finding:
    return Finding(verdict=Verdict.NOTE, what=what)


Check = Callable[[Session, Casework], Iterator[Finding]]


def of_database(casework: Casework, *, is_full: bool, has_keys: bool = True) -> Iterator[Finding]:
    """Everything that the database and the files tell; nothing after the first that the others stand on.

    With `is_full` the whole journal is walked, else that of the last day. `has_keys` says whether the vault
    has the real keys.
    """
    if not casework.db.is_alive():
        yield mend("database: does not answer; is it running, and is DATABASE_URL right?")
        return
    if not casework.db.is_current():
        yield mend("migrations: some are pending; run `flask --app app db upgrade`")
        return
    yield ok("migrations: all there")
    checks: list[Check] = [_engine, _guards, _clock, _whole_journal if is_full else _journal_lately]
    checks += [_keys] if has_keys else []
    checks += [_queue, _figures, _words, _files, _erasures, _head, _worker, _retention, _letters]
    checks += [_staff, _succession, _keepers]
    for check in checks:
        try:
            with casework.db.read() as session:
                yield from check(session, casework)
        except Exception as error:  # one that fails must not hide what the others find
            yield mend(f"{check.__name__.strip('_').replace('_', ' ')}: not checked, {type(error).__name__}")


def _engine(session: Session, _casework: Casework) -> Iterator[Finding]:
    engine = condition.engine(session)
    version = ".".join(map(str, engine.version))
    if engine.name == "postgresql":
        if engine.version < OLDEST_POSTGRESQL:
            yield mend(f"database: PostgreSQL {version} is too old; move to {OLDEST_POSTGRESQL[0]} or newer")
        else:
            yield ok(f"database: PostgreSQL {version}")
        return
    if engine.version < OLDEST_SQLITE:
        yield mend(f"database: SQLite {version} is too old; use a Python with 3.35 or newer")
    elif not engine.keeps_log:
        yield mend("database: SQLite does not keep a write-ahead log; put the file on a local disk")
    else:
        yield ok(f"database: SQLite {version} with its write-ahead log")


def _guards(session: Session, _casework: Casework) -> Iterator[Finding]:
    missing = condition.missing_guards(session)
    if missing:
        yield mend(
            f"journal's guards: triggers are missing or off: {', '.join(sorted(missing))}; restore them"
        )
    else:
        yield ok("journal's guards: the triggers are there")
    rights = condition.rights_too_many(session)
    if rights:
        yield mend(
            f"journal's rights: the forum's role may {', '.join(rights)} in the table event or "
            "denunciation_log; "
            "sign in as one that owns no table, with the rights of `flask --app app db grant ROLE`"
        )
    elif condition.engine(session).name == "postgresql":
        yield ok("journal's rights: the forum's role may read and add, nothing else")


def _clock(session: Session, casework: Casework) -> Iterator[Finding]:
    theirs = condition.clock(session)
    if theirs is None:
        return
    drift = abs(theirs - casework.now())
    if drift > CLOCK_DRIFT:
        yield mend(
            f"clocks: this machine and the database are {drift.total_seconds():.0f} s apart; keep both by NTP"
        )
    else:
        yield ok("clocks: this machine and the database agree")


def _whole_journal(session: Session, _casework: Casework) -> Iterator[Finding]:
    try:
        count, _head = journal.verify(session)
    except BrokenChain as broken:
        yield _broken(broken)
        return
    yield ok(f"journal: all {count} events as they were written")


def _journal_lately(session: Session, casework: Casework) -> Iterator[Finding]:
    try:
        count = condition.verify_since(session, casework.now() - LATELY)
    except BrokenChain as broken:
        yield _broken(broken)
        return
    yield ok(f"journal: {count} events of the last day as they were written (--full looks at all)")


def _broken(broken: BrokenChain) -> Finding:
    return mend(
        f"journal: {broken}; somebody changed it: keep the disk, compare with a backup and the day's heads"
    )


def _queue(session: Session, _casework: Casework) -> Iterator[Finding]:
    wrong = [part for part, (said, stand) in queue_places.counted(session).items() if said != stand]
    if wrong:
        names = ", ".join(f"{outlet} {waits}" for outlet, waits in wrong)
        yield mend(f"queues: {names} do not add up; run `flask --app app queue recount`")
    else:
        yield ok("queues: what is said to wait is what waits")


def _figures(session: Session, _casework: Casework) -> Iterator[Finding]:
    if case_counts.adds_up(session):
        yield ok("figures: as many reports are counted as are public")
    else:
        yield mend(
            "figures: the counts of public reports do not add up; run `flask --app app figures recount`"
        )


def _words(session: Session, _casework: Casework) -> Iterator[Finding]:
    missing = finding.missing(session)
    if missing:
        yield mend(
            f"search: {missing} public reports are not found, nor in narrowed lists;"
            " run `flask --app app search index`"
        )
    else:
        yield ok("search: every public report can be found")


def _keys(session: Session, casework: Casework) -> Iterator[Finding]:
    vault, counts = casework.vault, sealed.counts(session)
    for (kind, name), count in sorted(counts.items()):
        if name not in vault.names:
            yield mend(f"master keys: {count} {kind} need {name!r}; name it in OLD_MASTER_KEYS")
            continue
        row = sealed.one_under(session, kind, name)
        try:
            if row is not None:
                vault.check(row.sealed, row.context)
        except CannotOpen:
            yield mend(
                f"master keys: {name!r} does not open {kind} {row and row.id}; is it the key of that name?"
            )
    idle = vault.names - {name for _kind, name in counts} - {vault.current}
    for name in sorted(idle):
        yield note(f"master keys: nothing is under {name!r} any more; only older backups need it")
    if {name for _kind, name in counts} <= vault.names:
        yield ok(f"master keys: {vault.current!r} seals, and every key in use is here")


def _files(session: Session, casework: Casework) -> Iterator[Finding]:
    known, there = condition.file_keys(session), casework.files.keys()
    if lost := known - there:
        yield mend(
            f"files: {len(lost)} of {len(known)} are lost, {min(lost)} for one; restore them from a backup"
        )
    else:
        yield ok(
            f"files: all {len(known)} that rows name are there, and {len(there - known)} that none names"
        )


def _erasures(session: Session, casework: Casework) -> Iterator[Finding]:
    known, said = erasures.known(session), casework.erasures.read()
    if forgotten := erasures.outstanding(session, said):
        yield mend(f"erasures: {len(forgotten)} are not known to this database; {_RESTORED}")
    if known.keys() - said.keys():
        yield mend(
            f"erasures: {casework.erasures.path} lacks some; can it be written to? The worker tries hourly"
        )
    if not forgotten and known.keys() <= said.keys():
        yield ok(f"erasures: all {len(known)} stand in the list beside the files")


def _worker(session: Session, casework: Casework) -> Iterator[Finding]:
    last, paused = (heartbeats.last(session, one) for one in (heartbeats.WORKER, heartbeats.PAUSED))
    if paused is not None and (last is None or paused > last):
        yield mend(f"worker: sends nothing, last said so at {_when(paused)}; {_RESTORED}")
    elif last is None:
        yield mend("worker: has never run; start `flask --app app worker`")
    elif casework.now() - last > QUIET_WORKER:
        yield mend(f"worker: silent since {_when(last)}; start `flask --app app worker` and look at its log")
    else:
        yield ok(f"worker: at work at {_when(last)}")


def _head(session: Session, casework: Casework) -> Iterator[Finding]:
    """Whether the database has all that the worker of this machine has seen of it."""
    standing = journal_head.compare(session, casework.head, None)
    if standing.is_unreadable:
        yield mend(f"journal.head: cannot be read; {_RESTORED}")
    elif standing.known is None:
        return  # no worker has been here
    elif standing.is_another:
        yield mend(
            f"journal.head: event {standing.known.seq} was seen and is not in this database, which ends at "
            f"{standing.seq}; {_RESTORED}"
        )
    else:
        yield ok(f"journal.head: the database has all that was seen of it, event {standing.known.seq}")


def _retention(session: Session, casework: Casework) -> Iterator[Finding]:
    done = heartbeats.last(session, heartbeats.RETENTION)
    begun = heartbeats.last(session, heartbeats.RETENTION_BEGUN)
    if done is None and (begun is None or casework.now() - begun <= FIRST_RETENTION):
        return  # no worker ever ran, which is said already; or one is at it for the first time
    if done is None or casework.now() - done > RETAINED_WITHIN:
        yield mend(
            f"retention: last done to the end {_when(done) if done else 'never'}; "
            "try `flask --app app data retain` and see what it says"
        )
    else:
        yield ok(f"retention: done at {_when(done)}")


def _letters(session: Session, casework: Casework) -> Iterator[Finding]:
    counts = outbox.counts(session, casework.now())
    if counts.letters_dead or counts.events_stuck:
        dead, stuck = counts.letters_dead, counts.events_stuck
        yield mend(f"letters: {dead} given up, {stuck} events stuck; /admin/letters says why and sends again")
    oldest = counts.oldest_letter
    if oldest is not None and casework.now() - oldest > OLD_LETTER:
        yield mend(
            f"letters: {counts.letters_waiting} wait, the oldest since {_when(oldest)}; is mail taken?"
        )
    elif not counts.letters_dead and not counts.events_stuck:
        yield ok(f"letters: {counts.letters_waiting} wait, {counts.events_waiting} events to be told")
    if dead_addresses := bounces.count(session):
        yield note(f"letters: those to {dead_addresses} addresses come back, and no more are sent there")


def _succession(session: Session, casework: Casework) -> Iterator[Finding]:
    named, today = directory.load(session), local_day(casework.now())
    left = succession.open_reports(session, [one.code for one in named.agencies if one.has_ended(today)])
    if left:
        yield mend(
            f"directory: {left} open reports lie with agencies that have ended; the worker hands them on "
            "within minutes, unless nobody carries on: then name a successor"
        )
    else:
        yield ok("directory: no open report lies with an agency that has ended")


def _staff(session: Session, _casework: Casework) -> Iterator[Finding]:
    staff = condition.staff(session)
    said = f"people: {staff.administrators_with_factor} administrators have a second factor"
    if staff.administrators_with_factor < ADMINISTRATORS:
        yield mend(f"{said}; let it be {ADMINISTRATORS} or more, so that one lost device locks nobody out")
    else:
        yield ok(said)
    if staff.without_factor:
        yield note(
            f"people: {staff.without_factor} who work here have no second factor yet and get no further"
        )


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _keepers(session: Session, casework: Casework) -> Iterator[Finding]:
    places = denunciations.inspectorates(casework)
    if keepers := denunciations.keepers(session, places):
        yield ok(f"sealed channel: {len(keepers)} keep it")
    else:
        where = ", ".join(sorted(places))
        yield note(f"sealed channel: nobody keeps it, so that it takes nothing; make a keeper at {where}")
