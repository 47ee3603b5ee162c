"""The register of what commands bring about; `effects` fills it in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.checks import Case

Effect = Callable[[Case], tuple[ev.Event, ...]]
C = TypeVar("C", bound=do.Command)
EFFECTS: dict[type[do.Command], Effect] = {}


def effect_of(command: type[C]) -> Callable[[Callable[[Case, C], ev.Event | tuple[ev.Event, ...]]], Effect]:
    """Register the effect of one command."""

    def register(effect: Callable[[Case, C], ev.Event | tuple[ev.Event, ...]]) -> Effect:
        def apply(case: Case) -> tuple[ev.Event, ...]:
            made = effect(case, cast(C, case.command))
            return made if isinstance(made, tuple) else (made,)

        EFFECTS[command] = apply
        return apply

    return register
