"""Forms: what every form carries, and fields that normalise what comes in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from casework.domain.text import LONGEST_WORDS, Unclean, normalise, normalise_line, whole_number
from casework.domain.values import PostId
from casework.store.casework import new_post_id

LONGEST_TITLE = 200
LONGEST_TEXT = LONGEST_WORDS
_HEX = frozenset("0123456789abcdef")
_KEY_SIGNS = 32
_YEARS = range(1900, 2101)


class Required:
    """Something other than blanks must stand there; a day that cannot be read is told as that."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("Xin điền mục này.")

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            if isinstance(field, DayField) and field.process_errors:
                raise StopValidation
            field.errors = []
            raise StopValidation(str(self.message))


class Ticked:
    """The box has to be ticked."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data:
            raise StopValidation(str(self.message))


class AtMost:
    """No longer than this many characters, counted after normalising."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.field_flags = {"maxlength": longest}

    def __call__(self, form: Any, field: Field) -> None:
        if field.data and len(field.data) > self.longest:
            raise ValidationError(
                str(
                    _l(
                        "Dài quá: %(is)s ký tự, tối đa %(most)s.",
                        **{"is": len(field.data), "most": self.longest},
                    )
                )
            )


class AtLeast:
    """At least this many characters."""

    def __init__(self, shortest: int) -> None:
        self.shortest = shortest

    def __call__(self, form: Any, field: Field) -> None:
        if len((field.data or "").strip()) < self.shortest:
            raise ValidationError(str(_l("Xin viết ít nhất %(least)s ký tự.", least=self.shortest)))


def line_of(values: Mapping[str, str], name: str, longest: int) -> str:
    """What a query or a form says under a name, as one clean line; empty for what no keyboard makes."""
    try:
        return normalise_line(values.get(name, ""))[:longest]
    except Unclean:
        return ""


def is_key(given: str) -> bool:
    """Whether it may be the key of a post: 32 hex digits, as `kept_key` makes them."""
    return len(given) == _KEY_SIGNS and set(given) <= _HEX


def kept_key(given: str | None) -> str:
    """The random key that a form carries: 32 hex digits, 128 bits. Anything else is replaced by a fresh one,
    since whoever could guess a form's key would be answered like the person who sent it."""
    if given is not None and is_key(given):
        return given
    return secrets.token_hex(_KEY_SIGNS // 2)


class _Clean:
    """Normalise at the boundary; what cannot be is refused, and what was typed is given back."""

    data: str | None
    normalised: ClassVar[staticmethod[[str], str]]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        try:
            self.data = type(self).normalised(typed)
        except Unclean:
            self.data = "".join(sign for sign in typed if sign.isprintable() or sign in "\n\t")
            raise ValueError(
                str(_l("Có ký tự không đọc được; chúng tôi đã bỏ đi, xin xem lại rồi gửi."))
            ) from None


class LineField(_Clean, StringField):
    """One line of text."""

    normalised = staticmethod(normalise_line)


class TextField(_Clean, TextAreaField):
    """Several paragraphs."""

    normalised = staticmethod(normalise)


class DayField(DateField):
    """A day as browsers send it, or as people write it, in a year that somebody may mean: near the first and
    the last that there is, no moment of our time zone can be reckoned with."""

    def __init__(self, label: Any, validators: Sequence[Any] = (), **more: Any) -> None:
        super().__init__(label, list(validators), format=["%Y-%m-%d", "%d/%m/%Y"], **more)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data: date | None = None
        given = valuelist[0].strip() if valuelist else ""
        # Python reads digits of every writing: what looks like one day could be another.
        for written in self.strptime_format if given.isascii() else ():
            try:
                day = datetime.strptime(given, written).date()
            except ValueError:
                continue
            if day.year not in _YEARS:
                raise ValueError(str(_l("Xin xem lại năm: %(year)s.", year=day.year)))
            self.data = day
            return
        if given:
            raise ValueError(str(_l("Ngày không đọc được. Xin viết như 05/02/2026.")))


class DecoyField(StringField):
    """What no person sees, and programs that fill in every form fill in. Who sees it is told to leave it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            _l("Xin để trống ô này"),
            [self._is_empty],
            render_kw={"autocomplete": "off", "tabindex": "-1"},
            **more,
        )

    @staticmethod
    def _is_empty(form: Any, field: Field) -> None:
        if field.data:
            raise ValidationError(
                str(_l("Ô này chỉ để chặn máy gửi tự động. Xin xóa chữ trong ô rồi gửi lại."))
            )


# What WTForms says by itself, in our words.
_THEIRS = {
    "Not a valid choice.": _l("Xin chọn một mục trong danh sách."),
    "Not a valid choice": _l("Xin chọn một mục trong danh sách."),
    "Invalid Choice: could not coerce.": _l("Xin chọn một mục trong danh sách."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l(
        "Xin chọn một mục trong danh sách."
    ),
    "'%(value)s' is not a valid choice for this field.": _l("Xin chọn trong danh sách."),
    "'%(value)s' are not valid choices for this field.": _l("Xin chọn trong danh sách."),
    "Not a valid integer value.": _l("Xin ghi một số."),
    "This field is required.": _l("Xin điền mục này."),
    "The CSRF token is missing.": _l("Trang đã mở quá lâu; xin gửi lại lần nữa."),
    "The CSRF token is invalid.": _l("Trang đã mở quá lâu; xin gửi lại lần nữa."),
    "The CSRF session token is missing.": _l("Trang đã mở quá lâu; xin gửi lại lần nữa."),
}


class _OurWords:
    """The translations that WTForms asks for its own messages."""

    def gettext(self, message: str) -> str:
        return str(_THEIRS.get(message, message))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


class Form(FlaskForm):
    """A form of the house: Flask-WTF's token, checked before any view."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> _OurWords:
            return _OurWords()


class DeedForm(Form):
    """A form that does something to a report: the version that was seen, and the key of the post to be."""

    version = HiddenField()
    post = HiddenField(default=new_post_id)

    @property
    def seen(self) -> int:
        """The version that the person looked at; 0, which is before everything, if the form lost it."""
        return whole_number(self.version.data or "") or 0

    @property
    def post_id(self) -> PostId:
        return PostId(kept_key(self.post.data))
