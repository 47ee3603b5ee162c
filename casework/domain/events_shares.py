"""What happened to the share of an agency beside the lead."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.event import Event
from casework.domain.values import AgencyCode, PostId


@dataclass(frozen=True, kw_only=True)
class Contributed(Event):
    post: PostId
    agency: AgencyCode


@dataclass(frozen=True, kw_only=True)
class ShareReminded(Event):
    agency: AgencyCode


@dataclass(frozen=True, kw_only=True)
class ShareMarkedOverdue(Event):
    agency: AgencyCode
