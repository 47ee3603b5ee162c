"""What is proposed of a report: asked for anew each time, so that every decision before counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from casework.domain import proposals
from casework.domain.lessons import local_label
from casework.domain.proposals import Proposals, Question
from casework.domain.report import Report
from casework.domain.values import AgencyCode, AreaCode, FieldCode
from casework.readings.directory import Directory
from casework.store import learned
from casework.store.casework import Casework

__all__ = ["Proposals", "propose"]


def propose(
    casework: Casework,
    names: Directory,
    report: Report,
    *,
    title: str,
    body: str,
    on: date,
    suggested: AgencyCode | None = None,
    refused: Collection[AgencyCode] = (),
) -> Proposals:
    """Agencies, fields and tasks for a report, with reasons; only agencies that work on that day.

    `suggested` is who the agency that gave it back proposed, `refused` who has given it back. Reads the words
    of this text alone: what it costs is bounded by them, however many reports there are.
    """
    question = question_of(
        names, report, title=title, body=body, on=on, suggested=suggested, refused=frozenset(refused)
    )
    with casework.db.read() as session:
        known = learned.of_words(session, question.words)
    return proposals.propose(question, known)


def question_of(
    names: Directory,
    report: Report,
    *,
    title: str,
    body: str,
    on: date,
    suggested: AgencyCode | None = None,
    refused: frozenset[AgencyCode] = frozenset(),
) -> Question:
    """A report with what the directory knows of it on that day."""
    read = names.vocabulary.read(title, body)
    place = _place(names, report.area, read.places)
    wanted = names.taker(report.wanted_agency, report.field, place, on) if report.wanted_agency else None
    agencies = _agencies(names, report.field, place, on)
    if wanted is not None:
        agencies[wanted.code] = wanted.code
    if suggested is not None:
        agencies[suggested] = suggested
    return Question(
        kind=report.kind,
        title=title,
        body=body,
        field=report.field,
        read=read,
        place=place,
        agencies=agencies,
        leads=_leads(names, place, on),
        tasks={task.code: task.parent for task in names.tasks},
        wanted=wanted.code if wanted else None,
        suggested=suggested,
        refused=refused,
    )


def _place(names: Directory, area: AreaCode | None, named: Collection[str]) -> AreaCode | None:
    """What the reporter chose; where that is the whole province, the first place in the text."""
    chosen = names.area(area)
    if chosen is not None and chosen.parent is not None:
        return chosen.code
    return AreaCode(next(iter(named))) if named else None


def _agencies(
    names: Directory, field: FieldCode | None, place: AreaCode | None, on: date
) -> dict[str, AgencyCode]:
    """Whom each label stands for: itself, or who took over; of those of one area who has this place."""
    here = set(names.upwards(place))
    found: dict[str, AgencyCode] = {}
    for agency in names.agencies:
        if agency.area is not None and agency.area not in here:
            continue
        works = agency.is_in_force(on)
        heir = agency if works else names.taker(agency.code, field, place, on)
        if heir is not None:
            found[agency.code] = heir.code
            if agency.area is not None:
                found[local_label(agency.level)] = heir.code
    return found


def _leads(
    names: Directory, place: AreaCode | None, on: date
) -> Mapping[FieldCode, tuple[AgencyCode | None, AgencyCode | None]]:
    """By field who leads by the rules: in the place alone, and in the whole province."""
    leads = {}
    for field in names.fields:
        here, everywhere = names.agency_for(field.code, place, on), names.agency_for(field.code, None, on)
        own = here.code if here is not None and here != everywhere else None
        leads[field.code] = (own, everywhere.code if everywhere else None)
    return leads
