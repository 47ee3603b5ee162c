"""What every deed and every reading stands on, put together once by the composition root."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from casework.domain.clocks import Terms
from casework.domain.values import PostId
from casework.store import settings
from casework.store.db import Database
from casework.store.erasure_log import ErasureLog
from casework.store.files import Files
from casework.store.journal_head import HeadFile
from casework.store.vault import Vault

TERMS_KEPT_SECONDS = 60


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_post_id() -> PostId:
    """A fresh identifier for a post; forms make it, so that a retry is recognised."""
    return PostId(secrets.token_hex(16))


@dataclass(frozen=True, kw_only=True)
class Casework:
    """The database, the files, the vault, the list of erasures and the clock, which tells the time in UTC."""

    db: Database
    files: Files
    vault: Vault
    head: HeadFile  # how far the worker has seen the journal
    erasures: ErasureLog
    secret_key: bytes
    old_secret_keys: tuple[bytes, ...] = ()  # what they signed or made still counts
    clock: Callable[[], datetime] = utc_now
    _terms: list[tuple[float, Terms]] = field(default_factory=list, repr=False)

    def now(self) -> datetime:
        return self.clock()

    def terms(self) -> Terms:
        """The calendar and the periods in force; read anew once a minute."""
        if not self._terms or time.monotonic() - self._terms[-1][0] > TERMS_KEPT_SECONDS:
            with self.db.read() as session:
                terms = settings.terms(session, self.now().date())
            self._terms[:] = [(time.monotonic(), terms)]
        return self._terms[-1][1]

    def forget_terms(self) -> None:
        """Read the periods anew when they are next asked for: somebody has changed them."""
        self._terms.clear()
