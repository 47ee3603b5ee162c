"""Queries and bodies of requests, read strictly; all that is wrong is told at once, each by its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from pydantic import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from api.problems import Fault, Problem
from api.shapes import NO_DAY, NO_NUMBER, UNCLEAN, Asked

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
M = TypeVar("M", bound=Asked)
DEEPEST: Final = 32  # brackets within brackets
IDEMPOTENCY: Final = "Idempotency-Key"
# A UUID, or as many random signs: nobody shall guess the key under which somebody is answered.
KEY_OF_FORM: Final = re.compile(r"^[A-Za-z0-9_-]{22,64}$")
_UNKNOWN: Final = _l("Không có mục này.")
_LIST: Final = _l("Giá trị không có trong danh sách: %(known)s.")
_WORDS: Final[Mapping[str, Any]] = {
    "missing": _l("Thiếu mục này."),
    "extra_forbidden": _UNKNOWN,
    "string_too_short": _l("Ngắn quá: ít nhất %(min_length)s ký tự."),
    "string_too_long": _l("Dài quá: tối đa %(max_length)s ký tự."),
    "string_type": _l("Mục này là một chuỗi chữ."),
    "bool_type": _l("Mục này là true hoặc false."),
    "greater_than_equal": _l("Nhỏ quá: từ %(ge)s trở lên."),
    "less_than_equal": _l("Lớn quá: đến %(le)s."),
    UNCLEAN: _l("Có ký tự không đọc được."),
    NO_DAY: _l("Ngày viết như 2026-11-02."),
    NO_NUMBER: _l("Mục này là một số nguyên."),
}


def query(model: type[M]) -> M:
    """The query of this request. Raises Problem, also for a name that is none of ours or stands twice."""
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    try:
        read = model.model_validate(request.args.to_dict())
    except ValidationError as error:
        faults = [Fault(parameter=_name(one), detail=why(one)) for one in error.errors()]
        raise _refused([*faults, *_twice(twice)]) from None
    if twice:
        raise _refused(_twice(twice))
    return read


def no_query() -> None:
    """Raises Problem when the address asks for something where nothing can be asked for."""
    if request.args:
        raise _refused([Fault(parameter=name, detail=str(_UNKNOWN)) for name in request.args])


def body(model: type[M]) -> M:
    """The JSON of this request. Raises Problem for what is none, or is deeper than anybody writes."""
    if request.mimetype != "application/json":
        raise Problem(415, _("Nội dung phải là JSON, với Content-Type: application/json."))
    try:
        written = request.get_data()
    except RequestEntityTooLarge:
        raise Problem(413) from None
    if _depth(written) > DEEPEST:
        raise Problem(400, _("JSON lồng nhau quá %(deepest)s tầng.", deepest=DEEPEST))
    try:
        return model.model_validate_json(written, strict=True)
    except ValidationError as error:
        found = error.errors()
        if any(one["type"] == "json_invalid" for one in found):
            raise Problem(400, _("Nội dung không phải JSON đúng.")) from None
        raise _refused([Fault(pointer=_pointer(one), detail=why(one)) for one in found]) from None


def key_of_form() -> str:
    """What makes sending the same again the same deed. Raises Problem without one, or for one too simple."""
    given = request.headers.get(IDEMPOTENCY, "")
    if KEY_OF_FORM.fullmatch(given):
        return given
    why = _("Cần một khóa ngẫu nhiên cho mỗi lần gửi, như một UUID; gửi lại cùng khóa thì chỉ nhận một lần.")
    raise _refused([Fault(header=IDEMPOTENCY, detail=why)])


def refuse(detail: str, *, parameter: str | None = None, pointer: str | None = None) -> Problem:
    """One thing that is wrong."""
    return _refused([Fault(detail=detail, parameter=parameter, pointer=pointer)])


def _refused(faults: list[Fault]) -> Problem:
    return Problem(422, kind="invalid-request", faults=faults)


def _twice(names: list[str]) -> list[Fault]:
    return [Fault(parameter=name, detail=_("Mục này chỉ được ghi một lần.")) for name in names]


def _name(error: Any) -> str:
    return ".".join(str(part) for part in error["loc"])


def _pointer(error: Any) -> str:
    """RFC 6901, as a fragment of an address."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in error["loc"])
    return "#" + "".join(f"/{part}" for part in parts)


def why(error: Any) -> str:
    """What is wrong by one of pydantic's errors, in the reader's language."""
    context = error.get("ctx", {})
    if error["type"] in ("enum", "literal_error"):
        return str(_LIST) % {"known": str(context.get("expected", "")).replace(" or ", ", ")}
    words = _WORDS.get(error["type"])
    return _("Giá trị không đúng.") if words is None else str(words) % context


def _depth(written: bytes) -> int:
    """How deep the brackets of a JSON text go; counted before anything takes it apart."""
    deepest = depth = 0
    in_text = escaped = False
    for sign in written:
        if in_text:
            in_text, escaped = escaped or sign != 0x22, not escaped and sign == 0x5C
        elif sign == 0x22:
            in_text = True
        elif sign in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in b"]}":
            depth -= 1
    return deepest
