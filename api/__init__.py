"""The door of programs: the JSON API with its description."""

from __future__ import annotations

from api import views_description, views_directory, views_own, views_reading
from api.door import door

__all__ = ["door", "views_description", "views_directory", "views_own", "views_reading"]
