"""Which letters may be answered by mail, and what an answer becomes: one table for writing and receiving."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from casework.delivery.notices import RULES, Capacity, Notice
from casework.domain import commands as do
from casework.domain.answering import Way
from casework.domain.events import AgencyMessaged
from casework.domain.evolve import Recorded
from casework.domain.lifecycle import allowed
from casework.domain.policy import Actor, parts_of
from casework.domain.report import Report
from casework.domain.values import Part, Status

# Of what an agency owes an answer to. That a draft is there is not among them: two machines that answer for
# two signers would write drafts to each other for ever.
_TO_AN_AGENCY: Final = frozenset(
    {
        Notice.ASSIGNED,
        Notice.EXTENSION,
        Notice.EXTENSION_REFUSED,
        Notice.REOPENED,
        Notice.REMINDED,
        Notice.OVERDUE,
        Notice.REPLY_SENT_BACK,
    }
)
# An address that is not proven, and what is the inspectorate's.
_NOT_TO_REPORTERS: Final = frozenset({Notice.CONFIRM_REPORT, Notice.PASSED_ON})
ANSWERS: Mapping[Way, type[do.Worded]] = MappingProxyType(
    {
        Way.DRAFT: do.DraftReply,
        Way.INFO: do.SupplyInfo,
        Way.NEWSROOM: do.MessageNewsroom,
        Way.AGENCY: do.MessageAgency,
    }
)


def capacities(notice: Notice) -> tuple[Capacity, ...]:
    """As whom somebody may answer this notice by mail; none for one that is answered on the site alone."""
    found = []
    for capacity in RULES[notice].to:
        is_office = capacity is Capacity.OFFICE and notice in _TO_AN_AGENCY
        is_owner = capacity is Capacity.OWNER and notice not in _NOT_TO_REPORTERS
        if is_office or is_owner:
            found.append(capacity)
    return tuple(found)


def way_of(told: Recorded, report: Report, capacity: Capacity) -> Way:
    """What an answer to the notice of this event becomes now."""
    if capacity is Capacity.OFFICE:
        return Way.DRAFT
    if isinstance(told.event, AgencyMessaged):
        return Way.AGENCY
    return Way.INFO if report.status is Status.NEEDS_INFO else Way.NEWSROOM


def offered(notice: Notice, told: Recorded, report: Report, capacity: Capacity, actor: Actor) -> Way | None:
    """What the letter tells its reader that an answer becomes; None where there can be none.

    An agency may be offered it before it has taken the report up: then it does that first, and the letter
    stays good.
    """
    if capacity not in capacities(notice):
        return None
    way = way_of(told, report, capacity)
    if way is Way.DRAFT:
        drafts = Part.OFFICER in parts_of(actor, report) and report.asks_for_an_answer
        return way if actor.user is not None and drafts and report.is_with_agency else None
    return way if ANSWERS[way] in allowed(report, actor=actor) else None
