"""What letters tell who asked for the right to reply."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from casework.delivery.notices import Notice
from casework.domain.differences import differences
from casework.domain.values import AskedState, PostId
from casework.store import reply_requests, threads
from casework.store.db import Session
from casework.store.markup import staff_html
from casework.store.reply_requests import ReplyRequest

TOLD_IN: Mapping[Notice, AskedState] = MappingProxyType(
    {
        Notice.REPLY_CONFIRM: AskedState.UNCONFIRMED,
        Notice.REPLY_PUBLISHED: AskedState.PUBLISHED,
        Notice.REPLY_DECLINED: AskedState.DECLINED,
    }
)


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
