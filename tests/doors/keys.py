"""Passwords for the cast, and the links that letters bring."""

from __future__ import annotations

import re
from typing import Final

from flask import Flask

from casework.actions import accounts
from casework.delivery import worker
from casework.delivery.post_office import FilesPostOffice, KeptLetter
from casework.readings import people
from casework.readings.people import Person
from casework.store import tokens
from casework.store.casework import Casework
from casework.store.tokens import Purpose

PASSWORD: Final = "con trâu đi trước cái cày"
NEW: Final = "cái cày theo sau con trâu"


def person(casework: Casework, email: str) -> Person:
    """Who has this address."""
    found = people.find_by_email(casework, email)
    assert found is not None, email
    return found


def link(casework: Casework, purpose: Purpose, email: str) -> str:
    """The secret of a new link for somebody."""
    user = person(casework, email).id
    with casework.db.write() as session:
        return tokens.issue(session, purpose, user_id=user, now=casework.now())


def set_password(casework: Casework, email: str, password: str = PASSWORD) -> None:
    """Let one of the cast have a password."""
    accounts.reset_password(casework, link(casework, Purpose.RESET_PASSWORD, email), password)


def letters(app: Flask, casework: Casework) -> tuple[KeptLetter, ...]:
    """What the worker sends now, with all before it; the newest first."""
    office: FilesPostOffice = app.extensions["post-office"]
    worker.run(casework, office, "http://localhost", once=True)
    return office.letters()


def path_in(letter: KeptLetter, beginning: str) -> str:
    """The address in a letter that begins so, without the host."""
    found = re.search(rf"http://localhost({re.escape(beginning)}\S+)", letter.text)
    assert found, letter.text
    return found[1]
