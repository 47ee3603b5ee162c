"""The newsroom's door."""

from __future__ import annotations

from moderation import (
    views_bulk,
    views_comments,
    views_entry,
    views_held,
    views_identity,
    views_messages,
    views_pass_on,
    views_pictures,
    views_press,
    views_queue,
    views_removal,
    views_replies,
    views_review,
    views_saved,
    views_texts,
    views_watched,
    views_workload,
)
from moderation.door import door

__all__ = [
    "door",
    "views_bulk",
    "views_comments",
    "views_entry",
    "views_held",
    "views_identity",
    "views_messages",
    "views_pass_on",
    "views_pictures",
    "views_press",
    "views_queue",
    "views_removal",
    "views_replies",
    "views_review",
    "views_saved",
    "views_texts",
    "views_watched",
    "views_workload",
]
