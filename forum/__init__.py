"""The public door: citizens, businesses, every reader."""

from forum import (
    views_agencies,
    views_data,
    views_deeds,
    views_embed,
    views_feeds,
    views_files,
    views_flags,
    views_following,
    views_gate,
    views_journal,
    views_machines,
    views_reading,
    views_reporting,
    views_right_of_reply,
    views_sealed,
    views_search,
    views_similar,
)
from forum.door import door

__all__ = [
    "door",
    "views_agencies",
    "views_data",
    "views_deeds",
    "views_embed",
    "views_feeds",
    "views_files",
    "views_flags",
    "views_following",
    "views_gate",
    "views_journal",
    "views_machines",
    "views_reading",
    "views_reporting",
    "views_right_of_reply",
    "views_sealed",
    "views_search",
    "views_similar",
]
