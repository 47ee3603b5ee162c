"""The journalists' door."""

from __future__ import annotations

from press import (
    views_accreditation,
    views_clippings,
    views_contacts,
    views_desk,
    views_stories,
    views_surges,
)
from press.door import door

__all__ = [
    "door",
    "views_accreditation",
    "views_clippings",
    "views_contacts",
    "views_desk",
    "views_stories",
    "views_surges",
]
