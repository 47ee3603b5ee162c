"""Pictures in which something was painted over: the row that readers get, and the sealed original beside it.

A sealed original is written down, and its file kept, before the picture that replaces it is shown. One whose
replacement never came to be is left over from a server that died; the sweeper drops it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from casework.domain.commands import RedactPicture
from casework.domain.values import AgencyCode, AttachmentId, PostKind, ReportCode, UserId
from casework.store.db import Session
from casework.store.files import Files
from casework.store.sealed import context_of_original
from casework.store.tables import AttachmentRow, PostRow, SealedOriginalRow
from casework.store.vault import Sealed, Vault


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture of a report, with what kind of post it hangs on (None: the report itself)."""

    key: AttachmentId
    name: str
    media_type: str
    width: int
    height: int
    post_kind: PostKind | None
    post_agency: AgencyCode | None


@dataclass(frozen=True, kw_only=True)
class Original:
    """A sealed original: `id` is its place among the files, `replaced_by` the picture that readers see."""

    id: AttachmentId
    report: ReportCode
    replaced_by: AttachmentId
    name: str
    media_type: str
    at: datetime
    by: UserId | None


def find(session: Session, report: ReportCode, key: AttachmentId) -> Picture | None:
    """A picture by its key; None when this report has no such picture (any more)."""
    row = session.get(AttachmentRow, key)
    if row is None or row.report_code != report or row.width is None or row.height is None:
        return None
    post = session.get(PostRow, row.post_id) if row.post_id else None
    return Picture(
        key=AttachmentId(row.id),
        name=row.name,
        media_type=row.media_type,
        width=row.width,
        height=row.height,
        post_kind=post.kind if post else None,
        post_agency=post.agency if post else None,
    )


def report_of(session: Session, key: AttachmentId) -> ReportCode | None:
    return session.scalar(select(AttachmentRow.report_code).where(AttachmentRow.id == key))


def write_down_original(session: Session, original: Original, sealed: Sealed) -> None:
    """Before its file is kept: a file that no row knows would be swept."""
    session.add(
        SealedOriginalRow(
            id=original.id,
            report_code=original.report,
            replaced_by=original.replaced_by,
            name=original.name,
            media_type=original.media_type,
            key_name=sealed.key_name,
            wrapped_key=sealed.wrapped_key,
            nonce=sealed.nonce,
            at=original.at,
            by=original.by,
        )
    )


def forget_original(session: Session, original: AttachmentId) -> None:
    session.execute(delete(SealedOriginalRow).where(SealedOriginalRow.id == original))


def replace(session: Session, report: ReportCode, command: RedactPicture) -> bool:
    """Put the new picture in the old one's place; False when the old one is gone or was not sealed."""
    old = session.get(AttachmentRow, command.attachment)
    sealed = session.scalar(
        select(SealedOriginalRow.id).where(
            SealedOriginalRow.replaced_by == command.replacement, SealedOriginalRow.report_code == report
        )
    )
    if old is None or old.report_code != report or sealed is None:
        return False
    session.add(
        AttachmentRow(
            id=command.replacement,
            report_code=report,
            post_id=old.post_id,
            name=old.name,
            media_type=old.media_type,
            size=command.size,
            width=command.width,
            height=command.height,
            position=old.position,
            is_hidden=old.is_hidden,
            at=old.at,
        )
    )
    session.delete(old)
    # What was sealed when an earlier version was painted over belongs to this one now.
    session.execute(
        update(SealedOriginalRow)
        .where(SealedOriginalRow.replaced_by == command.attachment)
        .values(replaced_by=command.replacement)
    )
    session.flush()
    return True


def originals(session: Session, report: ReportCode | None = None) -> list[Original]:
    """Sealed originals, of one report or of all, oldest first."""
    wanted = select(SealedOriginalRow).order_by(SealedOriginalRow.at, SealedOriginalRow.id)
    if report is not None:
        wanted = wanted.where(SealedOriginalRow.report_code == report)
    return [_original(row) for row in session.scalars(wanted)]


def unseal(session: Session, vault: Vault, files: Files, original: str) -> bytes:
    """The picture as it was. Raises LookupError for an unknown id, FileNotFoundError and vault.CannotOpen."""
    row = session.get(SealedOriginalRow, original)
    if row is None:
        raise LookupError(original)
    sealed = Sealed(
        key_name=row.key_name,
        wrapped_key=row.wrapped_key,
        nonce=row.nonce,
        ciphertext=files.open_sealed(row.id),
    )
    return vault.open_bytes(sealed, context_of_original(row.id))


def drop_left_over(session: Session, before: datetime) -> int:
    """Forget originals whose replacement does not exist (any more); returns how many that were."""
    left = session.scalars(
        delete(SealedOriginalRow)
        .where(
            SealedOriginalRow.at < before,
            SealedOriginalRow.replaced_by.not_in(select(AttachmentRow.id)),
        )
        .returning(SealedOriginalRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(left.all())


def _original(row: SealedOriginalRow) -> Original:
    return Original(
        id=AttachmentId(row.id),
        report=row.report_code,
        replaced_by=AttachmentId(row.replaced_by),
        name=row.name,
        media_type=row.media_type,
        at=row.at,
        by=row.by,
    )
