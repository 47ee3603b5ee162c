"""The demo: a cast to act as, their mail, and twelve months of made-up casework. Never in production."""

from __future__ import annotations

from demo import views
from demo.door import door

__all__ = ["door", "views"]
