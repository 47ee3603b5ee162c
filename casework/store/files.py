"""Attachments on disk: only what a child process made anew, under random names, outside the web's root.

A file is written aside, synced and renamed, so that under its key there is a whole file or none.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from casework.domain.text import Unclean, normalise_line
from casework.store.cleaning import JPEG, LARGEST_BYTES, PDF, PNG, WEBP, Unfit, sniff

Size = Literal["full", "thumb"]
Upload = tuple[BinaryIO | bytes, str]

_KEY: Final = re.compile(r"[0-9a-f]{32}")
_ASIDE: Final = ".aside"
_SUFFIXES: Final = {JPEG: "jpg", PNG: "png", WEBP: "webp", PDF: "pdf"}
_LONGEST_NAME: Final = 100
_CHUNK: Final = 256 * 1024
# The child has 20 seconds of CPU a file; on a busy machine that takes longer by the clock.
_PATIENCE_A_FILE: Final = 40
_PROJECT: Final = Path(__file__).resolve().parents[2]


class Refused(Exception):
    """A file is not taken; `reason_code` is `type`, `size`, `pixels`, `damaged` or `encrypted`.

    `name` is its name as declared and `number` its place among those given, from 0.
    """

    def __init__(self, reason_code: str, name: str = "", number: int = 0) -> None:
        super().__init__(f"{reason_code}: {name}")
        self.reason_code: Final = reason_code
        self.name: Final = name
        self.number: Final = number


class CleaningFailed(Exception):
    """The cleaning itself does not work here, whatever the file (a library is missing, for one)."""


@dataclass(frozen=True, kw_only=True)
class CleanFile:
    """A file that was taken: `size` in bytes as stored, `width` and `height` in pixels (None for PDF)."""

    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    key: str


class Files:
    """The attachments under one folder, which nobody else writes to."""

    def __init__(self, root: Path) -> None:
        self._root: Final = root

    def take(self, upload: BinaryIO | bytes, declared_name: str) -> CleanFile:
        """Cleans and keeps one file. Raises `Refused`, having kept nothing."""
        return self.take_all([(upload, declared_name)])[0]

    def take_all(self, uploads: Sequence[Upload]) -> list[CleanFile]:
        """Cleans and keeps these files, in one child process, in their order; all of them or none.

        Raises `Refused` for the first that is not JPEG, PNG, WebP or PDF of at most 10 MB and 40 megapixels,
        or cannot be read whole; and OSError when the disk is full. The caller limits how many there are.
        """
        if not uploads:
            return []
        with self._scratch() as folder:
            for number, (upload, name) in enumerate(uploads):
                _set_aside(upload, folder / f"{number}.in", name, number)
            said = _clean(folder, len(uploads))
            for number, (_, name) in enumerate(uploads):
                reason = said.get(number, {"reason": "damaged"}).get("reason")
                if reason:
                    raise Refused(str(reason), name, number)
            return self._keep(folder, [(name, said[number]) for number, (_, name) in enumerate(uploads)])

    def open(self, key: str, size: Size = "full") -> BinaryIO:
        """The stored bytes. Raises FileNotFoundError for an unknown key, and for the thumbnail of a PDF."""
        return self._path(key, size).open("rb")

    def delete(self, key: str) -> None:
        """Removes the file and its thumbnail; a key that is not there is no error."""
        for size in ("full", "thumb"):
            self._path(key, size).unlink(missing_ok=True)

    def keys(self) -> set[str]:
        """Every key under which there is a file, whether a row knows it or not."""
        return {path.name for path in self._root.glob("[0-9a-f][0-9a-f]/*") if _KEY.fullmatch(path.name)}

    def sweep(self, known_keys: Collection[str], older_than: datetime) -> int:
        """Removes files that no row knows, and what was left aside, if last changed before that moment.

        Returns how many files it removed. The margin spares uploads whose transaction is still open.
        """
        before, removed = older_than.timestamp(), 0
        for path in self._root.glob("[0-9a-f][0-9a-f]/*"):
            if path.name.partition(".")[0] not in known_keys and _changed(path) < before:
                path.unlink(missing_ok=True)
                removed += 1
        for folder in (self._root / _ASIDE).glob("*"):
            if _changed(folder) < before:
                shutil.rmtree(folder, ignore_errors=True)
        return removed

    def _path(self, key: str, size: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self._root / key[:2] / (f"{key}.thumb" if size == "thumb" else key)

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        folder = self._root / _ASIDE / secrets.token_hex(16)
        folder.mkdir(mode=0o700, parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _keep(self, folder: Path, cleaned: list[tuple[str, dict[str, Any]]]) -> list[CleanFile]:
        kept: list[CleanFile] = []
        try:
            for number, (name, said) in enumerate(cleaned):
                kept.append(self._keep_one(folder / str(number), name, said))
        except OSError:
            for clean in kept:
                self.delete(clean.key)
            raise
        return kept

    def _keep_one(self, aside: Path, name: str, said: dict[str, Any]) -> CleanFile:
        key, media_type = secrets.token_hex(16), str(said["media_type"])
        full, thumb = aside.with_suffix(".full"), aside.with_suffix(".thumb")
        size = full.stat().st_size
        target = self._path(key, "full")
        target.parent.mkdir(mode=0o700, exist_ok=True)
        # The thumbnail first: under a key that has its file there is everything.
        if said["width"] is not None:
            _move_synced(thumb, self._path(key, "thumb"))
        _move_synced(full, target)
        _sync(target.parent)
        return CleanFile(
            name=_safe_name(name, media_type),
            media_type=media_type,
            size=size,
            width=said["width"],
            height=said["height"],
            key=key,
        )


def _set_aside(upload: BinaryIO | bytes, path: Path, name: str, number: int) -> None:
    """Copies the upload, no further than it may be long; refuses by length and first bytes."""
    with path.open("xb") as out:
        if isinstance(upload, bytes):
            out.write(upload[: LARGEST_BYTES + 1])
        else:
            while out.tell() <= LARGEST_BYTES and (chunk := upload.read(_CHUNK)):
                out.write(chunk)
        if out.tell() > LARGEST_BYTES:
            raise Refused("size", name, number)
    try:
        _kind_of(path)
    except Unfit as unfit:
        raise Refused(unfit.reason, name, number) from None


def _kind_of(path: Path) -> str:
    with path.open("rb") as opened:
        return sniff(opened.read(1024))


def _clean(folder: Path, count: int) -> dict[int, dict[str, Any]]:
    """What the child says of each file, by number; nothing for one at which it was ended."""
    papers = any(_kind_of(folder / f"{number}.in") == PDF for number in range(count))
    command = [sys.executable, "-s", "-B", "-m", "casework.store.cleaning", str(folder.resolve()), str(count)]
    try:
        ended = subprocess.run(
            command + ["papers"] * papers,
            cwd=_PROJECT,
            # None of the house's environment: it holds the keys.
            env={"PATH": os.defpath, "PYTHONPATH": str(_PROJECT), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE_A_FILE * count,
            check=False,
        )
        printed = ended.stdout
        if ended.returncode > 0:
            # Not ended by a limit, but wrong in itself: no fault of the file, so not its refusal.
            raise CleaningFailed(ended.stderr.decode(errors="replace")[-2000:])
    except subprocess.TimeoutExpired as late:
        printed = late.stdout or b""
    lines = [json.loads(line) for line in printed.splitlines(keepends=True) if line.endswith(b"\n")]
    return {int(line.pop("number")): line for line in lines}


def _move_synced(source: Path, target: Path) -> None:
    _sync(source)
    source.replace(target)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _safe_name(declared: str, media_type: str) -> str:
    """The name to offer for saving: no folders, nothing invisible, and the ending that the content has."""
    try:
        name = normalise_line(declared.replace("\\", "/").rpartition("/")[2])
    except Unclean:
        name = ""
    stem = re.sub(r'[<>:"|?*%;]+', "_", name.rpartition(".")[0] or name).strip(". ")[:_LONGEST_NAME].strip()
    return f"{stem or 'tep'}.{_SUFFIXES[media_type]}"
