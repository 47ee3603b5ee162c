"""What somebody proves themselves with beside the password, for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.values import UserId
from casework.store import factors
from casework.store.casework import Casework


@dataclass(frozen=True, kw_only=True)
class Passkey:
    """`id` names it on pages and opens nothing."""

    id: str
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Factors:
    """`app_since` is None without an app; `codes_left` counts the codes on paper that are not used."""

    passkeys: tuple[Passkey, ...]
    app_since: datetime | None
    codes_left: int

    @property
    def has_app(self) -> bool:
        return self.app_since is not None

    @property
    def has_any(self) -> bool:
        """Whether there is something to show: codes on paper only stand in for it."""
        return self.has_app or bool(self.passkeys)

    @property
    def is_single(self) -> bool:
        return len(self.passkeys) + self.has_app == 1


def of(casework: Casework, user: UserId) -> Factors:
    """Somebody's own. The doors ask for nobody else's."""
    with casework.db.read() as session:
        return Factors(
            passkeys=tuple(
                Passkey(id=each.id, name=each.name, created_at=each.created_at, used_at=each.used_at)
                for each in factors.passkeys(session, user)
            ),
            app_since=factors.app_since(session, user),
            codes_left=factors.codes_left(session, user),
        )


def count(casework: Casework, user: UserId, *, by: Actor) -> int:
    """How many somebody has, for an administrator. Raises Refused."""
    if not can(by, Permission.ADMINISTER):
        raise Refused(Why.NOT_ALLOWED)
    with casework.db.read() as session:
        return factors.count(session, user)
