"""What a change would move, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.actions.reorganise import Flow, Preview
from casework.domain.values import Role
from web.i18n import language


@dataclass(frozen=True, kw_only=True)
class Move:
    """So much goes from one house to another; `now` is empty where nobody takes it."""

    was: str
    now: str
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class RuleMove:
    """A field with another lead; of no `areas`: everywhere."""

    field: str
    areas: str
    was: str
    now: str


@dataclass(frozen=True, kw_only=True)
class PersonMove:
    user: int
    name: str
    role: Role
    was: str
    now: str


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Everything on the page of a preview. `is_done`: the directory says all of it already."""

    title: str
    day: date
    source: str
    is_done: bool
    begins: Sequence[str]
    ends: Sequence[Move]
    rules: Sequence[RuleMove]
    people: Sequence[PersonMove]
    reports: Sequence[Move]
    beside: int
    letters: Sequence[Move]

    @property
    def total(self) -> int:
        """Open reports that another agency will lead."""
        return sum(flow.count for flow in self.reports)


def moves(seen: Preview) -> Moves:
    plan, names, lang = seen.plan, seen.after, language()

    def called(code: str | None) -> str:
        return names.agency_name(code, lang)

    def flows(found: Sequence[Flow]) -> list[Move]:
        return [Move(was=called(flow.was), now=called(flow.now), count=flow.count) for flow in found]

    return Moves(
        title=plan.title,
        day=plan.day,
        source=plan.source,
        is_done=seen.is_done,
        begins=[agency.called(lang) for agency in plan.agencies],
        ends=[Move(was=called(code), now=called(heir)) for code, heir in plan.agencies_end.items()],
        rules=[
            RuleMove(
                field=names.field_name(rule.field, lang),
                areas=", ".join(names.area_name(area, lang) for area in rule.areas),
                was=", ".join(map(called, rule.was)),
                now=called(rule.now),
            )
            for rule in seen.rules
        ],
        people=[
            PersonMove(
                user=role.held.user,
                name=role.held.name,
                role=role.held.membership.role,
                was=called(role.held.membership.agency),
                now=called(role.now.agency) if role.now else "",
            )
            for role in seen.roles
        ],
        reports=flows(seen.reports),
        beside=seen.beside,
        letters=flows(seen.letters),
    )
