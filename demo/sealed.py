"""What the demo's people have told the inspectorate under seal, and what was written on it since."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from casework.actions.denunciations import Contact, Denouncing, denounce, open_case, perform, write
from casework.domain.denunciations import Deed
from casework.domain.policy import ANYBODY, Actor
from demo.stories import TEXTS
from web.kitchen import Casework

_ANSWERED_AFTER, _WRITTEN_AFTER = timedelta(days=3), timedelta(days=5)


def fill(at: Callable[[datetime], Casework], keeper: Actor, *, now: datetime) -> None:
    """Make them; `at` gives the casework with its clock at a moment."""
    texts = tomllib.loads((TEXTS / "denunciations.toml").read_text(encoding="utf-8"))
    for text in texts["denunciation"]:
        _tell(at, keeper, text, now - timedelta(days=text["days_ago"]))


def _tell(at: Callable[[datetime], Casework], keeper: Actor, text: dict[str, Any], sent: datetime) -> None:
    denouncing = Denouncing(
        form_key=secrets.token_hex(16),
        title=text["title"],
        body=text["body"],
        accused=text["accused"],
        contact=Contact(name=text.get("name", ""), phone=text.get("phone", "")),
    )
    code = denounce(at(sent), denouncing, by=ANYBODY).code
    if "answer" in text:
        house = at(sent + _ANSWERED_AFTER)
        seen = open_case(house, code, by=keeper).denunciation.version
        message = secrets.token_hex(16)
        perform(house, code, Deed.ANSWERED, by=keeper, seen=seen, message=message, words=text["answer"])
    if "reply" in text:
        author = Actor(holds=frozenset({code}))
        write(at(sent + _WRITTEN_AFTER), code, secrets.token_hex(16), text["reply"], by=author)
