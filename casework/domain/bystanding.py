"""What happens to a report without changing anybody's mind about it."""

from __future__ import annotations

from typing import Final

from casework.domain import events as ev

# Two people may do these at once, or beside a deed, without knowing of each other.
BYSTANDING: Final[frozenset[type[ev.Event]]] = frozenset(
    {
        ev.CommentPosted,
        ev.CommentPublished,
        ev.CommentReviewed,
        ev.CommentSetAside,
        ev.FlagsSettled,
        ev.NewsroomNoteAdded,
        ev.AgencyNoteAdded,
        ev.NewsroomMessaged,
        ev.AgencyMessaged,
        ev.IdentityAsked,
        ev.IdentityDecided,
        ev.IdentityOpened,
        ev.ContactErased,
        ev.PictureRedacted,
        ev.ReplyRequested,
        ev.ReplyRequestDeclined,
        ev.TookIn,
        ev.LetGo,
        ev.Reminded,
        ev.MarkedOverdue,
        ev.Escalated,
        ev.MarkedPressOverdue,
        ev.PromiseAsked,
        ev.ShareReminded,
        ev.ShareMarkedOverdue,
        # Who was on it goes on with it in their new house.
        ev.Succeeded,
        ev.OutletSucceeded,
    }
)
