"""What is too dear to count for every reader: made once a minute in this process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from casework.store.db import Database

T = TypeVar("T")
_ByKey = OrderedDict[Hashable, tuple[float, T]]  # with the moment it was made
KEPT_SECONDS = 60
MOST_KEPT = 500  # values by key


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
                    found = (monotonic(), make())
                    self._values[db] = found
        return found[1]

    def _fresh(self, db: Database) -> tuple[float, T] | None:
        found = self._values.get(db)
        return found if found is not None and monotonic() - found[0] <= KEPT_SECONDS else None


class KeptByKey(Generic[T]):
    """Values by database and key, each at most a minute old; what nobody asked for longest goes first.
    Thread-safe."""

    def __init__(self) -> None:
        self._values: WeakKeyDictionary[Database, _ByKey[T]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def get(self, db: Database, key: Hashable) -> T | None:
        """The value under this key; None when there is none, or none younger than a minute."""
        with self._lock:
            values = self._values.get(db, _ByKey[T]())
            found = values.get(key)
            if found is None or monotonic() - found[0] > KEPT_SECONDS:
                return None
            values.move_to_end(key)
            return found[1]

    def put(self, db: Database, key: Hashable, value: T) -> None:
        with self._lock:
            values = self._values.setdefault(db, _ByKey[T]())
            values[key] = (monotonic(), value)
            values.move_to_end(key)
            while len(values) > MOST_KEPT:
                values.popitem(last=False)
