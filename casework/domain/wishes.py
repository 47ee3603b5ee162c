"""What somebody wants to be told of, and how often: the groups of notices, and when a digest is due."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from casework.domain.calendar import LOCAL, local_day
from casework.domain.policy import NO_CITIZEN, OFFICE_ROLES
from casework.domain.values import Role


class Concern(StrEnum):
    """Why a notice concerns somebody, in the order of importance: people choose by this."""

    OWN = "own"  # what they reported
    OFFICE = "office"  # what their agency has to do
    NEWSROOM = "newsroom"  # what their newsroom has to do
    QUEUE = "queue"  # what comes into their newsroom
    OVERSIGHT = "oversight"
    FOLLOWED = "followed"  # a report that they follow
    PLACES = "places"  # an agency, a field, an area, an outlet, a search that they follow


class Often(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


Wishes = Mapping[Concern, Often]
GATHERED: Final = frozenset({Often.DAILY, Often.WEEKLY})
# What waits for its receiver comes at once; what is news, or waits in a queue anyhow, comes once a day.
_DAILY: Final = (Concern.QUEUE, Concern.PLACES)
DEFAULTS: Wishes = MappingProxyType(
    {concern: Often.DAILY if concern in _DAILY else Often.AT_ONCE for concern in Concern}
)
MORNING: Final = time(7)  # in Nam Định
_MONDAY: Final = 0
_DAY: Final = timedelta(days=1)


def concerns_of(roles: Collection[Role], wishes: Wishes = DEFAULTS) -> tuple[Concern, ...]:
    """What a person with these roles may be told of. Who works for the administration reports nothing in
    that account, but whoever has once chosen otherwise finds the choice again."""
    held = frozenset(roles)
    concerned = {
        Concern.OWN: not held & NO_CITIZEN,
        Concern.OFFICE: bool(held & OFFICE_ROLES),
        Concern.NEWSROOM: Role.MODERATOR in held,
        Concern.QUEUE: Role.MODERATOR in held,
        Concern.OVERSIGHT: Role.OVERSEER in held,
        Concern.FOLLOWED: True,
        Concern.PLACES: True,
    }
    return tuple(one for one in Concern if concerned[one] or wishes[one] is not DEFAULTS[one])


def digest_from(at: datetime, often: Often) -> datetime:
    """When the first digest at or after a moment is due, in UTC: at 7:00 in Nam Định, weekly on Mondays."""
    return _digest(at, often, _DAY)


def digest_until(at: datetime, often: Often) -> datetime:
    """When the last digest at or before a moment was due, in UTC."""
    return _digest(at, often, -_DAY)


def _digest(at: datetime, often: Often, step: timedelta) -> datetime:
    day = local_day(at)
    while True:
        due = datetime.combine(day, MORNING, LOCAL)
        is_past_it = due < at if step > timedelta(0) else due > at
        if not is_past_it and (often is Often.DAILY or day.weekday() == _MONDAY):
            return due.astimezone(UTC)
        day += step
