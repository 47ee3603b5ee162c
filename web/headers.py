"""What goes out with every answer, errors too."""

from __future__ import annotations

from flask import Flask, Response, request

from casework.domain.policy import ANYBODY
from web import programs
from web.kitchen import settings
from web.page import INSIDE
from web.session import current_actor

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",  # no-referrer would break the check of forms over HTTPS
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# For what other sites may show in a frame: nothing there can be done, and nobody is anybody there.
FRAMED = {
    "Content-Security-Policy": CSP.replace("frame-ancestors 'none'", "frame-ancestors *").replace(
        "script-src 'self'", "script-src 'none'"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Frame-Options": "",
}
HSTS = "max-age=31536000; includeSubDomains"
STATIC_SECONDS = 31_536_000  # the address of a file changes with its content


def install(app: Flask) -> None:
    https = app.extensions["settings"].is_https

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            if not response.headers.setdefault(name, value):
                del response.headers[name]
        if https:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        _keep_inside(response)
        if programs.asks():
            response.vary.add("Authorization")
        elif not _is_file_of_house():
            response.vary.add("Cookie")
        # Flask has an opinion on its own files that knows nothing of the version in their address.
        if _is_file_of_house() or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = _cache_control()
        return response


def may_be_framed(response: Response) -> Response:
    """The same answer, which any site may show in a frame."""
    response.headers.update(FRAMED)
    return response


def _keep_inside(response: Response) -> None:
    """Every redirect leads to an address of the house, whatever made it. Raises ValueError."""
    location = response.headers.get("Location")
    if location is None:
        return
    inside = location.removeprefix(request.host_url.rstrip("/")).removeprefix(settings().public_url)
    if not INSIDE.fullmatch(inside):
        raise ValueError("a redirect would lead out of the house")


def _cache_control() -> str:
    if _is_file_of_house():
        return f"public, max-age={STATIC_SECONDS}, immutable" if request.args.get("v") else "no-cache"
    return "private, no-cache" if current_actor() == ANYBODY else "private, no-store"


def _is_file_of_house() -> bool:
    return request.endpoint is not None and request.endpoint.endswith("static")
