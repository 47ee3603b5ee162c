"""Templates and addresses, compiled once a process, for every test has an app of its own."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

_compile_builder = Rule._compile_builder
_builders: dict[Hashable, Callable[..., tuple[str, str]]] = {}


class CompiledOnce(BytecodeCache):
    """Keeps what Jinja compiled for as long as the source stays what it was."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


def _builder_made_once(rule: Any, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """The function that writes an address: it knows the rule's text alone, and finds the rest on its rule."""
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


def install() -> None:
    """Let every app of this process share what was compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledOnce()}
    Rule._compile_builder = _builder_made_once  # type: ignore[method-assign] # because no option offers it
