"""The worker: tells what happened, sends what waits, and watches the clocks, until it is asked to stop."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from types import FrameType

from casework.actions import day_heads, erasure, pictures, retention
from casework.delivery import clockwork, digests, exports, fanout, hooks, letters, searches
from casework.delivery.caller import Caller
from casework.delivery.letters import Desk
from casework.delivery.log import log, where
from casework.delivery.notices import TO_UNPROVEN, Notice
from casework.delivery.post_office import Failed, PostOffice, Refused, Shut
from casework.delivery.watch import Watch
from casework.store import bounces, heartbeats, outbox
from casework.store.casework import Casework
from casework.store.db import Unavailable
from casework.store.outbox import Delivery

SENDER = "Diễn đàn Cải cách hành chính <dien-dan@localhost>"
IDLE_SECONDS = 1.0
CLOCKS_EVERY_SECONDS = 60.0
BEAT_EVERY_SECONDS = 30.0
SWEEP_EVERY_SECONDS = 3600.0
RETAIN_EVERY_SECONDS = 600.0  # so often it is asked whether the day is over
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0


@dataclass(kw_only=True)
class Round:
    """What a worker did: ids are in the log, here are the numbers."""

    told: int = 0
    sent: int = 0
    dropped: int = 0
    failed: int = 0
    struck: int = 0
    called: int = 0


@dataclass(kw_only=True)
class _Pause:
    """How long to leave alone what does not answer: doubled with every failure."""

    seconds: float = 0.0
    until: float = 0.0

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.until

    def longer(self) -> float:
        self.seconds = min(max(FIRST_PAUSE_SECONDS, self.seconds * 2), LONGEST_PAUSE_SECONDS)
        self.until = time.monotonic() + self.seconds
        return self.seconds

    def end(self) -> None:
        self.seconds = self.until = 0.0


@dataclass(kw_only=True)
class _Worker:
    desk: Desk
    caller: Caller
    post_office: PostOffice
    stop: threading.Event
    name: str
    round: Round = field(default_factory=Round)
    shut: _Pause = field(default_factory=_Pause)
    beaten_at: float | None = None
    swept_at: float | None = None
    retained_at: float | None = None
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self.watch = Watch(casework=self.casework)

    @property
    def casework(self) -> Casework:
        return self.desk.casework

    def tell(self) -> None:
        while not self.stop.is_set() and (seq := fanout.tell_next(self.casework)) is not None:
            self.round.told += 1
            log.info("event %s told", seq)
            self.beat()

    def deliver(self) -> None:
        while not self.stop.is_set() and self.shut.is_over and (delivery := self._take()) is not None:
            self._send(delivery)
            self.beat()

    def call(self) -> None:
        """Tell endpoints over the web; no longer than its budget, which is how long letters wait for it."""
        called = hooks.call_due(
            self.casework,
            self.caller,
            self.desk.public_url,
            worker=self.name,
            go_on=lambda: not self.stop.is_set(),
        )
        self.round.called += called

    def is_paused(self) -> bool:
        """Whether the database is older than what was seen of it: then nothing is done but to say so.

        Not even sweeping: what came in since has no row, and may be all that is left of it.
        """
        if self.watch.allows():
            return False
        self.beat(heartbeats.PAUSED)
        return True

    def beat(self, program: str = heartbeats.WORKER) -> None:
        """Let `flask doctor` see that somebody works; not more often than it has to be seen."""
        if self.beaten_at is not None and time.monotonic() - self.beaten_at < BEAT_EVERY_SECONDS:
            return
        with self.casework.db.write() as session:
            heartbeats.beat(session, program, self.casework.now())
        self.beaten_at = time.monotonic()

    def sweep(self) -> None:
        """Make good what something that broke has left: files too many, erasures that no list has yet."""
        if self.swept_at is not None and time.monotonic() - self.swept_at < SWEEP_EVERY_SECONDS:
            return
        self.swept_at = time.monotonic()
        pictures.sweep(self.casework)
        erasure.write_down(self.casework)

    def retain(self) -> None:
        """Let go of what nobody needs any more, once a day whoever does it."""
        if self.retained_at is not None and time.monotonic() - self.retained_at < RETAIN_EVERY_SECONDS:
            return
        self.retained_at = time.monotonic()
        try:
            retention.retain_daily(self.casework, go_on=lambda: not self.stop.is_set())
        except Unavailable:
            raise
        except Exception as error:  # it is tried again in an hour, and `flask doctor` tells; mail goes on
            log.error("retention broke off: %s", where(error))

    def strike(self) -> None:
        self.round.struck += clockwork.strike(self.casework, go_on=lambda: not self.stop.is_set())
        day_heads.make_due(self.casework)
        searches.call(self.casework)
        exports.call(self.casework)

    def prepare(self) -> None:
        """Make one file that somebody waits for; the letters of the next round are not held up by more."""
        exports.make_next(self.casework, self.desk.public_url, go_on=lambda: not self.stop.is_set())

    def _take(self) -> Delivery | None:
        with self.casework.db.write() as session:
            return outbox.take_delivery(session, self.casework.now(), worker=self.name)

    def _send(self, delivery: Delivery) -> None:
        try:
            letter = self._write(delivery)
            if letter is not None:
                self.post_office.send(letter)
        except Unavailable:
            raise  # the lease runs out, and it is sent then
        except Shut as error:
            log.warning("post office shut (%s): letters wait %.0f s", error, self.shut.longer())
            with self.casework.db.write() as session:
                outbox.put_back(session, delivery, self.casework.now())
            return
        except Exception as error:
            self._not_sent(delivery, error)
            return
        self.shut.end()
        with self.casework.db.write() as session:
            if letter is None:
                outbox.dropped(session, delivery.id)
            else:
                outbox.sent(session, delivery.id, self.casework.now())
        self.round.sent += letter is not None
        self.round.dropped += letter is None
        log.info("letter %s %s", delivery.id, "dropped" if letter is None else "sent")

    def _write(self, delivery: Delivery) -> EmailMessage | None:
        """The letter, or None when there is nothing to tell any more. Raises Refused when what is sent to its
        receiver comes back: but for the links that prove an address, which may be a way out of that."""
        if Notice(delivery.notice) not in TO_UNPROVEN:
            with self.casework.db.read() as session:
                receiver = bounces.receiver(delivery.recipient, delivery.report_code)
                if bounces.come_back(session, receiver):
                    raise Refused(bounces.COME_BACK)
        compose = digests.compose if delivery.notice == Notice.DIGEST else letters.compose
        return compose(self.desk, delivery)

    def _not_sent(self, delivery: Delivery, error: Exception) -> None:
        """A letter that cannot be made or is not taken: try again later, or give it up."""
        self.round.failed += 1
        told = f"{type(error).__name__} {error}" if isinstance(error, Refused | Failed) else where(error)
        log.warning("letter %s not sent: %s", delivery.id, told)
        with self.casework.db.write() as session:
            if isinstance(error, Refused):
                outbox.dead(session, delivery.id, told)
            else:
                outbox.failed(session, delivery, told, self.casework.now())


def run(
    casework: Casework,
    post_office: PostOffice,
    public_url: str,
    *,
    sender: str = SENDER,
    unsubscribe_mail: str = "",
    reply_mail: str = "",
    caller: Caller | None = None,
    once: bool = False,
    stop: threading.Event | None = None,
) -> Round:
    """Work until `stop` is set; with `once`, until nothing is left to do. Any number may run at one time.

    With `once` what the database raises is raised; otherwise the worker waits, longer after every failure,
    and goes on.
    """
    worker = _Worker(
        desk=Desk(
            casework=casework,
            public_url=public_url,
            sender=sender,
            unsubscribe_mail=unsubscribe_mail,
            reply_mail=reply_mail,
        ),
        caller=caller or Caller(),
        post_office=post_office,
        stop=stop or threading.Event(),
        name=f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}",
    )
    if once:
        _round(worker, clocks=True)
        return worker.round
    log.info("worker %s begins", worker.name)
    _work(worker)
    log.info("worker %s ends", worker.name)
    return worker.round


def _round(worker: _Worker, *, clocks: bool) -> None:
    if worker.is_paused():
        return
    if clocks:
        worker.strike()
    worker.tell()
    if worker.is_paused():  # and what was told is noted before a letter of it goes out
        return
    worker.deliver()
    worker.call()
    worker.prepare()
    worker.sweep()
    worker.retain()
    worker.beat()  # after the work: one that fails all the time is not at work


def _work(worker: _Worker) -> None:
    pause, clocks_at = _Pause(), time.monotonic()
    while not worker.stop.is_set():
        try:
            clocks = time.monotonic() >= clocks_at
            _round(worker, clocks=clocks)
            if clocks:
                clocks_at = time.monotonic() + CLOCKS_EVERY_SECONDS
        except Exception as error:
            seconds = pause.longer()
            log.error("worker waits %.0f s: %s", seconds, where(error))
            worker.stop.wait(seconds)
        else:
            pause.end()
            worker.stop.wait(IDLE_SECONDS)


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set; the letter in hand is finished first. For the main thread."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    return stop
