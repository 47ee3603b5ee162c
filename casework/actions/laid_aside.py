"""Files of a form that comes back with a question: kept for an hour, encrypted, until it is sent again.

A browser gives files once. They are cleaned like every upload, and the encrypted copy has no row: its key is
in the page alone, and the sweeper takes what nobody comes back for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from casework.store import sealed_files
from casework.store.casework import Casework
from casework.store.files import CleanFile, Upload
from casework.store.vault import CannotOpen, packed, unpacked

_CONTEXT: Final = "laid aside"


class Lost(Exception):
    """The hour is over, or the word is none of ours: the files have to be chosen once more."""


def lay_aside(casework: Casework, uploads: Sequence[Upload]) -> str:
    """Keep these files for the page that asks; returns the word that brings them back, "" for none.

    Raises files.Refused for the first that is not taken, having kept nothing.
    """
    if not uploads:
        return ""
    cleaned = casework.files.take_all(list(uploads))
    try:
        kept = [_sealed(casework, file) for file in cleaned]
    finally:
        for file in cleaned:
            casework.files.delete(file.key)
    return packed(casework.vault.seal({"files": json.dumps(kept)}, _CONTEXT))


def bring_back(casework: Casework, word: str) -> list[Upload]:
    """The files that the word stands for, as they may be uploaded; none for "". Raises Lost."""
    if not word:
        return []
    files, vault = casework.files, casework.vault
    try:
        kept = json.loads(vault.open(unpacked(word), _CONTEXT)["files"])
        return [
            (sealed_files.unseal(files, vault, place, unpacked(key), _context), name)
            for place, name, key in kept
        ]
    except (CannotOpen, ValueError, FileNotFoundError) as error:
        raise Lost from error


def _sealed(casework: Casework, file: CleanFile) -> tuple[str, str, str]:
    """The file under seal: its place, its name, its key as a word."""
    place, key = sealed_files.seal(casework.files, casework.vault, file, _context)
    return place, file.name, packed(key)


def _context(place: str) -> str:
    return f"{_CONTEXT}:{place}"
