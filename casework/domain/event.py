"""What every event is; they stand in `events`."""

from __future__ import annotations

from dataclasses import dataclass

REGISTRY: dict[str, type[Event]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every event; a subclass is registered under its own name and keeps it for ever."""

    def __init_subclass__(cls) -> None:
        if cls.__name__ in REGISTRY:
            raise TypeError(f"two events are named {cls.__name__}")
        REGISTRY[cls.__name__] = cls
