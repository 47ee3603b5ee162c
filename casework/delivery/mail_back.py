"""The one letter that a mail may get: what of it was not taken, why, and what to do.

It goes to nobody twice a day and to no program, and nothing of what came in stands in it but names of files.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Final

from casework.delivery import paper
from casework.delivery.envelope import LETTER
from casework.delivery.letters import Desk
from casework.delivery.post_office import PostOffice, Refused
from casework.domain.answering import NotTaken
from casework.domain.values import ReportCode
from casework.store import mailed_back

_TEMPLATES: Final = "not_taken"
_MESSAGE_ID: Final = re.compile(r"<[!-;=?-~]{3,200}>")


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A file that was not taken: its name as it may be shown, and the reason as uploads have it."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What somebody is told: `why` nothing was taken, or None where only files were left out.

    `code` and `path` are of the report; empty for who may not know of it.
    """

    to: str
    language: str
    why: NotTaken | None
    files: Sequence[LeftOut] = ()
    code: ReportCode | None = None
    path: str = "/"
    answers: str = ""  # their Message-ID


def send(desk: Desk, post_office: PostOffice, told: Explanation) -> bool:
    """Tell them, unless they were told something today; whether it was sent.

    Raises Failed or Shut when the post office does not take it now: then nothing counts as told.
    """
    casework = desk.casework
    with casework.db.write() as session:
        if not mailed_back.claim(session, casework.vault, told.to, casework.now()):
            return False
    try:
        post_office.send(_letter(desk, told))
    except Refused:
        return False
    except BaseException:
        with casework.db.write() as session:
            mailed_back.give_back(session, casework.vault, told.to)
        raise
    return True


def _letter(desk: Desk, told: Explanation) -> EmailMessage:
    facts: dict[str, Any] = {
        "lang": told.language,
        "why": told.why,
        "files": told.files,
        "code": told.code,
        "link": desk.url(told.path, told.language),
    }
    text = paper.write(_TEMPLATES, told.language, facts)
    letter = EmailMessage(policy=LETTER)
    letter["Message-ID"] = f"<{secrets.token_hex(16)}@{desk.host}>"
    letter["Date"] = format_datetime(desk.casework.now())
    letter["From"] = desk.sender
    letter["To"] = Address(addr_spec=told.to)
    letter["Subject"] = text.subject
    letter["Auto-Submitted"] = "auto-replied"
    letter["X-Auto-Response-Suppress"] = "All"
    if _MESSAGE_ID.fullmatch(told.answers):
        letter["In-Reply-To"] = told.answers
    letter.set_content(text.plain)
    letter.add_alternative(text.html, subtype="html")
    letter["Content-Language"] = told.language
    return letter
