"""What the commands that put something right bring about."""

from __future__ import annotations

from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.checks import Case
from casework.domain.effect import effect_of


@effect_of(do.Correct)
def _correct(_: Case, command: do.Correct) -> ev.Event:
    return ev.Corrected(post=command.post, about=command.about)
