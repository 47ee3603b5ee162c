"""What an edit changed, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from casework.domain.differences import Fate, differences
from casework.domain.values import RevisionId
from casework.readings.thread import Thread

_TAGS = {Fate.GONE: Markup("<del>{}</del>"), Fate.COME: Markup("<ins>{}</ins>")}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One edit: title and text with what was taken out (del) and put in (ins); the text before it."""

    before: RevisionId
    at: datetime
    title: Markup
    body: Markup


def changes(thread: Thread) -> list[Change]:
    """Every edit of a report's words, the latest first; `at` is when it was made."""
    states = [(past.title, past.body) for past in thread.revisions] + [(thread.title, thread.body)]
    made = [
        Change(before=past.id, at=past.at, title=marked(past.title, title), body=marked(past.body, body))
        for past, (title, body) in zip(thread.revisions, states[1:], strict=True)
        if (past.title, past.body) != (title, body)  # else its field or task was edited
    ]
    return made[::-1]


def marked(before: str, after: str) -> Markup:
    """The text after, with what was taken out of it and put into it; line by line, then word by word."""
    return Markup("").join(
        escape(piece.text) if piece.fate is Fate.SAME else _TAGS[piece.fate].format(piece.text)
        for piece in differences(before, after)
    )
