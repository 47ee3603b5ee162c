"""A report arrives: from the web, or through a moderator by phone, letter, on air or in person."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from casework.actions.quotas import spend
from casework.domain.codes import new_code, new_secret
from casework.domain.events import Submitted
from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.standing import Act
from casework.domain.text import normalise, normalise_line
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    Channel,
    Display,
    FieldCode,
    Kind,
    LegalDoor,
    OutletCode,
    Part,
    ReportCode,
    Status,
    TaskCode,
)
from casework.store import contacts, journal, people, posts, reports, search
from casework.store.casework import Casework
from casework.store.contacts import NO_CONTACT, Contact
from casework.store.db import Conflict, Session, Unavailable
from casework.store.files import CleanFile
from casework.store.files import Refused as FileRefused
from casework.store.projection import Words
from casework.store.room import is_disk_full

__all__ = ["Contact", "FileRefused", "Receipt", "Submission", "Upload", "submit"]

Upload = tuple[BinaryIO | bytes, str]
GUEST = "guest"


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A filled-in report form. `form_key` is the random key that the form carries (at least 128 bits)."""

    form_key: str
    kind: Kind
    title: str
    body: str
    outlet: OutletCode
    field: FieldCode | None
    area: AreaCode | None
    agency: AgencyCode | None
    task: TaskCode | None
    display: Display
    publish: bool
    consent: bool = False
    contact: Contact = NO_CONTACT
    channel: Channel = Channel.WEB
    locale: str = "vi"
    uploads: Sequence[Upload] = ()
    denied: LegalDoor | None = None  # what its sender was asked about, and says that it is not


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the reporter is told. `secret` opens the report together with its code; None with an account."""

    code: ReportCode
    secret: str | None
    status: Status


def submit(casework: Casework, submission: Submission, *, by: Actor) -> Receipt:
    """Take a report in; the same form sent again gives the same receipt and no second report.

    Raises Refused when the actor may not report, and files.Refused for a file that is not taken.
    """
    if not can(by, Permission.SUBMIT_REPORT):
        raise Refused(Why.NOT_ALLOWED)
    sender = _sender(submission, by)
    with casework.db.read() as session:
        earlier = _earlier(session, submission.form_key, by)
    if earlier is not None:
        return _receipt_again(casework, earlier, submission.form_key)
    cleaned = casework.files.take_all(list(submission.uploads)) if submission.uploads else []
    try:
        with casework.db.write() as session:
            earlier = _earlier(session, submission.form_key, by)
            if earlier is None:
                return _begin(session, casework, submission, by, sender, cleaned)
    except Conflict:
        with casework.db.read() as session:
            earlier = _earlier(session, submission.form_key, by)
        if earlier is None:
            raise
    except Unavailable as error:
        if is_disk_full(error):
            _drop(casework, cleaned)
        raise  # else committed or not, nobody can tell: files that no row knows are swept later
    except BaseException:
        _drop(casework, cleaned)
        raise
    _drop(casework, cleaned)
    return _receipt_again(casework, earlier, submission.form_key)


def _begin(
    session: Session,
    casework: Casework,
    submission: Submission,
    by: Actor,
    sender: str,
    cleaned: list[CleanFile],
) -> Receipt:
    if by.user is not None and not people.is_open(session, by.user):
        raise Refused(Why.NOT_ALLOWED)  # closed or erased a moment ago
    now = casework.now()
    code = ReportCode(new_code(secrets.token_bytes))
    owner = by.user if _is_account_report(submission, by) else None
    spend(session, owner, Act.REPORT, now)
    secret = _secret(casework, submission, by)
    unconfirmed = _must_confirm(submission, by)
    event = Submitted(
        kind=submission.kind,
        channel=submission.channel,
        display=submission.display,
        publish=submission.publish,
        consent=submission.consent and submission.display is not Display.CONFIDENTIAL,
        outlet=submission.outlet,
        reporter=owner,
        entered_by=by.user if _is_entered(submission) else None,
        field=submission.field,
        area=submission.area,
        task=submission.task,
        wanted_agency=submission.agency,
        unconfirmed=unconfirmed,
        first_look_due=None if unconfirmed else casework.terms().first_look_due(now),
    )
    report = journal.append(
        session,
        None,
        code,
        [event],
        at=now,
        actor=event.entered_by or owner,
        part=Part.MODERATOR if event.entered_by else Part.OWNER,
        words=Words(
            title=normalise_line(submission.title),
            body=normalise(submission.body),
            shown_name=_shown_name(submission, by),
            denied=submission.denied,
        ),
    )
    if owner is None:
        contacts.add(
            session, casework.vault, code, submission.contact, secret=secret, locale=submission.locale
        )
    sealed = submission.display is Display.CONFIDENTIAL
    posts.attach(session, code, None, cleaned, now, sealed=sealed)
    search.index(session, code)  # for the newsroom; readers find only what is published
    reports.remember_form(session, sender, submission.form_key, code)
    return Receipt(code=code, secret=secret, status=report.status)


def _receipt_again(casework: Casework, code: ReportCode, form_key: str) -> Receipt:
    with casework.db.read() as session:
        report: Report = reports.load(session, code)
        # The key may have been changed since: a secret that opens nothing would lose them their report.
        made = (new_secret(key, form_key) for key in (casework.secret_key, *casework.old_secret_keys))
        secret = next((each for each in made if contacts.secret_fits(session, code, each)), None)
    return Receipt(code=code, secret=secret, status=report.status)


def _sender(submission: Submission, by: Actor) -> str:
    """Whose form it is. Of a confidential report nobody's: the form's key must not lead to an account."""
    sealed = submission.display is Display.CONFIDENTIAL and not _is_entered(submission)
    return f"user:{by.user}" if by.is_signed_in and not sealed else GUEST


def _earlier(session: Session, form_key: str, by: Actor) -> ReportCode | None:
    """What the form has become already, whatever its sender chose about their name the other time."""
    found = reports.code_of_form(session, f"user:{by.user}", form_key) if by.is_signed_in else None
    return found or reports.code_of_form(session, GUEST, form_key)


def _is_entered(submission: Submission) -> bool:
    """Whether a moderator writes down what somebody else told the newsroom."""
    return submission.channel not in (Channel.WEB, Channel.API)


def _is_account_report(submission: Submission, by: Actor) -> bool:
    """A confidential report is not tied to the account it was written from: nothing links it to a person."""
    return by.is_signed_in and not _is_entered(submission) and submission.display is not Display.CONFIDENTIAL


def _must_confirm(submission: Submission, by: Actor) -> bool:
    """A guest who leaves an address proves that it is theirs. Who asks for secrecy is spared the mail."""
    return (
        not by.is_signed_in
        and bool(submission.contact.email)
        and submission.display is not Display.CONFIDENTIAL
    )


def _secret(casework: Casework, submission: Submission, by: Actor) -> str | None:
    """Derived from the form's key, so that a retry shows the same one and nothing readable is stored."""
    if _is_account_report(submission, by):
        return None
    return new_secret(casework.secret_key, submission.form_key)


def _shown_name(submission: Submission, by: Actor) -> str:
    if submission.display is not Display.NAMED:
        return ""
    return by.name if _is_account_report(submission, by) else normalise_line(submission.contact.name)


def _drop(casework: Casework, cleaned: list[CleanFile]) -> None:
    for file in cleaned:
        casework.files.delete(file.key)
