"""Values as they come in: what is read strictly, so that no slip of a program means something else."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from casework.domain.text import Unclean, normalise, normalise_line, whole_number
from web.fields import LONGEST_TEXT, LONGEST_TITLE

_DAY: Final = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
UNCLEAN, NO_DAY, NO_NUMBER = "unclean", "no_day", "no_number"


def _day(given: Any) -> Any:
    """2026-11-02 and nothing else: Python would read other writings' digits, and numbers as moments."""
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise PydanticCustomError(NO_DAY, "not a day")
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise PydanticCustomError(NO_DAY, "not a day") from None


def _number(given: Any) -> Any:
    """A number of a query."""
    number = whole_number(given) if isinstance(given, str) else None
    if number is None:
        raise PydanticCustomError(NO_NUMBER, "not a number")
    return number


def _line(given: str) -> str:
    try:
        return normalise_line(given)
    except Unclean:
        raise PydanticCustomError(UNCLEAN, "not text") from None


def _text(given: str) -> str:
    try:
        return normalise(given)
    except Unclean:
        raise PydanticCustomError(UNCLEAN, "not text") from None


def _between(least: int, most: int) -> AfterValidator:
    """So many characters, counted once the text is as we keep it."""

    def check(given: str) -> str:
        if len(given) < least:
            raise PydanticCustomError("string_too_short", "too short", {"min_length": least})
        if len(given) > most:
            raise PydanticCustomError("string_too_long", "too long", {"max_length": most})
        return given

    return AfterValidator(check)


Day = Annotated[date, BeforeValidator(_day)]
Number = Annotated[int, BeforeValidator(_number)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_line)]
Line = Annotated[str, AfterValidator(_line)]
Title = Annotated[
    str,
    AfterValidator(_line),
    _between(10, LONGEST_TITLE),
    Field(json_schema_extra={"minLength": 10, "maxLength": LONGEST_TITLE}),
]
Story = Annotated[
    str,
    AfterValidator(_text),
    _between(30, LONGEST_TEXT),
    Field(json_schema_extra={"minLength": 30, "maxLength": LONGEST_TEXT}),
]


class Asked(BaseModel):
    """What comes in: what is not named is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """What goes out."""

    model_config = ConfigDict(frozen=True)
