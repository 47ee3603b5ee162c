"""When something cannot be done: a page that says what happened, why, and what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from casework.domain.policy import ANYBODY
from casework.domain.refusals import Refused, Why
from casework.store.db import Busy, Unavailable
from casework.store.reports import NoSuchReport
from casework.store.room import is_disk_full
from web import programs
from web.guard import is_from_here
from web.kept_form import has_only_text, kept_form
from web.session import current_actor
from web.words import word

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
log = logging.getLogger(__name__)
RETRY_SECONDS = 30
FULL_RETRY_SECONDS = 300  # somebody has to make room
_NO_PAGE = (
    "Diễn đàn đang gặp lỗi, xin thử lại sau ít phút.\n\n"
    "The forum has a fault. Please try again in a few minutes.\n"
)
_NO_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
REFUSALS = frozenset({403, 404})
PAGES = frozenset({400, 403, 404, 409, 410, 413, 429, 500, 503})


def error_page(status: int, *, why: str = "") -> Response:
    """The page for a status, or what a program gets; `why` adds what is known of the reason, in the reader's
    language."""
    if programs.asks():
        return programs.tell(status, why)
    shown = status if status in PAGES else (500 if status >= 500 else 400)
    if status >= 500:
        g.actor = ANYBODY  # whatever failed may fail again: the page must not ask who is there
    return make_response(render_template(f"errors/{shown}.html", explanation=why), status)


def refusal_status(error: Refused) -> int:
    """403 for who may not do it at all, noted by number alone; 409 for what may not be done now."""
    if error.why is not Why.NOT_ALLOWED:
        return 409
    note_refusal()
    return 403


def note_refusal() -> None:
    """Note who was told that they may not, or that there is nothing for them, and where."""
    log.warning("refused: user %s at %s", current_actor().user, request.endpoint)


def _note_who_is_known() -> None:
    """Guests come by links that are old or wrong all the time: that says nothing about anybody."""
    if current_actor().is_signed_in:
        note_refusal()


def install(app: Flask) -> None:
    @app.errorhandler(SecurityError)
    def foreign_host(_: SecurityError) -> ResponseReturnValue:
        """Asked for under a name that is not ours: no page, since every link in it would carry that name."""
        return make_response("400 Bad Request", 400, {"Content-Type": "text/plain; charset=utf-8"})

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400:
            return error
        if error.code in REFUSALS and "actor" in g:  # else the guard has not come to ask who it is
            _note_who_is_known()
        response = _refused_with_words() if error.code == 403 and _keeps_words() else error_page(error.code)
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                response.headers[name] = value
        return response

    @app.errorhandler(CSRFError)
    def expired(_: CSRFError) -> ResponseReturnValue:
        # Never for a form of another site: its words are not what our reader wrote.
        gives_back = is_from_here() and request.endpoint and not programs.asks()
        return kept_form(400) if gives_back else error_page(400)

    @app.errorhandler(NoSuchReport)
    def no_report(_: NoSuchReport) -> ResponseReturnValue:
        _note_who_is_known()  # they may not know that it is there; we know that they asked
        return error_page(404)

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        return error_page(refusal_status(error), why=word(error.why))

    _install_faults(app)


class LastResort:
    """WSGI around everything: what fails even while an error is told gets a plain answer, so that no server
    writes it into its log with its message."""

    def __init__(self, app: Flask) -> None:
        self._flask, self._app = app, app.wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._app(environ, start_response)
        except Exception:
            if self._flask.testing or self._flask.debug:
                raise
            log.exception("no page could be made")
            plain = Response(_NO_PAGE, 500, _NO_PAGE_HEADERS, content_type="text/plain; charset=utf-8")
            return plain(environ, start_response)


def _keeps_words() -> bool:
    """Whether who is signed in wrote something that they may not send (any more): an accreditation, a
    role has ended while they wrote."""
    return (
        "actor" in g
        and current_actor().is_signed_in
        and request.method == "POST"
        and bool(request.endpoint)
        and is_from_here()
        and has_only_text()
    )


def _refused_with_words() -> Response:
    why = _("Tài khoản của bạn không còn quyền làm việc này, có lẽ vì quyền đã hết hạn trong lúc bạn viết.")
    return kept_form(403, why=why, may_send=False)


def _install_faults(app: Flask) -> None:
    """What is our fault, not the reader's."""

    def log_exception(exc_info: Any) -> None:
        log.error("unexpected error at %s", request.endpoint, exc_info=exc_info)

    # Flask's own names the address, in which links for one use stand.
    app.log_exception = log_exception  # type: ignore[method-assign]  # because Flask logs by this method
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(Busy, _unavailable)

    @app.errorhandler(OSError)
    def system(error: OSError) -> ResponseReturnValue:
        return _full(error) if is_disk_full(error) else unexpected(error)

    @app.errorhandler(InternalServerError)
    def failed_twice(error: InternalServerError) -> ResponseReturnValue:
        """A page was made for another error, and that failed."""
        original = error.original_exception
        if isinstance(original, OSError) and is_disk_full(original):
            return _full(original)
        return _unavailable(original) if isinstance(original, Unavailable | Busy) else error_page(500)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> ResponseReturnValue:
        log.exception("unexpected error at %s", request.endpoint)
        if app.testing:
            raise error
        return error_page(500)


def _unavailable(error: Unavailable | Busy) -> Response:
    """The database does not answer, or did not in time: whether it has taken what was sent nobody can tell.

    Who wrote something gets it back, to send it again; with the same key in the form it is taken once.
    """
    if is_disk_full(error):
        return _full(error)
    log.error("the database did not answer: %s", type(getattr(error, "orig", error)).__name__)
    g.actor = ANYBODY  # who is there only the database knows
    gives_back = request.method == "POST" and request.endpoint and is_from_here() and has_only_text()
    response = kept_form(503, in_doubt=True) if gives_back else error_page(503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _full(error: Exception) -> Response:
    """There is no room to write: what was sent was not taken, which is certain; what is there can be read.

    Who wrote something gets it back.
    """
    log.error("the disk is full: %s at %s", type(getattr(error, "orig", error)).__name__, request.endpoint)
    gives_back = request.method == "POST" and request.endpoint and is_from_here() and has_only_text()
    if programs.asks():
        why = _("Máy chủ đã hết chỗ lưu nên tạm thời chưa nhận thêm được gì; chưa có gì được lưu.")
        response = programs.tell(503, why)
    elif gives_back:
        response = kept_form(
            503,
            why=_(
                "Máy chủ đã hết chỗ lưu nên tạm thời chưa nhận thêm được gì. "
                "Xin giữ trang này mở, đợi ít phút rồi bấm gửi lại."
            ),
        )
    else:
        response = make_response(render_template("errors/full.html"), 503)
    response.headers["Retry-After"] = str(FULL_RETRY_SECONDS)
    return response
