"""Break-glass: look at who reported something, as another house has granted. security.md, "bg"."""

from __future__ import annotations

from casework.actions import deeds
from casework.domain import commands as do
from casework.domain.policy import Actor
from casework.domain.report import Report
from casework.domain.values import ReportCode
from casework.store import contacts, people
from casework.store.casework import Casework
from casework.store.contacts import NO_CONTACT, Contact
from casework.store.vault import CannotOpen

__all__ = ["Contact", "Unreadable", "open_identity"]


class Unreadable(Exception):
    """It was granted and is in the journal, but what is sealed cannot be read here."""


def open_identity(casework: Casework, code: ReportCode, *, by: Actor) -> Contact:
    """How to reach the reporter, once; empty when they told nothing.

    The journal has it before anything is read, in a transaction of its own: nobody has looked without its
    being written, even if the reading fails. Raises NoSuchReport, Refused, Unreadable.
    """
    report = deeds.perform(casework, code, do.OpenIdentity(), by=by)
    try:
        return _read(casework, report)
    except CannotOpen as error:
        raise Unreadable(code) from error


def _read(casework: Casework, report: Report) -> Contact:
    with casework.db.read() as session:
        if report.reporter is not None:
            return people.contact(session, report.reporter)
        return contacts.load(session, casework.vault, report.code) or NO_CONTACT
