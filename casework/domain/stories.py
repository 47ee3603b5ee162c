"""What the press has written about a report: a link to a story, and from when everybody may see it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from casework.domain.policy import Actor
from casework.domain.values import OutletCode, ReportCode, UserId

LONGEST_TITLE: Final = 200
LONGEST_MEDIUM: Final = 120
LONGEST_URL: Final = 500
MOST: Final = 10  # of one person at one report
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_URL: Final = re.compile(r"https://[!-~]+")  # ASCII alone, as browsers send it, and no blank


class StoryState(StrEnum):
    WAITING = "waiting"  # for the newsroom of its report
    SHOWN = "shown"
    REMOVED = "removed"  # declined by the newsroom, or taken away after it was shown


@dataclass(frozen=True, kw_only=True)
class Story:
    """`published_at` is when the story appears: before, it is under embargo. `outlet` has its report; its
    newsroom decided last at `decided_at`, None while nobody has, and for `reason` does not link it;
    `decided_by_author`: who linked it did so as that newsroom."""

    id: int
    report: ReportCode
    outlet: OutletCode
    author: UserId
    medium: str
    title: str
    url: str
    published_at: datetime
    state: StoryState
    by_newsroom: bool  # of the report, who answers for the link
    added_at: datetime
    reason: str = ""
    decided_at: datetime | None = None
    decided_by_author: bool = False

    def is_embargoed(self, now: datetime) -> bool:
        return self.published_at > now

    def is_public(self, now: datetime) -> bool:
        """Whether everybody may see it, if they may see its report."""
        return self.state is StoryState.SHOWN and not self.is_embargoed(now)

    def is_news_since(self, moment: datetime) -> bool:
        """Whether its author has something to learn: that others decided about it after a moment."""
        return self.decided_at is not None and self.decided_at > moment and not self.decided_by_author


def may_see(actor: Actor, story: Story, now: datetime) -> bool:
    """Whether the actor may know of the story: everybody once it has appeared and is shown, before only its
    author and the newsroom of its report."""
    if story.is_public(now):
        return True
    return handles(actor, story) or is_author(actor, story)


def handles(actor: Actor, story: Story) -> bool:
    """Whether the actor's newsroom decides about it."""
    return story.outlet in actor.outlets


def is_author(actor: Actor, story: Story) -> bool:
    return actor.user == story.author


def about(number: int, decided_at: datetime | None = None) -> str:
    """What a notice says that it is about: a story, or one decision about it."""
    return f"story:{number}" + (f":{decided_at:%Y%m%d%H%M%S%f}" if decided_at else "")


def link_of(typed: str) -> str:
    """An https address of a site that has a name. Raises ValueError for any other: a number, a port, a name
    before the host, another scheme, and what no browser would send as it stands."""
    typed = typed.strip()
    if len(typed) > LONGEST_URL or not _URL.fullmatch(typed) or "\\" in typed:
        raise ValueError(typed)
    parts = urlsplit(typed)
    if not _HOST.fullmatch(parts.netloc.lower()):
        raise ValueError(typed)
    return typed


def is_of(url: str, sites: Collection[str]) -> bool:
    """Whether a link leads to one of these sites, or to a part of one."""
    host = urlsplit(url).netloc.lower()
    return any(host == site or host.endswith(f".{site}") for site in sites)
