"""Programs at the doors: what they ask for lies under addresses of their own, where cookies count for
nothing.

Each door of theirs says once how it tells an error: nobody gives a page to a program.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState

V = TypeVar("V", bound=Callable[..., Any])
# How a door tells that something cannot be done: by the status and what is known of the reason.
Teller = Callable[[int, str], Response]
_DOORS = "programs"


def let_in(door: Blueprint, prefix: str, teller: Teller) -> None:
    """Let programs in at this door: whatever lies under `prefix` is told in its way, what is not there
    too."""

    @door.record_once
    def known(state: BlueprintSetupState) -> None:
        state.app.extensions.setdefault(_DOORS, {})[prefix] = teller


def for_people(view: V) -> V:
    """Declare that a view of such a door is a page that people read in a browser."""
    view.for_people = True  # type: ignore[attr-defined]  # because it is data on a function
    return view


def asks() -> bool:
    """Whether it is a program that makes this request, and not somebody's browser."""
    return _teller() is not None and not hasattr(_view(), "for_people")


def tell(status: int, why: str) -> Response:
    """The error as the program that asks can read it."""
    teller = _teller()
    assert teller is not None, "whoever asked for a page gets one"
    return teller(status, why)


def _teller() -> Teller | None:
    tellers: dict[str, Teller] = current_app.extensions.get(_DOORS, {})
    return next((tell for prefix, tell in tellers.items() if request.path.startswith(prefix)), None)


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")
