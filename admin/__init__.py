"""The administrator's door."""

from __future__ import annotations

from admin import (
    views_directory,
    views_home,
    views_letters,
    views_people,
    views_person,
    views_reorganisation,
    views_rules,
    views_webhooks,
)
from admin.door import door

__all__ = [
    "door",
    "views_directory",
    "views_home",
    "views_letters",
    "views_people",
    "views_person",
    "views_reorganisation",
    "views_rules",
    "views_webhooks",
]
