"""What the leak guard looks at, of many reports at a time: their state, and who reported them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from casework.domain.report import Report
from casework.domain.values import ReportCode
from casework.store import contacts, people
from casework.store.contacts import NO_CONTACT, Contact
from casework.store.db import Session
from casework.store.reports import from_row
from casework.store.tables import ReporterContactRow, ReportRow, UserRow
from casework.store.vault import Vault


def reports(session: Session, codes: Collection[ReportCode]) -> dict[ReportCode, tuple[Report, str]]:
    """Each report that is there, with the name that stands on its page. One query."""
    rows = session.scalars(select(ReportRow).where(ReportRow.code.in_(codes)))
    return {row.code: (from_row(row), row.shown_name) for row in rows}


def reporters(session: Session, vault: Vault, told: Collection[Report]) -> dict[ReportCode, Contact]:
    """Who reported these; the caller has asked whether that may be known. At most two queries."""
    users = {report.reporter for report in told if report.reporter is not None}
    sealed = [report.code for report in told if report.reporter is None]
    # Read together here, they are found one by one below without asking again.
    loaded = [
        *(session.scalars(select(UserRow).where(UserRow.id.in_(users))) if users else ()),
        *(
            session.scalars(select(ReporterContactRow).where(ReporterContactRow.report_code.in_(sealed)))
            if sealed
            else ()
        ),
    ]
    found = {
        report.code: contacts.load(session, vault, report.code)
        if report.reporter is None
        else people.contact(session, report.reporter)
        for report in told
    }
    del loaded  # until here the session knew them only as long as somebody held them
    return {code: contact or NO_CONTACT for code, contact in found.items()}
