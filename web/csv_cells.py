"""Cells of CSV that stay text in a spreadsheet: those that begin with = + - @ or a tab are quoted."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """The value as a spreadsheet shows it, never as it computes it."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
