"""The periods that an administrator may set: what each may be, and what holds where nobody has set it.

A setting is a whole number from a day on, with its source; the names are those of `Clocks`, `LegalTerms` and
`Periods`, with a part after a full stop where a field of theirs holds several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from casework.domain.clocks import Clocks
from casework.domain.legal_terms import SOURCES, LegalTerms
from casework.domain.retention import NAMES, Periods
from casework.domain.values import Kind

LEGAL: Final = "legal."  # what the names of the two laws' periods begin with
ANSWER: Final = "answer."  # an agency's answer, by kind of report
CONTRIBUTE: Final = "contribute."  # the share of an agency beside it, likewise
LEVELS: Final = ("escalate_after.parent", "escalate_after.oversight")
LONGEST_SOURCE: Final = 300
PRESS: Final = "press_calendar_days"
PRESS_SOURCE: Final = "Luật Báo chí số 103/2016/QH13, điều 39"

REPLY_SOURCE: Final = "Luật Báo chí, điều về phản hồi thông tin [check]"


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    DAYS = "days"
    MINUTES = "minutes"


class Fault(StrEnum):
    """Why a setting cannot be as wanted."""

    OUT_OF_RANGE = "out_of_range"
    IN_THE_PAST = "in_the_past"  # deadlines were told by what held then
    NEEDS_SOURCE = "needs_source"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One period. `least` and `most` are what a slip of the hand must not go beyond."""

    name: str
    unit: Unit
    least: int
    most: int
    default: int
    source: str  # of the default; empty where the forum's own regulation says so

    def fault(self, value: int, valid_from: date, source: str, today: date) -> Fault | None:
        """What is wrong with a new value from a day on; None for nothing."""
        if not self.least <= value <= self.most:
            return Fault.OUT_OF_RANGE
        if valid_from < today:
            return Fault.IN_THE_PAST
        return None if source.strip() else Fault.NEEDS_SOURCE


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What somebody has set."""

    valid_from: date
    value: int
    source: str


@dataclass(frozen=True, kw_only=True)
class Course:
    """One period with all that was set of it, the latest day first."""

    rule: Rule
    settings: Sequence[Setting]
    today: date

    @property
    def current(self) -> Setting | None:
        """What holds today; None for the default."""
        return next((one for one in self.settings if one.valid_from <= self.today), None)

    @property
    def value(self) -> int:
        return self.current.value if self.current else self.rule.default

    @property
    def coming(self) -> Sequence[Setting]:
        """What will hold, the next first."""
        return [one for one in reversed(self.settings) if one.valid_from > self.today]

    @property
    def past(self) -> Sequence[Setting]:
        """What no longer holds, the latest first."""
        return [one for one in self.settings if one.valid_from <= self.today and one is not self.current]


def _rules() -> Mapping[str, Rule]:
    clocks, legal, periods = Clocks(), LegalTerms(), Periods()
    working, days = Unit.WORKING_DAYS, Unit.DAYS
    made = [
        _rule("first_look", working, 30, clocks.first_look),
        _rule("reply_request", working, 30, clocks.reply_request, REPLY_SOURCE),
        _rule("claim_idle_minutes", Unit.MINUTES, 24 * 60, clocks.claim_idle_minutes, least=5),
        _rule("accept", working, 30, clocks.accept),
        *(
            _rule(f"{ANSWER}{kind.value}", working, 120, clocks.answer[kind], _DECREE)
            for kind in Kind
            if kind in clocks.answer
        ),
        *(_rule(f"{CONTRIBUTE}{kind.value}", working, 120, days) for kind, days in clocks.contribute.items()),
        _rule("longest_extension", working, 120, clocks.longest_extension),
        _rule("remind_before", working, 30, clocks.remind_before),
        *(_rule(name, working, 120, clocks.escalate_after[at]) for at, name in enumerate(LEVELS)),
        _rule(PRESS, days, 180, clocks.press_calendar_days, PRESS_SOURCE),
        _rule("verdict_calendar_days", days, 180, clocks.verdict_calendar_days),
        _rule("contact_calendar_days", days, 90, clocks.contact_calendar_days),
        _rule("unconfirmed_calendar_days", days, 365, clocks.unconfirmed_calendar_days),
    ]
    for field in fields(LegalTerms):
        default = getattr(legal, field.name)
        if isinstance(default, int):
            unit = working if "working_days" in field.name else days
            made.append(_rule(f"{LEGAL}{field.name}", unit, 3650, default, SOURCES[field.name]))
    made += [_rule(name, days, 36_500, getattr(periods, name)) for name in NAMES]
    return MappingProxyType({rule.name: rule for rule in made})


def _rule(name: str, unit: Unit, most: int, default: int, source: str = "", *, least: int = 1) -> Rule:
    return Rule(name=name, unit=unit, least=least, most=most, default=default, source=source)


_DECREE: Final = "Nghị định 20/2008/NĐ-CP"
RULES: Final = _rules()
