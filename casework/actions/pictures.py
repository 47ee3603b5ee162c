"""Paint over a part of a picture, and keep what it was under seal; look after the files.

The steps are in such an order that a server may die between any two of them: the original is sealed, written
down and kept; then the command puts the new picture into its place, in one transaction; then the plain
original is removed. What is left over either way has no row that readers reach, and the sweeper takes it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, floor

from casework.actions import deeds
from casework.domain import commands as do
from casework.domain.lifecycle import decide
from casework.domain.policy import Actor, may_read_post
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import AttachmentId, ReportCode
from casework.store import condition, pictures, reports
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.files import CleanFile
from casework.store.pictures import Original, Picture
from casework.store.sealed import context_of_original
from casework.store.vault import Sealed

__all__ = [
    "MOST_RECTANGLES",
    "Original",
    "Rectangle",
    "Redaction",
    "open_original",
    "originals",
    "redact",
    "sweep",
]

MOST_RECTANGLES = 6
SPARED = timedelta(hours=1)  # no transaction and no cleaning takes so long
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Rectangle:
    """A part of a picture, in per cent of its width and height from the upper left."""

    left: float
    top: float
    width: float
    height: float

    def box(self, picture: Picture) -> tuple[int, int, int, int]:
        """In whole pixels, never smaller than asked: what is half covered is covered."""
        across, down = picture.width / 100, picture.height / 100
        left, top = floor(self.left * across), floor(self.top * down)
        right, bottom = ceil((self.left + self.width) * across), ceil((self.top + self.height) * down)
        return (
            max(min(left, picture.width - 1), 0),
            max(min(top, picture.height - 1), 0),
            min(right, picture.width),
            min(bottom, picture.height),
        )


@dataclass(frozen=True, kw_only=True)
class Redaction:
    """What to paint over in which picture. `form_key` is the random key that the form carries."""

    picture: AttachmentId
    rectangles: Sequence[Rectangle]
    form_key: str


def redact(
    casework: Casework, code: ReportCode, redaction: Redaction, *, by: Actor, seen: int | None = None
) -> Report:
    """Paint over these parts; returns the report after it. The same form sent twice is done once.

    Raises NoSuchReport, Refused, Stale (also when somebody has painted over that picture meanwhile), and
    files.Refused when the stored picture cannot be read.
    """
    new_key = _key_of(casework, redaction, by)
    with casework.db.read() as session:
        report = reports.load(session, code)
        if pictures.find(session, code, new_key) is not None:
            return report  # the form came twice
        picture = _picture_to_redact(session, casework, report, redaction, by=by, seen=seen)
    boxes = [rectangle.box(picture) for rectangle in redaction.rectangles]
    painted: CleanFile | None = None
    try:
        painted = casework.files.paint_over(picture.key, boxes, name=picture.name, new_key=new_key)
        original = _keep_original(casework, code, picture, new_key, by)
    except FileNotFoundError:  # between the look and now somebody has painted over it
        twin = _twin(casework, code, new_key, painted)
        if twin is not None:
            return twin
        raise _gone(casework, code, seen, by) from None
    command = do.RedactPicture(
        attachment=picture.key,
        replacement=new_key,
        size=painted.size,
        width=painted.width or picture.width,
        height=painted.height or picture.height,
    )
    try:
        return deeds.perform(casework, code, command, by=by, seen=seen)
    except Refused as refused:
        # Refused is certain: nothing was committed. After any other error only the sweeper can tell.
        twin = _drop(casework, code, painted, original)
        if twin is not None:
            return twin
        raise (_gone(casework, code, seen, by) if refused.why is Why.STALE else refused) from None


def _key_of(casework: Casework, redaction: Redaction, by: Actor) -> AttachmentId:
    """Where the new picture goes: the same for the same form, and for nobody to guess or choose."""
    asked = json.dumps(
        [
            by.user,
            redaction.picture,
            redaction.form_key,
            [[r.left, r.top, r.width, r.height] for r in redaction.rectangles],
        ]
    )
    return AttachmentId(
        hmac.digest(casework.secret_key, f"picture {asked}".encode(), hashlib.sha256).hex()[:32]
    )


def _picture_to_redact(
    session: Session,
    casework: Casework,
    report: Report,
    redaction: Redaction,
    *,
    by: Actor,
    seen: int | None,
) -> Picture:
    """Asks beforehand what the command will be asked again: painting is dear."""
    probe = do.RedactPicture(
        attachment=redaction.picture, replacement=redaction.picture, size=0, width=0, height=0
    )
    decide(report, probe, actor=by, now=casework.now(), terms=casework.terms())
    deeds.refuse_if_stale(session, report, seen, by)
    picture = pictures.find(session, report.code, redaction.picture)
    if picture is None:
        raise deeds.Stale(deeds.seen_since(session, report, report.version if seen is None else seen, by))
    kind, agency = picture.post_kind, picture.post_agency
    if kind is not None and not may_read_post(by, report, kind, by_agency=agency):
        raise Refused(Why.NOT_ALLOWED)
    if not redaction.rectangles:
        raise Refused(Why.BAD_TARGET)
    return picture


def _keep_original(
    casework: Casework, code: ReportCode, picture: Picture, new_key: AttachmentId, by: Actor
) -> AttachmentId:
    original = Original(
        id=AttachmentId(secrets.token_hex(16)),
        report=code,
        replaced_by=new_key,
        name=picture.name,
        media_type=picture.media_type,
        at=casework.now(),
        by=by.user,
    )
    sealed = _sealed(casework, picture, original)
    with casework.db.write() as session:
        pictures.write_down_original(session, original, sealed)
    casework.files.keep_sealed(original.id, sealed.ciphertext)
    return original.id


def _sealed(casework: Casework, picture: Picture, original: Original) -> Sealed:
    with casework.files.open(picture.key) as plain:
        return casework.vault.seal_bytes(plain.read(), context_of_original(original.id))


def _drop(casework: Casework, code: ReportCode, painted: CleanFile, original: AttachmentId) -> Report | None:
    """Take back what was prepared; the report, if the same form has arrived by another way meanwhile."""
    with casework.db.write() as session:
        pictures.forget_original(session, original)
    casework.files.delete(original)
    return _twin(casework, code, AttachmentId(painted.key), painted)


def _twin(
    casework: Casework, code: ReportCode, new_key: AttachmentId, painted: CleanFile | None
) -> Report | None:
    """The report, if the same form has arrived by another way meanwhile; else what was painted goes."""
    with casework.db.read() as session:
        if pictures.find(session, code, new_key) is not None:
            return reports.load(session, code)
    if painted is not None:
        casework.files.delete(painted.key)
    return None


def _gone(casework: Casework, code: ReportCode, seen: int | None, by: Actor) -> deeds.Stale:
    """What happened since: somebody has put another picture into its place."""
    with casework.db.read() as session:
        report = reports.load(session, code)
        return deeds.Stale(deeds.seen_since(session, report, report.version if seen is None else seen, by))


def originals(casework: Casework, report: ReportCode | None = None) -> list[Original]:
    """What is under seal, of one report or of all, oldest first."""
    with casework.db.read() as session:
        return pictures.originals(session, report)


def open_original(casework: Casework, original: str) -> bytes:
    """A picture as it was before it was painted over: for who holds the keys, on the machine itself.

    No page calls this. Whoever can has the master key at hand and could do it without us; so it is noted in
    the log of the machine, and not in the journal, which tells what people of the forum did in their parts.
    Raises LookupError for an unknown id, FileNotFoundError for a lost file, and vault.CannotOpen.
    """
    if not re.fullmatch(r"[0-9a-f]{32}", original):
        raise LookupError(original)  # before it is logged: whatever was typed may be anything
    log.warning("sealed original %s is being opened from the command line", original)
    with casework.db.read() as session:
        return pictures.unseal(session, casework.vault, casework.files, original)


def sweep(casework: Casework, *, spared: timedelta = SPARED) -> int:
    """Remove what uploads and redactions left over when something broke; returns how many files.

    Younger files are spared: their transaction may still be open.
    """
    with casework.db.write() as session:
        pictures.drop_left_over(session, casework.now() - spared)
    with casework.db.read() as session:
        known = condition.file_keys(session)
    # Files go by the machine's clock, whatever clock the casework goes by.
    removed = casework.files.sweep(known, datetime.now(UTC) - spared)
    if removed:
        log.info("%s files that no row knows were removed", removed)
    return removed
