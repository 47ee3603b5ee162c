"""Ready texts: words that a newsroom says again and again, with places for what differs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Use(StrEnum):
    """What a ready text is for."""

    ASK = "ask"
    DECLINE = "decline"
    REMOVE = "remove"
    APPEAL = "appeal"
    REPLY = "reply"  # to who asked for the right to reply, and does not get it
    AGENCY = "agency"  # words to an agency that a report is sent to


PLACES: Final = ("code", "title", "outlet", "agency", "today")
_PLACE: Final = re.compile(r"\{(" + "|".join(PLACES) + r")\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with {code}, {title}, {outlet}, {agency} and {today} filled in; other braces stay as they are.

    A place for which there is no value stays too, for the moderator to see.
    """
    return _PLACE.sub(lambda found: values.get(found[1]) or found[0], text)
