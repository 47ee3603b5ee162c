"""What will become of a made-up report: drawn by chance, in a mix like that of a newspaper's reader desk."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from bench.texts import Opening
from casework.domain.calendar import local_day
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    Channel,
    Display,
    FieldCode,
    Kind,
    OutletCode,
    ReportCode,
    TaskCode,
)
from casework.store.directory import Directory

T = TypeVar("T")
_CHANNELS = (
    (Channel.WEB, 80),
    (Channel.PHONE, 9),
    (Channel.LETTER, 6),
    (Channel.ON_AIR, 3),
    (Channel.API, 2),
)
_DISPLAYS = ((Display.NAMED, 62), (Display.HIDDEN, 30), (Display.CONFIDENTIAL, 8))
_COMMENTS = ((0, 70), (1, 15), (2, 7), (3, 4), (6, 3), (20, 1))
_SUPPORTS = ((0, 55), (1, 15), (2, 10), (4, 10), (9, 7), (25, 3))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One report's fate. `answer_days` counts from acceptance; None: the agency never answers."""

    arrives: datetime
    kind: Kind
    channel: Channel
    display: Display
    publish: bool
    has_account: bool
    outlet: OutletCode
    field: FieldCode
    area: AreaCode | None
    task: TaskCode
    agency: AgencyCode
    other_agency: AgencyCode  # to which it is sent by mistake
    ends: Literal["decline", "withdraw", "answer"]
    merged_into: ReportCode | None
    is_asked: bool
    is_returned: bool
    has_interim: bool
    answer_days: float | None
    is_reopened: bool
    is_removed: bool
    solved: bool | None
    comments: int
    supports: int


def draw(
    chance: random.Random,
    directory: Directory,
    opening: Opening,
    *,
    area: AreaCode | None,
    arrives: datetime,
    earlier: Sequence[ReportCode],
    outlet: OutletCode,
) -> Plan:
    """The plan of one report; `earlier` are codes of the same outlet that it may turn out to repeat."""
    lead = directory.agency_for(opening.field, area, local_day(arrives)) or directory.agencies[0]
    other = lead
    while other is lead:
        other = chance.choice(directory.agencies)
    late = chance.random() < 0.15
    quick = opening.kind is Kind.QUESTION
    return Plan(
        arrives=arrives,
        kind=opening.kind,
        channel=_weighted(chance, _CHANNELS),
        display=_weighted(chance, _DISPLAYS),
        publish=chance.random() < 0.93,
        has_account=chance.random() < 0.6,
        outlet=outlet,
        field=opening.field,
        area=area,
        task=opening.task,
        agency=lead.code,
        other_agency=other.code,
        ends=_weighted(chance, (("answer", 92), ("decline", 6), ("withdraw", 2))),
        merged_into=chance.choice(earlier) if earlier and chance.random() < 0.03 else None,
        is_asked=chance.random() < 0.05,
        is_returned=chance.random() < 0.06,
        has_interim=chance.random() < 0.12,
        answer_days=_answer_days(chance, late=late, quick=quick),
        is_reopened=chance.random() < 0.04,
        is_removed=chance.random() < 0.005,
        solved=_weighted(chance, ((None, 60), (True, 28), (False, 12))),
        comments=_weighted(chance, _COMMENTS),
        supports=_weighted(chance, _SUPPORTS),
    )


def _answer_days(chance: random.Random, *, late: bool, quick: bool) -> float | None:
    if chance.random() < 0.01:
        return None
    if late:
        return chance.uniform(9, 20) if quick else chance.uniform(22, 45)
    return chance.uniform(1, 4) if quick else chance.uniform(3, 16)


def _weighted(chance: random.Random, options: Sequence[tuple[T, int]]) -> T:
    return chance.choices([one for one, _ in options], weights=[weight for _, weight in options])[0]
