"""What the page of an agency says of those before and after it, and of the map that its figures are on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from casework.readings.directory import Agency, Directory
from casework.readings.maps import Map, OfAgency
from web import paging


@dataclass(frozen=True, kw_only=True)
class Succession:
    """`before` are those whose work it has taken over, `counted` those whose public reports count for it on
    the map of now. `other_map` is the same page on the other map, empty where there is none."""

    is_ended: bool
    last_day: date | None
    heir: Agency | None
    before: Sequence[Agency]
    counted: Sequence[Agency]
    on_now: bool
    other_map: str


def succession(agency: Agency, shown: OfAgency, named: Directory, day: date) -> Succession:
    counted = [one for code in shown.of if (one := named.agency(code)) is not None]
    is_ended = agency.has_ended(day)
    on_now = shown.on is Map.NOW
    other = Map.THEN if on_now else Map.NOW
    here = url_for("forum.agency", slug=agency.slug)
    return Succession(
        is_ended=is_ended,
        last_day=agency.valid_to,
        heir=named.heir_of(agency.code, day) if is_ended else None,
        before=named.predecessors(agency.code, day),
        counted=counted,
        on_now=on_now,
        other_map=paging.with_query(here, map=other.value, after=None) if counted or on_now else "",
    )
