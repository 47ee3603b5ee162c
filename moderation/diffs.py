"""What an edit changed, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from casework.domain.values import RevisionId
from casework.readings.thread import Thread

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing is quadratic in the worst case: longer pieces are shown as taken out and put in whole.
_MOST_WORDS = 1_500


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
    old, new = before.splitlines(), after.splitlines()
    parts = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "\n".join(old[i1:i2]), "\n".join(new[j1:j2])
        parts.append(escape(come) if tag == "equal" else _words(gone, come))
    return Markup("\n").join(parts)


def _words(before: str, after: str) -> Markup:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > _MOST_WORDS:
        return _tagged("del", old) + _tagged("ins", new)
    parts = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(escape("".join(new[j1:j2])))
        else:
            parts.append(_tagged("del", old[i1:i2]) + _tagged("ins", new[j1:j2]))
    return Markup("").join(parts)


def _tagged(tag: str, words: Sequence[str]) -> Markup:
    text = "".join(words)
    return Markup(f"<{tag}>{{}}</{tag}>").format(text) if text else Markup("")
