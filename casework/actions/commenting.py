"""A reader says something under a report: the newsroom reads it first, unless it has come to trust them."""

from __future__ import annotations

from dataclasses import replace

from casework.actions import deeds
from casework.actions.quotas import spend
from casework.domain import commands as do
from casework.domain.policy import Actor
from casework.domain.standing import Act
from casework.domain.values import ReportCode
from casework.store import reports, standing, watched
from casework.store.casework import Casework


def comment(
    casework: Casework, code: ReportCode, command: do.Comment, *, by: Actor, seen: int | None
) -> bool:
    """Post it: readers see at once what somebody trusted writes, unless the newsroom watches for it.

    Returns whether they see it. Raises what `deeds.perform` raises, and Refused for who has written enough
    for a day.
    """
    wanted = replace(command, at_once=_may_go_at_once(casework, code, command.words, by))
    deeds.perform(
        casework,
        code,
        wanted,
        by=by,
        seen=seen,
        beside=lambda session, _: spend(session, by.user, Act.COMMENT, casework.now(), written=True),
    )
    return wanted.at_once


def _may_go_at_once(casework: Casework, code: ReportCode, words: str, by: Actor) -> bool:
    if by.user is None:
        return False
    with casework.db.read() as session:
        if not standing.of(session, by.user).is_trusted:
            return False
        outlet = reports.load(session, code).outlet
        watch = watched.lists(session, [outlet])[outlet]
    return not watch.stops(words)
