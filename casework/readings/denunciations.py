"""What the sealed channel shows without opening anything, and what its author may read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.domain.denunciations import Denunciation
from casework.domain.policy import Actor, keeps_sealed
from casework.domain.refusals import Refused, Why
from casework.domain.values import DenunciationCode
from casework.readings.pages import PAGE_SIZE, Page
from casework.store import denunciation_lists
from casework.store import denunciations as rows
from casework.store.casework import Casework
from casework.store.denunciations import Message, NoSuchDenunciation

__all__ = [
    "NoSuchDenunciation",
    "Own",
    "can_be_sent",
    "held_by",
    "keepers",
    "own",
    "secret_opens",
    "settled",
    "waiting",
]


@dataclass(frozen=True, kw_only=True)
class Own:
    """What its author sees again: where it stands and what was written since, never what they sent first.

    `files` counts those that came with a message (None: with the denunciation itself).
    """

    denunciation: Denunciation
    messages: Sequence[Message]
    files: Mapping[str | None, int]


def can_be_sent(casework: Casework) -> bool:
    """Whether somebody keeps the channel: else nobody would read it."""
    with casework.db.read() as session:
        return bool(rows.keepers(session, rows.inspectorates(casework)))


def secret_opens(casework: Casework, code: DenunciationCode, secret: str) -> bool:
    """Whether this secret belongs to that code; takes as long for a code that does not exist."""
    with casework.db.read() as session:
        return rows.secret_fits(session, code, secret)


def own(casework: Casework, code: DenunciationCode, actor: Actor) -> Own:
    """For who has shown the secret. Raises NoSuchDenunciation, and CannotOpen for a missing master key."""
    if code not in actor.holds:
        raise NoSuchDenunciation(code)
    with casework.db.read() as session:
        files: dict[str | None, int] = {}
        for file in rows.files(session, code):
            files[file.message] = files.get(file.message, 0) + 1
        return Own(
            denunciation=rows.load(session, code),
            messages=rows.messages(session, casework.vault, code),
            files=files,
        )


def held_by(casework: Casework, actor: Actor) -> Sequence[Denunciation]:
    """Those whose secret this browser has shown; one query, none when it has shown none."""
    if not actor.holds:
        return ()
    with casework.db.read() as session:
        return denunciation_lists.of_codes(session, actor.holds)


def waiting(casework: Casework, actor: Actor) -> Sequence[Denunciation]:
    """Those that wait for their keeper, the one due first first. Raises Refused."""
    _check(casework, actor)
    terms = casework.terms()
    with casework.db.read() as session:
        found = denunciation_lists.waiting(session)
    return sorted(found, key=lambda one: one.due(terms) or casework.now())


def settled(
    casework: Casework, actor: Actor, after: tuple[date, DenunciationCode] | None = None
) -> Page[Denunciation]:
    """One page of the others, the newest first: codes, days and where they stand. Raises Refused."""
    _check(casework, actor)
    with casework.db.read() as session:
        found = denunciation_lists.settled(session, after=after, limit=PAGE_SIZE + 1)
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    key = (last.received_on.isoformat(), str(last.code)) if last else None
    return Page(rows=found[:PAGE_SIZE], next_key=key)


def keepers(casework: Casework, actor: Actor) -> Sequence[str]:
    """The names of all who read here: each keeper should know the others. Raises Refused."""
    _check(casework, actor)
    with casework.db.read() as session:
        found = rows.keepers(session, rows.inspectorates(casework))
        return sorted(rows.names(session, found).values())


def _check(casework: Casework, actor: Actor) -> None:
    if not keeps_sealed(actor, rows.inspectorates(casework)):
        raise Refused(Why.NOT_ALLOWED)
