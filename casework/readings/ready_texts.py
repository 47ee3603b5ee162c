"""Ready texts to choose from, and in which language a reporter reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casework.domain.policy import Actor
from casework.domain.ready_texts import Use
from casework.domain.report import Report
from casework.store import ready_texts
from casework.store.casework import Casework
from casework.store.ready_texts import ReadyText

__all__ = ["Offered", "ReadyText", "Use", "of_newsrooms", "offered"]


@dataclass(frozen=True, kw_only=True)
class Offered:
    """`locale` is the reporter's language, of letters and of the page where they follow."""

    texts: Sequence[ReadyText]
    locale: str

    def of(self, use: Use) -> list[ReadyText]:
        return [text for text in self.texts if text.use is use]


def offered(casework: Casework, report: Report) -> Offered:
    """What the newsroom that has the report can choose from. One query."""
    with casework.db.read() as session:
        texts, locale = ready_texts.for_report(session, report)
    return Offered(texts=texts, locale=locale)


def of_newsrooms(casework: Casework, actor: Actor) -> Sequence[ReadyText]:
    """The common ones and those of the actor's newsrooms. One query."""
    with casework.db.read() as session:
        return ready_texts.of_outlets(session, actor.outlets)
