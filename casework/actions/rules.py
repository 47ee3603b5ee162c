"""Periods of the rules, as an administrator sets them: from a day on, with their source."""

from __future__ import annotations

from datetime import date

from casework.domain.calendar import local_day
from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.rules import RULES, Fault, Setting
from casework.store import settings
from casework.store.casework import Casework

__all__ = ["BadSetting", "Fault", "change", "take_back"]


class BadSetting(ValueError):
    """The period cannot be set like this; nothing was changed."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def change(casework: Casework, name: str, setting: Setting, *, by: Actor) -> None:
    """Let a period of `RULES` hold from today or a later day. What runs already keeps its dates.

    Raises Refused (who is no administrator), KeyError for no such period, BadSetting.
    """
    _check(by)
    fault = RULES[name].fault(setting.value, setting.valid_from, setting.source, local_day(casework.now()))
    if fault is not None:
        raise BadSetting(fault)
    with casework.db.write() as session:
        settings.put(session, name, setting)
    casework.forget_terms()


def take_back(casework: Casework, name: str, valid_from: date, *, by: Actor) -> bool:
    """Forget what was to hold from a day to come; False where nothing was, or where it holds already.

    Raises Refused.
    """
    _check(by)
    if name not in RULES or valid_from <= local_day(casework.now()):
        return False
    with casework.db.write() as session:
        return settings.take_back(session, name, valid_from)


def _check(by: Actor) -> None:
    if not can(by, Permission.ADMINISTER):
        raise Refused(Why.NOT_ALLOWED)
