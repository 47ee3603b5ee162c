"""Put aside what a reporter wrote that needs no answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from casework.domain.policy import Actor, parts_of
from casework.domain.refusals import Refused, Why
from casework.domain.values import Part, PostKind, ReportCode
from casework.store import messages, reports
from casework.store.casework import Casework

# Whose channel it is beside the reporter's.
_HANDLERS: Mapping[PostKind, frozenset[Part]] = MappingProxyType(
    {
        PostKind.NEWSROOM_MESSAGE: frozenset({Part.MODERATOR}),
        PostKind.AGENCY_MESSAGE: frozenset({Part.OFFICER, Part.SIGNER}),
    }
)


def set_aside(casework: Casework, code: ReportCode, channel: PostKind, *, by: Actor) -> None:
    """Nobody is reminded any more of the last message in this channel; the next one counts again.

    Nothing happens to the report, so the journal says nothing. Raises NoSuchReport, Refused.
    """
    with casework.db.write() as session:
        report = reports.lock(session, code)
        if not parts_of(by, report) & _HANDLERS[channel]:
            raise Refused(Why.NOT_ALLOWED)
        messages.set_aside(session, code, channel)
