"""Which version of a report somebody reads: how many steps of it everybody has seen.

Counted from the public history alone, so that a number tells nothing of what only handlers know, and what
came after a version is the rest of that history. Text that was edited or blacked out since is told as a step;
no version brings it back.
"""

from __future__ import annotations

from collections.abc import Iterable

from casework.domain.evolve import Recorded
from casework.domain.timeline import seen_by
from casework.domain.values import Part

_READERS = frozenset({Part.READER})


def public_steps(history: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """What everybody sees of a history, in order; who handles the report sees no other number."""
    return seen_by(_READERS, history)


def since(history: Iterable[Recorded], version: int | None) -> tuple[Recorded, ...]:
    """The public steps after a version; none for one that is current, or was never there."""
    steps = public_steps(history)
    return steps[version:] if version is not None and 0 < version < len(steps) else ()
