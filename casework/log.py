"""What is logged of an error: its kind and the places in the code, never its message.

A message may quote what somebody wrote: a value that could not be read, a row that collides, a letter.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_HOUSE = Path(__file__).resolve().parents[1]


def where(error: BaseException) -> str:
    """The kind of an error and where it was raised."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = "".join(f" at {frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in last)
    return f"{type(error).__name__}{place}"


def trail(error: BaseException) -> str:
    """An error with what it came from, first things first, and every place on the way, a line each."""
    return "\n".join(line for each in _chain(error) for line in _lines(each))


def install() -> None:
    """From now on no logger of this process writes the message of an error, whichever library it is of."""
    made = logging.getLogRecordFactory()
    if getattr(made, "without_messages", False):
        return

    def record(*given: Any, **named: Any) -> logging.LogRecord:
        it = made(*given, **named)
        error = it.exc_info[1] if it.exc_info else None
        if error is not None:
            it.exc_text, it.exc_info = trail(error), None
        return it

    record.without_messages = True  # type: ignore[attr-defined]  # because it is a mark on a function
    logging.setLogRecordFactory(record)


def _chain(error: BaseException) -> Iterator[BaseException]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _chain(before)
    yield error


def _lines(error: BaseException) -> Iterator[str]:
    yield f"{type(error).__module__}.{type(error).__qualname__}, its message left out"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}"


def _short(path: str) -> str:
    return path.removeprefix(f"{_HOUSE}/").rpartition("site-packages/")[2]
