"""A newsroom keeps its own ready texts; the common ones come with the directory."""

from __future__ import annotations

from typing import Final

from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.store import ready_texts
from casework.store.casework import Casework
from casework.store.ready_texts import ReadyText

MOST: Final = 100
LONGEST_NAME: Final = 80
LONGEST_TEXT: Final = 4000


class TooMany(Exception):
    """The newsroom has as many as it may have."""


def save(casework: Casework, text: ReadyText, *, by: Actor) -> None:
    """Write it, new or changed. Raises TooMany, and Refused for a common one or another newsroom's."""
    with casework.db.write() as session:
        before = ready_texts.find(session, text.code)
        if text.outlet not in by.outlets or (before is not None and before.outlet not in by.outlets):
            raise Refused(Why.NOT_ALLOWED)
        if not ready_texts.put(session, text, most=MOST):
            raise TooMany


def remove(casework: Casework, code: str, *, by: Actor) -> None:
    """Forget one; one that is gone already is no matter. Raises Refused as `save` does."""
    with casework.db.write() as session:
        before = ready_texts.find(session, code)
        if before is not None and before.outlet not in by.outlets:
            raise Refused(Why.NOT_ALLOWED)
        ready_texts.remove(session, code)
