"""The description for people: each operation with what it takes, what it gives, and a line to paste."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask_babel import gettext

from api.operations import Operation
from api.problems import EXPLAINED, KINDS

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
_KEY: Final = "0b1f6c0e-9a2d-4c39-8f5e-3f1f0f6f8a11"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A parameter, or a member of something. `of` are the schemas that its value refers to."""

    name: str
    words: str
    shape: str
    of: Sequence[str] = ()
    where: str = ""
    is_required: bool = False


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One operation. `curl` is a line for a shell; `scope` is what its token must be good for."""

    anchor: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    asked: Sequence[Member]
    answer: str
    status: int
    refusals: Sequence[int]
    curl: str


@dataclass(frozen=True, kw_only=True)
class Group:
    name: str
    words: str
    operations: Sequence[Shown]


@dataclass(frozen=True, kw_only=True)
class Schema:
    name: str
    members: Sequence[Member]


@dataclass(frozen=True, kw_only=True)
class Kind:
    name: str
    title: str
    words: str


Served = Sequence[tuple[str, str, Operation]]


def groups(described: Mapping[str, Any], served: Served) -> list[Group]:
    """The operations by tag, in the order of the tags; `served`: path, method, what each says itself."""
    base = described["servers"][0]["url"]
    made = [(one.tag, _shown(described, base, path, method, one)) for path, method, one in served]
    return [
        Group(
            name=tag["name"],
            words=tag["description"],
            operations=[shown for name, shown in made if name == tag["name"]],
        )
        for tag in described["tags"]
    ]


def schemas(described: Mapping[str, Any]) -> list[Schema]:
    found = described["components"]["schemas"]
    return [
        Schema(name=name, members=_members(one, found)) for name, one in found.items() if "properties" in one
    ]


def statuses(described: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What each status means by which something may be refused."""
    return [(status, one["description"]) for status, one in described["components"]["responses"].items()]


def kinds() -> list[Kind]:
    """The problems that have a kind of their own."""
    return [Kind(name=name, title=str(title), words=str(EXPLAINED[name])) for name, title in KINDS.items()]


def _shown(described: Mapping[str, Any], base: str, path: str, method: str, one: Operation) -> Shown:
    told = described["paths"][path][method.lower()]
    asked = [
        Member(
            name=each["name"],
            words=each["description"],
            shape=_shape(each["schema"]),
            where=each["in"],
            is_required=each["required"],
        )
        for each in told["parameters"]
    ]
    if one.body is not None:
        named = described["components"]["schemas"]
        asked += _members(named[one.body.__name__], named, where="body")
    return Shown(
        anchor=f"operation-{told['operationId']}",
        method=method,
        path=path,
        summary=told["summary"],
        about=told.get("description", ""),
        scope=one.scope.value if one.scope else "",
        asked=asked,
        answer=one.answer.__name__,
        status=one.status,
        refusals=sorted(one.refusals),
        curl=_curl(base, path, method, one),
    )


def _members(schema: Mapping[str, Any], named: Mapping[str, Any], where: str = "") -> list[Member]:
    required = schema.get("required", ())
    members = {name: _with_values(one, named) for name, one in schema["properties"].items()}
    return [
        Member(
            name=name,
            words=one["description"],
            shape=_shape(one),
            of=_named(one),
            where=where,
            is_required=name in required,
        )
        for name, one in members.items()
    ]


def _with_values(schema: Any, named: Mapping[str, Any]) -> Any:
    """With the values of a closed list where it refers to one."""
    if isinstance(schema, list):
        return [_with_values(one, named) for one in schema]
    if not isinstance(schema, dict):
        return schema
    of = named.get(str(schema.get("$ref")).rpartition("/")[2], {})
    if "enum" in of:
        return {**{name: one for name, one in schema.items() if name != "$ref"}, **of}
    return {name: _with_values(one, named) for name, one in schema.items()}


def _shape(schema: Mapping[str, Any]) -> str:
    """What a value looks like, shortly."""
    if "enum" in schema:
        return " · ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return _(" hoặc ").join(filter(None, map(_shape, schema["anyOf"])))
    if schema.get("type") == "array":
        return (
            _("danh sách: %(of)s", of=_shape(schema["items"])) if _shape(schema["items"]) else _("danh sách")
        )
    return str(schema.get("format") or schema.get("type") or "")


def _named(schema: Mapping[str, Any]) -> list[str]:
    """The schemas that a value refers to."""
    if "$ref" in schema:
        return [str(schema["$ref"]).rpartition("/")[2]]
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])]
    return [name for one in inner for name in _named(one)]


def _curl(base: str, path: str, method: str, one: Operation) -> str:
    for name, value in one.places.items():
        path = path.replace("{" + name + "}", value)
    query = f"?{urlencode(one.example)}" if one.example and one.query else ""
    parts = ["curl", shlex.quote(base + path + query)]
    if one.scope is not None:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    parts += [f"-H {shlex.quote(f'{name}: {_KEY}')}" for name in one.headers]
    if one.body is not None:
        body = json.dumps(dict(one.example), ensure_ascii=False, indent=1)
        parts += ["-H 'Content-Type: application/json'", f"-d {shlex.quote(body)}"]
    return " \\\n  ".join([" ".join(parts[:2]), *parts[2:]])
