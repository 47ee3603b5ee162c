"""The way from a door to the casework."""

from __future__ import annotations

from typing import cast

from flask import current_app

from casework.store.casework import Casework
from config import Settings, Unsafe

__all__ = ["Casework", "casework", "settings"]


def casework() -> Casework:
    """The casework of the running application. Raises Unsafe when its settings are not fit to work with."""
    if problems := settings().problems:
        raise Unsafe(problems)
    return cast(Casework, current_app.extensions["casework"])


def settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])
