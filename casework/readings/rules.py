"""Every period of the rules: what holds, what will, what did."""

from __future__ import annotations

from collections.abc import Mapping

from casework.domain.calendar import local_day
from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.rules import RULES, Course, Setting, Unit
from casework.store import settings
from casework.store.casework import Casework

__all__ = ["RULES", "Course", "Setting", "Unit", "courses"]


def courses(casework: Casework, *, by: Actor) -> Mapping[str, Course]:
    """By the name of the period, in the order of `RULES`; one query. Raises Refused."""
    if not can(by, Permission.ADMINISTER):
        raise Refused(Why.NOT_ALLOWED)
    today = local_day(casework.now())
    with casework.db.read() as session:
        found = settings.courses(session)
    return {
        name: Course(rule=rule, settings=found.get(name, ()), today=today) for name, rule in RULES.items()
    }
