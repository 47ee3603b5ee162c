"""What the commands about shares bring about."""

from __future__ import annotations

from casework.domain import checks_shares
from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.checks import Case
from casework.domain.effect import effect_of


@effect_of(do.Contribute)
def _contribute(_: Case, command: do.Contribute) -> ev.Event:
    return ev.Contributed(post=command.post, agency=command.agency)


@effect_of(do.RemindShares)
def _remind_shares(case: Case, _: do.RemindShares) -> tuple[ev.Event, ...]:
    return tuple(ev.ShareReminded(agency=share.agency) for share in checks_shares.near(case))


@effect_of(do.MarkSharesOverdue)
def _mark_shares_overdue(case: Case, _: do.MarkSharesOverdue) -> tuple[ev.Event, ...]:
    return tuple(ev.ShareMarkedOverdue(agency=share.agency) for share in checks_shares.late(case))
