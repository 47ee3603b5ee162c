"""Files that come in with a form: which pages take them, how many, and why one was not taken."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, TypeVar, cast

from flask import Blueprint, Flask, Request, current_app, request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms.validators import ValidationError

from casework.actions.submit import FileRefused
from casework.store.room import is_disk_full
from config import MIB

MOST_FILES = 10
_IN_MEMORY = 500 * 1024
MOST_BYTES = 105 * MIB  # ten files of 10 MB, and the words
ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,image/jpeg,image/png,image/webp,application/pdf"
V = TypeVar("V", bound=Callable[..., Any])

_REFUSALS = {
    "type": _l("Tệp “%(name)s” không phải ảnh JPEG, PNG, WebP hay tài liệu PDF."),
    "size": _l("Tệp “%(name)s” lớn quá 10 MB."),
    "pixels": _l("Ảnh “%(name)s” lớn quá 40 triệu điểm ảnh."),
    "pages": _l("Tài liệu “%(name)s” có quá 500 trang, hoặc có trang quá khổ."),
    "count": _l("Nhiều nhất 10 tệp."),
    "damaged": _l("Không đọc được tệp “%(name)s”: có thể tệp bị hỏng."),
    "encrypted": _l("Tệp “%(name)s” có mật khẩu nên không mở được."),
}
_CHOOSE_AGAIN = _l("Xin chọn lại tệp: trình duyệt không giữ tệp khi trang phải hiện lại.")


def takes_files(view: V) -> V:
    """Declare that a view's form may be as large as files make it; every other form is small."""
    view.takes_files = True  # type: ignore[attr-defined]  # because it is data on a function
    return view


def let_in(door: Blueprint) -> None:
    """Raise the limit on this door's views that take files."""

    # Before anything has read the form, the check of its token too.
    @door.url_value_preprocessor
    def raise_limit(endpoint: str | None, _values: Any) -> None:
        view = current_app.view_functions.get(endpoint or "")
        if getattr(view, "takes_files", False):
            request.max_content_length = MOST_BYTES


class Spool(SpooledTemporaryFile[bytes]):
    """Where a file lies while its form is read: small in memory, else on the disk.

    On a full disk the file is let go of, and the form is read on: the words in it are somebody's work.
    """

    is_cut = False

    def __init__(self) -> None:
        super().__init__(max_size=_IN_MEMORY, mode="w+b", buffering=0)  # what cannot be written fails at once

    def write(self, content: Any) -> int:
        left = memoryview(content)
        try:
            while left and not self.is_cut:
                left = left[super().write(left) :]
        except OSError as error:
            if not is_disk_full(error):
                raise
            self.is_cut = True
        return len(content)


class ReadingOn(Request):
    """A request whose words are read whatever becomes of its files."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return cast(IO[bytes], Spool())


def install(app: Flask) -> None:
    app.request_class = ReadingOn

    # After the check of the form's token, which has read the form.
    @app.before_request
    def refuse_cut_files() -> None:
        if request.method == "POST" and any(
            getattr(f.stream, "is_cut", False) for f in request.files.values()
        ):
            raise OSError(errno.ENOSPC, "a file that came in")


class FilesField(MultipleFileField):
    """Pictures and PDF, at most ten. What was chosen cannot be kept when the page comes again."""

    errors: Sequence[str]

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, render_kw={"accept": ACCEPTED, "multiple": True}, **more)

    def pre_validate(self, form: Any) -> None:
        if len(self.data or ()) > MOST_FILES:
            raise ValidationError(str(_l("Nhiều nhất %(most)s tệp.", most=MOST_FILES)))

    @property
    def uploads(self) -> Sequence[tuple[BinaryIO, str]]:
        """The files as actions take them."""
        return [(cast(BinaryIO, file.stream), file.filename or "") for file in self.data or ()]

    def refuse(self, error: FileRefused) -> None:
        """Say beside the field which file was not taken, and why."""
        template = _REFUSALS.get(error.reason_code, _REFUSALS["damaged"])
        self.errors = [*self.errors, str(template) % {"name": error.name or error.number + 1}]

    def ask_again(self) -> None:
        """Say that the files have to be chosen once more, if there were any."""
        if self.data:
            self.errors = [
                *self.errors,
                str(_CHOOSE_AGAIN),
            ]
