"""The agencies' door."""

from __future__ import annotations

from agency import views_calendar, views_case, views_inbox, views_messages, views_webhooks
from agency.door import door

__all__ = ["door", "views_calendar", "views_case", "views_inbox", "views_messages", "views_webhooks"]
