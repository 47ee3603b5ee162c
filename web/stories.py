"""Stories of the press as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casework.domain.stories import Story, StoryState
from casework.domain.values import ReportCode
from web.kitchen import casework


@dataclass(frozen=True, kw_only=True)
class StoryView:
    """What components/stories.html shows."""

    id: int
    report: ReportCode
    title: str
    url: str
    medium: str
    published_at: datetime
    state: StoryState
    by_newsroom: bool
    embargoed: bool
    reason: str
    decided_at: datetime | None


def story_views(found: Iterable[Story]) -> list[StoryView]:
    """Each with whether it is under embargo at this moment."""
    now = casework().now()
    return [
        StoryView(
            id=one.id,
            report=one.report,
            title=one.title,
            url=one.url,
            medium=one.medium,
            published_at=one.published_at,
            state=one.state,
            by_newsroom=one.by_newsroom,
            embargoed=one.is_embargoed(now),
            reason=one.reason,
            decided_at=one.decided_at,
        )
        for one in found
    ]
