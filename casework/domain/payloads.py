"""An event as the journal keeps it: its fields as JSON values, and back."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from casework.domain.events import REGISTRY, Event
from casework.domain.promises import Promise
from casework.domain.shares import Share

T = TypeVar("T")


def to_payload(event: Event) -> dict[str, Any]:
    """The event's fields as JSON values; times as ISO 8601 in UTC."""
    return plain_fields(event)


def from_payload(name: str, payload: Mapping[str, Any]) -> Event:
    """The event that `to_payload` wrote under `name`. Raises KeyError for a name never registered."""
    return typed_fields(REGISTRY[name], payload)


def plain_fields(thing: Event | Promise | Share) -> dict[str, Any]:
    """The fields of a value as JSON values."""
    return {f.name: _plain(getattr(thing, f.name)) for f in dataclasses.fields(thing)}


def typed_fields(cls: type[T], payload: Mapping[str, Any]) -> T:
    """The value that `plain_fields` made this of. A field that came later has its default in what was written
    before; raises TypeError for any other that is missing."""
    hints = get_type_hints(cls)
    return cls(**{name: _typed(hint, payload[name]) for name, hint in hints.items() if name in payload})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (Union, types.UnionType):
        return _typed(next(arm for arm in get_args(hint) if arm is not type(None)), value)
    if get_origin(hint) is tuple:
        return tuple(_typed(get_args(hint)[0], item) for item in value)
    if dataclasses.is_dataclass(hint):
        return typed_fields(cast(type[Any], hint), value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    return value
