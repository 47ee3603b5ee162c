"""Vietnamese at the root, English under /en, and how values are written in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, has_request_context, request
from flask_babel import Babel, gettext
from markupsafe import Markup

from casework.domain.calendar import LOCAL
from web.words import word

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ENGLISH = "en"
VIETNAMESE = "vi"
PREFIX = "/en"


class LanguagePrefix:
    """WSGI: /en/… is the same application with SCRIPT_NAME /en, so that links need no thought."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == PREFIX or path.startswith(PREFIX + "/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + PREFIX
            environ["PATH_INFO"] = path[len(PREFIX) :] or "/"
        return self._app(environ, start_response)


def language() -> str:
    """The language of this request."""
    return ENGLISH if has_request_context() and request.script_root.endswith(PREFIX) else VIETNAMESE


def other_language_url() -> str:
    """The same page in the other language."""
    root = request.script_root
    path = request.full_path.rstrip("?") if request.query_string else request.path
    return root.removesuffix(PREFIX) + path if root.endswith(PREFIX) else root + PREFIX + path


def local(at: datetime) -> datetime:
    """A moment on Việt Nam's clock."""
    return at.astimezone(LOCAL)


def written_date(value: datetime | date) -> str:
    """05/02/2026 in Vietnamese, 5 February 2026 in English."""
    day = local(value).date() if isinstance(value, datetime) else value
    if language() == ENGLISH:
        return f"{day.day} {day:%B} {day.year}"
    return f"{day:%d/%m/%Y}"


def written_month(day: date) -> str:
    """02/2026 in Vietnamese, February 2026 in English."""
    return f"{day:%B} {day.year}" if language() == ENGLISH else f"{day:%m/%Y}"


def iso_day(value: datetime | date) -> str:
    """The day for machines, 2026-11-02: no hour stands behind a date."""
    return (local(value).date() if isinstance(value, datetime) else value).isoformat()


def written_datetime(value: datetime) -> str:
    """The date with the time of day."""
    return f"{written_date(value)}, {local(value):%H:%M}"


def multi_line(text: str) -> Markup:
    """Lines of a text as they stand; what is markup already stays so."""
    return Markup("<br>").join(text.splitlines())


def content_lang() -> Markup:
    """The attribute that says that what people wrote is Vietnamese, where the page around it is not."""
    return Markup(' lang="vi"') if language() == ENGLISH else Markup("")


def install(app: Flask) -> Babel:
    babel = Babel(
        app,
        default_locale=VIETNAMESE,
        default_timezone=str(LOCAL),
        default_translation_directories=str(app.root_path) + "/translations",
        locale_selector=language,
    )
    app.jinja_env.filters.update(
        label=word,
        date=written_date,
        datetime=written_datetime,
        duedate=written_date,
        month=written_month,
        iso_day=iso_day,
        multi_line=multi_line,
    )
    app.jinja_env.globals["content_lang"] = content_lang
    return babel


def chrome() -> dict[str, Any]:
    """What the frame of every page says in its language."""
    return {
        "lang": language(),
        "other_language_url": other_language_url(),
        "other_language_label": "English" if language() == VIETNAMESE else "Tiếng Việt",
        "site_name": gettext("Diễn đàn Cải cách hành chính"),
    }
