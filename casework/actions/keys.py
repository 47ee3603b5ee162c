"""The master keys: which are in use, and putting everything that is sealed under the current one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casework.store import sealed
from casework.store.casework import Casework
from casework.store.sealed import KINDS, Wrapped
from casework.store.vault import CannotOpen, Sealed

BATCH: Final = 200  # rows that one transaction rewraps: writers wait milliseconds for it
log = logging.getLogger(__name__)


class MissingKeys(Exception):
    """Rows are sealed under master keys that the forum was not given; nothing was changed."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"master keys are missing: {', '.join(names)}")
        self.names: Final = names


@dataclass(frozen=True, kw_only=True)
class KeyInUse:
    """A master key by its name. `rows` counts what is sealed under it, by kind."""

    name: str
    is_current: bool
    is_here: bool  # the forum was given it
    rows: dict[str, int]

    @property
    def is_used(self) -> bool:
        return any(self.rows.values())


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """What a rotation did: rows by kind, and the rows (kind and id) whose key does not open."""

    rewrapped: dict[str, int]
    passed: int  # changed or erased by somebody else meanwhile: no concern of ours any more
    unopened: tuple[str, ...]


def in_use(casework: Casework) -> list[KeyInUse]:
    """Every master key that the forum was given or that something is sealed under; the current one first."""
    vault = casework.vault
    with casework.db.read() as session:
        counts = sealed.counts(session)
    names = vault.names | {name for _kind, name in counts}
    return [
        KeyInUse(
            name=name,
            is_current=name == vault.current,
            is_here=name in vault.names,
            rows={kind: counts.get((kind, name), 0) for kind in KINDS},
        )
        for name in sorted(names, key=lambda each: (each != vault.current, each))
    ]


def rotate(casework: Casework, *, is_rehearsal: bool = False) -> Rotation:
    """Put the key of everything that is sealed under the current master key; a rehearsal only tries to.

    May run while the forum does, may be broken off and run again, and twice at one time. Raises MissingKeys.
    """
    missing = tuple(key.name for key in in_use(casework) if key.is_used and not key.is_here)
    if missing:
        raise MissingKeys(missing)
    done, passed, unopened = dict.fromkeys(KINDS, 0), 0, list[str]()
    for kind in KINDS:
        for batch in _batches(casework, kind):
            tried = [(old, _rewrapped(casework, old)) for old in batch]
            new = [(old, again) for old, again in tried if again is not None]
            unopened += [f"{kind} {old.id}" for old, again in tried if again is None]
            put = len(new) if is_rehearsal else _put(casework, new)
            done[kind] += put
            passed += len(new) - put
        log.info("%s: %s keys under %s", kind, done[kind], casework.vault.current)
    return Rotation(rewrapped=done, passed=passed, unopened=tuple(unopened))


def _batches(casework: Casework, kind: str) -> Iterator[list[Wrapped]]:
    after: str | int | None = None
    while True:
        with casework.db.read() as session:
            batch = sealed.under_others(session, kind, casework.vault.current, after=after, limit=BATCH)
        if not batch:
            return
        yield batch
        after = batch[-1].id


def _put(casework: Casework, new: list[tuple[Wrapped, Sealed]]) -> int:
    with casework.db.write() as session:
        return sum(sealed.put(session, old, again) for old, again in new)


def _rewrapped(casework: Casework, old: Wrapped) -> Sealed | None:
    try:
        return casework.vault.rewrap(old.sealed, old.context)
    except CannotOpen:
        return None
