"""Texts for as many reports as one likes: the written ones of data/demo, cut into paragraphs and recombined.

What the house makes of a text when it is written (HTML, folded words) is made once a paragraph: joined, it
is what the house would have made of the whole. A test holds that.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.domain.text import fold, fold_marked, normalise, normalise_line
from casework.domain.values import FieldCode, Kind, ReportCode, TaskCode
from casework.store.markup import citizen_html, staff_html

WRITTEN = Path(__file__).resolve().parent.parent / "data" / "demo"
LONGEST_TITLE = 200


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A text with what the house makes of it."""

    source: str
    html: str
    folded: str
    marked: str


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a report takes from one written text: title, beginning, and what it is about."""

    kind: Kind
    field: FieldCode
    task: TaskCode
    title: Piece
    beginning: Piece


@dataclass(frozen=True, kw_only=True)
class Composed:
    """The words of one report."""

    opening: Opening
    pieces: tuple[Piece, ...]

    @property
    def title(self) -> str:
        return self.opening.title.source

    @property
    def body(self) -> str:
        return "\n\n".join(piece.source for piece in self.pieces)

    @property
    def body_html(self) -> str:
        return "\n".join(piece.html for piece in self.pieces)

    def folded(self, code: ReportCode, replies: Iterable[Piece]) -> str:
        """As `casework.store.search` keeps it for matching."""
        body = "\n\n".join(piece.folded for piece in self.pieces)
        return "\n".join((fold(code), self.opening.title.folded, body, *(reply.folded for reply in replies)))

    def marked(self, code: ReportCode, replies: Iterable[Piece]) -> str:
        """As `casework.store.search` keeps it for ranking."""
        body = "\n\n".join(piece.marked for piece in self.pieces)
        return "\n".join(
            (fold_marked(code), self.opening.title.marked, body, *(reply.marked for reply in replies))
        )


class Texts:
    """Everything written, by what it is for."""

    def __init__(self, written: Sequence[dict[str, Any]], names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.openings = tuple(_opening(text) for text in written)
        self._middles: dict[FieldCode, list[Piece]] = {}
        self._replies: dict[FieldCode, list[Piece]] = {}
        for text in written:
            field = FieldCode(text["field"])
            self._middles.setdefault(field, []).extend(map(_by_citizen, _paragraphs(text["body"])[1:]))
            if "reply" in text:
                self._replies.setdefault(field, []).append(_by_staff(text["reply"]))
        self._all_middles = [piece for pieces in self._middles.values() for piece in pieces]
        self._all_replies = [piece for pieces in self._replies.values() for piece in pieces]
        self.comments = _said(written, "comments")
        self.questions = _said(written, "ask", staff=True)
        self.infos = _said(written, "info")
        self.refusals = _said(written, "decline_text", staff=True)
        self.returns = _said(written, "return_text", staff=True)
        self.interims = _said(written, "interim", staff=True)
        self.reopenings = _said(written, "reopen_reason")

    def compose(self, chance: random.Random, *, place: str, number: int) -> Composed:
        """A report's words: a beginning, one or two paragraphs of its field, and a line that no other has."""
        opening = chance.choice(self.openings)
        middles = self._middles.get(opening.field) or self._all_middles
        chosen = chance.sample(middles, k=min(chance.randint(1, 2), len(middles)))
        own = _plain(f"Tôi ở {place}, hồ sơ số {number:07d}.")
        return Composed(opening=opening, pieces=(opening.beginning, *chosen, own))

    def reply(self, chance: random.Random, field: FieldCode) -> Piece:
        """An official reply on this field."""
        return chance.choice(self._replies.get(field) or self._all_replies)


def written_texts() -> Texts:
    """The texts that ship with the demo."""
    reports: list[dict[str, Any]] = []
    for path in sorted((WRITTEN / "reports").glob("*.toml")):
        reports += tomllib.loads(path.read_text(encoding="utf-8"))["report"]
    people = tomllib.loads((WRITTEN / "people.toml").read_text(encoding="utf-8"))["person"]
    return Texts(reports, [person["name"] for person in people])


def _opening(text: dict[str, Any]) -> Opening:
    return Opening(
        kind=Kind(text["kind"]),
        field=FieldCode(text["field"]),
        task=TaskCode(text["task"]),
        title=_by_citizen(normalise_line(text["title"])[:LONGEST_TITLE]),
        beginning=_by_citizen(_paragraphs(text["body"])[0]),
    )


def _paragraphs(body: str) -> list[str]:
    return [paragraph.strip() for paragraph in normalise(body).split("\n\n") if paragraph.strip()]


def _said(written: Sequence[dict[str, Any]], name: str, *, staff: bool = False) -> tuple[Piece, ...]:
    """What somebody says in the texts under this name; comments are lists of them."""
    make = _by_staff if staff else _by_citizen
    found = [text[name] for text in written if text.get(name)]
    sources = [each["text"] for many in found for each in many] if name == "comments" else found
    return tuple(make(source) for source in sources)


def _by_citizen(source: str) -> Piece:
    source = normalise(source)
    return Piece(source=source, html=citizen_html(source), folded=fold(source), marked=fold_marked(source))


def _plain(line: str) -> Piece:
    """A line that needs no cleaning, which is what takes long."""
    return Piece(source=line, html=f"<p>{line}</p>", folded=fold(line), marked=fold_marked(line))


def _by_staff(source: str) -> Piece:
    source = normalise(source)
    return Piece(source=source, html=staff_html(source), folded=fold(source), marked=fold_marked(source))
