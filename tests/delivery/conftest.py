"""The stage of the doors, with a worker beside it and a post office that keeps what it gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from casework.actions import wishes
from casework.delivery.post_office import NotTaken
from casework.delivery.worker import Round, run
from casework.domain.wishes import Concern, Often
from casework.store.casework import Casework
from casework.store.tables import DeliveryRow
from tests.doors.conftest import database_url, stages
from tests.doors.stage import Reports, actor

__all__ = ["database_url", "stages"]

URL = "https://dien-dan.test"


@dataclass
class Box:
    """A post office that keeps its letters; `trouble` is asked before each is taken."""

    letters: list[EmailMessage] = field(default_factory=list)
    trouble: Callable[[EmailMessage], NotTaken | None] = lambda letter: None

    def send(self, letter: EmailMessage) -> None:
        error = self.trouble(letter)
        if error is not None:
            raise error
        self.letters.append(letter)

    def empty(self) -> list[EmailMessage]:
        """Take everything out."""
        taken, self.letters = self.letters, []
        return taken


def text_of(letter: EmailMessage) -> str:
    """The plain text."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(letter: EmailMessage) -> str:
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def everything(letter: EmailMessage) -> str:
    """Whatever a reader of the letter could find in it."""
    return f"{letter['Subject']}\n{text_of(letter)}\n{html_of(letter)}\n{letter.as_string()}"


@pytest.fixture
def a_report(casework: Casework) -> Reports:
    """Makes reports; see `tests.doors.stage.Reports`."""
    return Reports(casework=casework)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def work(casework: Casework, box: Box) -> Callable[[], Round]:
    """Let a worker do all there is to do."""
    return lambda: run(casework, box, URL, once=True)


@pytest.fixture
def post(work: Callable[[], Round], box: Box, casework: Casework) -> Callable[[], dict[str, EmailMessage]]:
    """Let a worker do all there is to do, and give the last new letter to each address."""

    def new() -> dict[str, EmailMessage]:
        work()
        with casework.db.read() as session:
            told = session.execute(
                select(DeliveryRow.event_seq, DeliveryRow.recipient).where(DeliveryRow.event_seq.is_not(None))
            ).all()
        assert len(told) == len(set(told)), "somebody was told twice of one event"
        return {str(letter["To"]): letter for letter in box.empty()}

    return new


@pytest.fixture
def quiet_newsroom(casework: Casework) -> None:
    """Nobody there is told of what comes in, so that the letters of a test are its own."""
    for who in ("moderator.bnd", "moderator2.bnd"):
        user = actor(who).user
        assert user
        wishes.choose(casework, user, {Concern.QUEUE: Often.OFF})


@pytest.fixture
def notices(casework: Casework) -> Callable[[], list[tuple[str, str, str]]]:
    """Every delivery there is: notice, recipient, state."""

    def rows() -> list[tuple[str, str, str]]:
        with casework.db.read() as session:
            found = session.execute(
                select(DeliveryRow.notice, DeliveryRow.recipient, DeliveryRow.state).order_by(
                    DeliveryRow.event_seq, DeliveryRow.notice, DeliveryRow.recipient
                )
            )
            return [(row.notice, row.recipient, row.state) for row in found]

    return rows
