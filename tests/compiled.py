"""Templates, addresses and statements, compiled once a process, for every test has an app of its own."""

from __future__ import annotations

from collections.abc import Hashable
from types import CodeType
from typing import Any, Final

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_STATEMENTS: Final = 10_000  # more than the house has, and few enough to keep

_compile = Rule.compile
_statements: LRUCache[Any, Any] = LRUCache(_STATEMENTS)
_rules: dict[Hashable, Any] = {}


class CompiledOnce(BytecodeCache):
    """Keeps what Jinja compiled for as long as the source stays what it was."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


def _compile_once(rule: Any) -> None:
    """Take from the rule of another app what depends on the text of the address alone."""
    key = (rule.rule, rule.subdomain, rule.merge_slashes, rule.is_leaf, repr(rule.defaults))
    made = _rules.get(key)
    if made is None:
        _compile(rule)
        _rules[key] = rule
        return
    rule._parts, rule._trace, rule._converters = made._parts, made._trace, made._converters
    rule.arguments = set(made.arguments)
    rule._build = made._build.__func__.__get__(rule, None)
    rule._build_unknown = made._build_unknown.__func__.__get__(rule, None)


def install() -> None:
    """Let every app of this process share what was compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledOnce()}
    Rule.compile = _compile_once  # type: ignore[method-assign] # because no option offers it
    Engine._compiled_cache = property(lambda _: _statements, lambda *_: None)  # type: ignore[assignment] # because no option shares it
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        # Each engine has a dialect of its own, by which what was compiled is kept: all of a kind write alike.
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign] # because of the same
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign] # because of the same
