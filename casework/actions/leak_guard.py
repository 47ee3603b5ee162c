"""The leak guard at work: what it is told of a reporter, what it lets stand, and what may not pass it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from casework.actions import deeds
from casework.domain import commands as do
from casework.domain import leaks
from casework.domain.leaks import Finding
from casework.domain.lifecycle import decide
from casework.domain.policy import Actor, may_know_reporter, parts_of
from casework.domain.report import Report
from casework.domain.text import normalise
from casework.domain.values import Display, Part, ReportCode
from casework.store import directory, known, reports
from casework.store.casework import Casework
from casework.store.contacts import NO_CONTACT, Contact
from casework.store.directory import Directory
from casework.store.reports import NoSuchReport

REGION = "VN"
# What everybody reads as it is written. A comment waits for the newsroom anyway, a draft for the signer.
GUARDED = (do.SignReply, do.InterimReply, do.RequestExtension, do.MakePromise, do.MovePromise)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A text as it would be kept, and the passages in it that may lead to a person."""

    text: str
    findings: tuple[Finding, ...]

    @property
    def passages(self) -> tuple[str, ...]:
        """What was found, each once, in order."""
        return tuple(dict.fromkeys(finding.text for finding in self.findings))


class Leaking(Exception):
    """What was to be published may lead to a person; nothing was done. `checked` is for its author."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(f"{len(checked.findings)} findings")  # never the words: messages end in logs
        self.checked = checked


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What is looked for in one writer's words about one report. See docs/adr/0006."""

    names: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    persons: bool = True

    def check(self, text: str) -> Checked:
        """The text made clean, and what in it may lead to a person."""
        text = normalise(text)
        found = leaks.find(
            text, names=self.names, allowed=self.allowed, persons=self.persons, is_phone=is_phone
        )
        return Checked(text=text, findings=found)

    def redacted(self, text: str) -> str:
        """The text with everything blacked out that is found in it."""
        return leaks.redacted_all(
            normalise(text), names=self.names, allowed=self.allowed, persons=self.persons, is_phone=is_phone
        )


def guard_for(casework: Casework, code: ReportCode, *, by: Actor) -> Guard:
    """The guard of one report for one writer, in one to two queries. Raises NoSuchReport."""
    found = guards_for(casework, [code], by=by)
    if code not in found:
        raise NoSuchReport(code)
    return found[code]


def guards_for(casework: Casework, codes: Collection[ReportCode], *, by: Actor) -> dict[ReportCode, Guard]:
    """The guards of many reports for one writer, in at most three queries."""
    with casework.db.read() as session:
        there = known.reports(session, codes)
        told = [report for report, _ in there.values() if may_know_reporter(by, report)]
        contacts = known.reporters(session, casework.vault, told)
    return {
        code: guard_of(casework, report, shown, contacts.get(code), by=by)
        for code, (report, shown) in there.items()
    }


def guard_of(casework: Casework, report: Report, shown: str, contact: Contact | None, *, by: Actor) -> Guard:
    """The guard for who has the report open: the name that it shows, and the contact, if they may know it.

    Who may know the reporter is told the reporter's name; everybody else is told of any name alike, so that
    nobody can try names until one is found. A name that stands on the page is no leak.
    """
    may_know = may_know_reporter(by, report)
    told = contact if contact is not None and may_know else NO_CONTACT
    on_page = report.display is Display.NAMED and bool(shown) and (report.is_published or may_know)
    secret = (told.organisation,) if on_page else (told.name, told.organisation)
    names = tuple(filter(None, secret))
    # The newsroom treats all names alike: what it blacks out in a reply tells the agency nothing.
    is_told_all = bool(names) and Part.MODERATOR not in parts_of(by, report)
    public = _public(directory.kept(casework.db))
    return Guard(
        names=names,
        allowed=(*public, by.name, *((shown,) if on_page else ())),
        persons=not on_page and not is_told_all,
    )


def perform(
    casework: Casework,
    code: ReportCode,
    command: do.Command,
    *,
    by: Actor,
    seen: int | None = None,
    uploads: Sequence[deeds.Upload] = (),
) -> Report:
    """As `deeds.perform`, for words that everybody reads: raises Leaking when they may lead to a person."""
    if isinstance(command, GUARDED):
        checked = guard_for(casework, code, by=by).check(command.words)
        if checked.findings:
            _refuse_first(casework, code, command, by)
            raise Leaking(checked)
    return deeds.perform(casework, code, command, by=by, seen=seen, uploads=uploads)


@lru_cache(maxsize=4096)
def is_phone(written: str) -> bool:
    """Whether such a number exists, as far as the numbering plans tell; those before 2018 count too."""
    try:
        number = phonenumbers.parse(written, REGION)
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.is_valid_number(number):
        return True
    return written.startswith(("01", "+841")) and phonenumbers.is_possible_number(number)


def _refuse_first(casework: Casework, code: ReportCode, command: do.Command, by: Actor) -> None:
    """Raise Refused for who may not do this at all, before a word is said about their text."""
    with casework.db.read() as session:
        report = reports.load(session, code)
    decide(report, command, actor=by, now=casework.now(), terms=casework.terms())


def _public(found: Directory) -> tuple[str, ...]:
    """Numbers, addresses and names that stand in the directory for everybody to read."""

    def rows() -> Iterable[str]:
        for agency in found.agencies:
            yield from (agency.phone, agency.email, agency.name, agency.short_name)
        for outlet in found.outlets:
            yield from (outlet.email, outlet.name)
        yield from (area.name for area in found.areas)
        yield from (head.name for head in found.heads)

    return tuple(dict.fromkeys(filter(None, rows())))
