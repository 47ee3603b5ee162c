"""The oversight door."""

from __future__ import annotations

from oversight import views_case, views_home, views_identity
from oversight.door import door

__all__ = ["door", "views_case", "views_home", "views_identity"]
