"""The templates of letters in each language, without Flask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from casework.domain.calendar import local_day

HOUSE = Path(__file__).resolve().parents[2]
LANGUAGES = ("vi", "en")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a letter says, in both forms; `subject` is one line."""

    subject: str
    plain: str
    html: str


def write(name: str, language: str, facts: Mapping[str, Any]) -> Text:
    """Fill in the templates email/<name>/. Raises UndefinedError when a fact is missing."""
    paper = environment(language)

    def filled(part: str) -> str:
        return paper.get_template(f"email/{name}/{part}").render(facts)

    return Text(
        subject=subject(name, language, facts),
        plain=_EMPTY_LINES.sub("\n\n", filled("body.txt")).strip() + "\n",
        html=filled("body.html"),
    )


def subject(name: str, language: str, facts: Mapping[str, Any]) -> str:
    """One line that says it all: of a letter its subject, in a digest its line."""
    return " ".join(environment(language).get_template(f"email/{name}/subject.txt").render(facts).split())


@cache
def environment(language: str) -> Environment:
    """`language` is one of LANGUAGES; Vietnamese needs no catalogue, since its words are the keys."""
    # Plain text must not be escaped: & would become &amp;. Everything in .html is.
    paper = Environment(
        loader=FileSystemLoader(HOUSE / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    translations = Translations.load(HOUSE / "translations", [language])
    # The extension adds this method to the environment; its type is not known.
    paper.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined] # because of that
    paper.filters["date"] = _english_date if language == "en" else _vietnamese_date
    return paper


def _vietnamese_date(moment: datetime) -> str:
    return f"{local_day(moment):%d/%m/%Y}"


def _english_date(moment: datetime) -> str:
    day = local_day(moment)
    return f"{day.day} {day:%B} {day.year}"
