"""What letters tell who asked for the right to reply."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from markupsafe import Markup

from casework.delivery.notices import Capacity, Notice, how_often
from casework.domain.differences import differences
from casework.domain.values import AskedState, PostId, Role
from casework.domain.wishes import Often
from casework.store import mailbox, people, reply_requests, reports, threads, wishes
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.mailbox import Letter
from casework.store.markup import staff_html
from casework.store.reply_requests import ReplyRequest

PAGES: Mapping[Capacity, str] = MappingProxyType(
    {
        Capacity.REPLIER: "/reports/{code}",
        Capacity.NEWSROOM: "/moderation/reports/{code}/right-of-reply",
    }
)
_AT_ONCE: Final = 100  # what is left has its turn at the next stroke
TOLD_IN: Mapping[Notice, AskedState] = MappingProxyType(
    {
        Notice.REPLY_CONFIRM: AskedState.UNCONFIRMED,
        Notice.REPLY_PUBLISHED: AskedState.PUBLISHED,
        Notice.REPLY_DECLINED: AskedState.DECLINED,
        Notice.REPLY_LATE: AskedState.WAITING,
    }
)


def remind(casework: Casework) -> int:
    """Tell newsrooms, once, which requests they should have decided on; returns how many. Raises Unavailable.

    Nothing of the report changes by it, so that no event tells of it.
    """
    with casework.db.write() as session:
        found = reply_requests.late(session, casework.now(), _AT_ONCE)
        for asked in found:
            outlet = reports.load(session, asked.report).outlet
            moderators = [f"user:{user}" for user in people.members(session, [Role.MODERATOR], outlet=outlet)]
            wished = wishes.of_recipients(session, moderators, asked.report)
            mailbox.put_all(
                session,
                [
                    Letter(
                        notice=Notice.REPLY_LATE,
                        about=f"reply:{asked.id}",
                        recipient=one,
                        report_code=asked.report,
                        at=casework.now(),
                        often=often,
                    )
                    for one in moderators
                    if (often := how_often(Notice.REPLY_LATE, Capacity.NEWSROOM, wished[one]))
                    is not Often.OFF
                ],
            )
    return len(found)


def asked_in(session: Session, about: str) -> ReplyRequest | None:
    """The request that a letter is about, as the table of deliveries calls it."""
    return reply_requests.find(session, PostId(about.removeprefix("reply:")))


def facts(session: Session, asked: ReplyRequest) -> dict[str, Any]:
    """What was asked, and what was published of it, with what the newsroom took out and put in."""
    post = threads.post(session, asked.post) if asked.post else None
    name, source = (post.author_name, post.source) if post else ("", "")
    is_mended = post is not None and (name, source) != (asked.name, asked.text)
    return {
        "asked": asked,
        "published_name": name,
        "changes": differences(asked.text, source) if is_mended else (),
        "words": source if post else asked.said,
        "words_html": Markup(post.html if post else staff_html(asked.said)),
    }
