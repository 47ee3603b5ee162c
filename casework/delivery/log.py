"""What the worker logs: ids and places in the code, never a text or an address."""

from __future__ import annotations

import logging
import traceback

log = logging.getLogger("casework.delivery")


def where(error: BaseException) -> str:
    """The kind of an error and where it was raised. Its message is left out: it may quote a letter."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = "".join(f" at {frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in last)
    return f"{type(error).__name__}{place}"
