"""Who sees which event of a report: one table, of which the public history and the full one are filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from casework.domain import events as ev
from casework.domain.evolve import Recorded
from casework.domain.values import Part

_READER = frozenset({Part.READER})
_NEWSROOM = frozenset({Part.MODERATOR, Part.OVERSEER})
_OFFICE = frozenset({Part.OFFICER, Part.SIGNER})
_OWNER_AND_NEWSROOM = _NEWSROOM | {Part.OWNER}
_HANDLERS = _NEWSROOM | _OFFICE

SEEN_BY: Mapping[type[ev.Event], frozenset[Part]] = MappingProxyType(
    {
        ev.Submitted: _READER,
        ev.Confirmed: _OWNER_AND_NEWSROOM,
        ev.InfoSupplied: _HANDLERS | {Part.OWNER},
        ev.Withdrawn: _HANDLERS | {Part.OWNER},
        ev.Appealed: _OWNER_AND_NEWSROOM,
        ev.Rated: _READER,
        ev.Reopened: _READER,
        ev.Claimed: _NEWSROOM,
        ev.Released: _NEWSROOM,
        ev.HandedOver: _OWNER_AND_NEWSROOM,
        ev.Edited: _READER,
        ev.Redacted: _READER,
        ev.InfoAsked: _OWNER_AND_NEWSROOM,
        ev.Declined: _OWNER_AND_NEWSROOM,
        ev.PassedToInspectorate: frozenset({Part.OWNER}),
        ev.Merged: _OWNER_AND_NEWSROOM,
        ev.Unmerged: _OWNER_AND_NEWSROOM,
        ev.TookIn: _READER,
        ev.LetGo: _READER,
        ev.Routed: _READER,
        ev.Rerouted: _READER,
        ev.Removed: _OWNER_AND_NEWSROOM,
        ev.Restored: _OWNER_AND_NEWSROOM,
        ev.AppealDecided: _OWNER_AND_NEWSROOM,
        ev.ExtensionRequested: _HANDLERS,
        ev.ExtensionDecided: _READER,
        ev.NewsroomNoteAdded: _NEWSROOM,
        ev.CommentPosted: _NEWSROOM,
        ev.CommentPublished: _NEWSROOM,
        ev.CommentReviewed: _NEWSROOM,
        ev.CommentSetAside: _NEWSROOM,
        ev.FlagsSettled: _NEWSROOM,
        ev.Accepted: _READER,
        ev.Returned: _READER,
        ev.InterimReplied: _READER,
        ev.ReplyDrafted: _OFFICE,
        ev.ReplySigned: _READER,
        ev.AgencyNoteAdded: _OFFICE | {Part.OVERSEER},
        ev.ReplyHeld: _HANDLERS,
        ev.ReplySentBack: _HANDLERS,
        ev.PictureRedacted: _READER,
        **dict.fromkeys((ev.Corrected, ev.RightOfReplyPublished), _READER),
        **dict.fromkeys((ev.ReplyRequested, ev.ReplyRequestDeclined), _NEWSROOM),
        ev.NewsroomMessaged: _OWNER_AND_NEWSROOM,
        ev.AgencyMessaged: _HANDLERS | {Part.OWNER},
        ev.IdentityAsked: _NEWSROOM,
        ev.IdentityDecided: _NEWSROOM,
        ev.IdentityOpened: _OWNER_AND_NEWSROOM,
        ev.ContactErased: _OWNER_AND_NEWSROOM,
        ev.Reminded: _HANDLERS,
        ev.MarkedOverdue: _READER,
        ev.Escalated: _HANDLERS,
        ev.MarkedPressOverdue: _READER,
        ev.PressLetterSent: _READER,
        **dict.fromkeys((ev.PromiseMade, ev.PromiseMoved, ev.PromiseAsked, ev.PromiseAnswered), _READER),
        ev.Contributed: _READER,  # that it came, not what it says
        ev.ShareMarkedOverdue: _READER,
        ev.ShareReminded: _HANDLERS,
        ev.Closed: _READER,
        ev.Purged: _NEWSROOM,
        ev.Succeeded: _READER,
        ev.OutletSucceeded: _OWNER_AND_NEWSROOM,
    }
)


def seen_by(parts: frozenset[Part], journal: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """The events that somebody who plays these parts sees, in order; the clock acts on all that happened."""
    if Part.CLOCK in parts:
        return tuple(journal)
    return tuple(recorded for recorded in journal if SEEN_BY[type(recorded.event)] & (parts | {Part.READER}))
