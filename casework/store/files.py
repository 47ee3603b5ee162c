"""Attachments on disk: only what a child process made anew, under random names, outside the web's root.

A file is written aside, synced and renamed, so that under its key there is a whole file or none.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Literal, cast

from casework.domain.text import Unclean, normalise_line
from casework.store import cleaner
from casework.store.cleaner import CleaningFailed, Outcome
from casework.store.cleaning import JPEG, LARGEST_BYTES, MOST_FILES, PDF, PNG, WEBP, Box, Unfit
from casework.store.room import no_room

__all__ = ["CleanFile", "CleaningFailed", "Files", "Refused", "Size", "Upload"]

Size = Literal["full", "thumb"]
Upload = tuple[BinaryIO | bytes, str]

_KEY: Final = re.compile(r"[0-9a-f]{32}")
_ASIDE: Final = ".aside"
SUFFIXES: Final = {JPEG: "jpg", PNG: "png", WEBP: "webp", PDF: "pdf"}
_LONGEST_NAME: Final = 100
_LONGEST_DECLARED: Final = 1000
_NO_KEYBOARD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CHUNK: Final = 256 * 1024
_ROOM_FOR_ONE: Final = 2 * LARGEST_BYTES  # what one file becomes, with its thumbnail


class Refused(Exception):
    """A file is not taken; `reason_code` is `count` or one of those of `cleaning.Unfit`.

    `name` is its name, fit to be shown, and `number` its place among those given, from 0.
    """

    def __init__(self, reason_code: str, name: str = "", number: int = 0) -> None:
        # The name is somebody's words: it must not get into logs with the error.
        super().__init__(f"{reason_code}, file {number}")
        self.reason_code: Final = reason_code
        self.name: Final = _shown_name(name)
        self.number: Final = number


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
        or cannot be read whole, and for more than ten; OSError when the disk is full.
        """
        if len(uploads) > MOST_FILES:
            raise Refused("count", number=MOST_FILES)
        if not uploads:
            return []
        with self._scratch() as folder:
            for number, (upload, name) in enumerate(uploads):
                _set_aside(upload, folder / f"{number}.in", name, number)
            outcomes = _cleaned(folder, len(uploads))
            for number, outcome in enumerate(outcomes):
                if outcome.reason:
                    raise Refused(outcome.reason, uploads[number][1], number)
            return self._keep(folder, [name for _, name in uploads], outcomes)

    def paint_over(self, key: str, black: Sequence[Box], *, name: str, new_key: str) -> CleanFile:
        """Keeps, under a new key, a copy of a picture in which these boxes are black, at every size.

        Raises FileNotFoundError, and `Refused` when the stored picture cannot be read.
        """
        with self._scratch() as folder:
            with self.open(key) as source:
                (folder / "0.in").write_bytes(source.read())
            (outcome,) = _cleaned(folder, 1, black=black)
            if outcome.reason:
                raise Refused(outcome.reason, name)
            return self._keep_one(folder / "0", name, outcome, new_key)

    def keep_sealed(self, key: str, ciphertext: bytes) -> None:
        """Keeps what the vault has sealed. It lies where nothing that is sent to readers is looked for."""
        with self._scratch() as folder:
            (folder / "sealed").write_bytes(ciphertext)
            target = self._path(key, "sealed")
            room = self._room_for(key)
            _move_synced(folder / "sealed", target)
            _sync(room)

    def open_sealed(self, key: str) -> bytes:
        """Raises FileNotFoundError."""
        return self._path(key, "sealed").read_bytes()

    def open(self, key: str, size: Size = "full") -> BinaryIO:
        """The stored bytes. Raises FileNotFoundError for an unknown key, and for the thumbnail of a PDF."""
        return self._path(key, size).open("rb")

    def write(self, key: str, made: Callable[[BinaryIO], None]) -> tuple[int, str]:
        """Keeps under this key what is written into the file that is handed over; its size in bytes and its
        SHA-256. What breaks off leaves nothing behind."""
        with self._scratch() as folder:
            aside = folder / "made"
            with aside.open("xb+") as out:
                made(out)
            with aside.open("rb") as written:
                digest = hashlib.file_digest(written, "sha256").hexdigest()
            size, target, room = aside.stat().st_size, self._path(key, "full"), self._room_for(key)
            _move_synced(aside, target)
            _sync(room)
        return size, digest

    def temporary(self) -> BinaryIO:
        """A file that nobody finds and that is gone as soon as it is closed, or its process dies."""
        aside = self._root / _ASIDE
        aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cast(BinaryIO, tempfile.TemporaryFile(dir=aside))

    def delete(self, key: str) -> None:
        """Removes the file and its thumbnail; a key that is not there is no error."""
        # The thumbnail last: without its file there is no key (see `keys`), and the sweeper finds the rest.
        for size in ("full", "sealed", "thumb"):
            self._path(key, size).unlink(missing_ok=True)

    def keys(self) -> set[str]:
        """Every key under which there is a file, whether a row knows it or not."""
        names = (path.name.removesuffix(".sealed") for path in self._root.glob("[0-9a-f][0-9a-f]/*"))
        return {name for name in names if _KEY.fullmatch(name)}

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
        return self._root / key[:2] / (key if size == "full" else f"{key}.{size}")

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        folder = self._root / _ASIDE / secrets.token_hex(16)
        folder.mkdir(mode=0o700, parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _keep(self, folder: Path, names: Sequence[str], outcomes: Sequence[Outcome]) -> list[CleanFile]:
        keys = [secrets.token_hex(16) for _ in names]
        try:
            return [
                self._keep_one(folder / str(number), name, made, key)
                for number, (name, made, key) in enumerate(zip(names, outcomes, keys, strict=True))
            ]
        except OSError:
            for key in keys:
                self.delete(key)
            raise

    def _room_for(self, key: str) -> Path:
        """The folder of a key, which will still be there after a power cut."""
        room = self._root / key[:2]
        if not room.exists():
            room.mkdir(mode=0o700, exist_ok=True)
            _sync(self._root)
        return room

    def _keep_one(self, aside: Path, name: str, made: Outcome, key: str) -> CleanFile:
        full, thumb = aside.with_suffix(".full"), aside.with_suffix(".thumb")
        size = full.stat().st_size
        target, room = self._path(key, "full"), self._room_for(key)
        # The thumbnail first: under a key that has its file there is everything.
        if made.width is not None:
            _move_synced(thumb, self._path(key, "thumb"))
        _move_synced(full, target)
        _sync(room)
        return CleanFile(
            name=_safe_name(name, made.media_type),
            media_type=made.media_type,
            size=size,
            width=made.width,
            height=made.height,
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
        cleaner.kind_of(path)
    except Unfit as unfit:
        raise Refused(unfit.reason, name, number) from None


def _cleaned(folder: Path, count: int, *, black: Sequence[Box] = ()) -> list[Outcome]:
    """What became of the files. Raises OSError, too, where they may be damaged only for want of room.

    The child cannot tell: what writes pictures and papers there says of a full disk that the file is bad.
    """
    try:
        outcomes = cleaner.clean(folder, count, black=black)
    except CleaningFailed as error:
        raise no_room(folder, _ROOM_FOR_ONE) or error from None
    if any(outcome.reason == "damaged" for outcome in outcomes) and (full := no_room(folder, _ROOM_FOR_ONE)):
        raise full
    return outcomes


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


def _shown_name(declared: str) -> str:
    """The declared name as it may be shown: no folders, NFC, nothing invisible, no longer than a line."""
    last = declared[-_LONGEST_DECLARED:].replace("\\", "/").rpartition("/")[2]
    try:
        return normalise_line(_NO_KEYBOARD.sub("", last))[:_LONGEST_NAME].strip()
    except Unclean:
        return ""


def _safe_name(declared: str, media_type: str) -> str:
    """The name to offer for saving: as it is shown, without what folders may not hold, and with the ending
    that the content has."""
    name = _shown_name(declared)
    stem = re.sub(r'[<>:"|?*%;]+', "_", name.rpartition(".")[0] or name).strip(". ")
    return f"{stem or 'tep'}.{SUFFIXES[media_type]}"
