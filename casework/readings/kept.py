"""What is too dear to count for every reader: made once a minute in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from casework.store.db import Database

T = TypeVar("T")
KEPT_SECONDS = 60


class Kept(Generic[T]):
    """One value a database, at most a minute old. Thread-safe."""

    def __init__(self) -> None:
        self._values: WeakKeyDictionary[Database, tuple[float, T]] = WeakKeyDictionary()
        self._making = threading.Lock()

    def get(self, db: Database, make: Callable[[], T]) -> T:
        """The value, made anew when it is older than a minute; two readers don't make it at once."""
        found = self._fresh(db)
        if found is None:
            with self._making:
                found = self._fresh(db)
                if found is None:
                    found = (time.monotonic(), make())
                    self._values[db] = found
        return found[1]

    def forget(self, db: Database) -> None:
        """Make it anew when it is next asked for."""
        self._values.pop(db, None)

    def _fresh(self, db: Database) -> tuple[float, T] | None:
        found = self._values.get(db)
        return found if found is not None and time.monotonic() - found[0] <= KEPT_SECONDS else None
