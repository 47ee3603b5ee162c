"""The door of programs: the JSON API with its description, and Open311 GeoReport."""

from __future__ import annotations

from api import georeport, views_description, views_directory, views_open311, views_own, views_reading
from api.door import door

open311 = georeport.door

__all__ = [
    "door",
    "open311",
    "views_description",
    "views_directory",
    "views_open311",
    "views_own",
    "views_reading",
]
