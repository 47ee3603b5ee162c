"""What somebody may want of the agencies beside the lead, and they themselves."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.command import Command, Worded
from casework.domain.values import AgencyCode


@dataclass(frozen=True, kw_only=True)
class Contribute(Worded):
    """Give one's agency's share to the official reply; the first one counts for the clock."""

    agency: AgencyCode


@dataclass(frozen=True, kw_only=True)
class RemindShares(Command):
    """The date of one or more shares is near."""


@dataclass(frozen=True, kw_only=True)
class MarkSharesOverdue(Command):
    """The date of one or more shares has passed."""
