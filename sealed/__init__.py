"""The keeper's door: what is denounced to the inspectorate, read by nobody else."""

from __future__ import annotations

from sealed import views_case, views_list
from sealed.door import door

__all__ = ["door", "views_case", "views_list"]
