"""The oversight door."""

from __future__ import annotations

from oversight import views_case, views_home
from oversight.door import door

__all__ = ["door", "views_case", "views_home"]
