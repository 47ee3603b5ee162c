"""Public pages for anonymous readers: the same bytes for everybody, with a validator."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from flask import Response, get_flashed_messages, make_response, request, session

from casework.domain.policy import ANYBODY
from web.session import changes_cookies, current_actor

MOST_BYTES = 32 * 1024 * 1024
SHARED = "public, max-age=0, s-maxage=30, must-revalidate"


class Shelf:
    """Rendered pages of this process, the least used forgotten first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._pages: OrderedDict[tuple[str, ...], tuple[str, str]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...], stamp: str) -> str | None:
        """The page under this key, if it was made from this very stamp."""
        with self._lock:
            kept = self._pages.get(key)
            if kept is None or kept[0] != stamp:
                return None
            self._pages.move_to_end(key)
            return kept[1]

    def put(self, key: tuple[str, ...], stamp: str, page: str) -> None:
        with self._lock:
            old = self._pages.pop(key, None)
            self._size += len(page) - (len(old[1]) if old else 0)
            self._pages[key] = (stamp, page)
            while self._size > self._most and self._pages:
                _, (_, dropped) = self._pages.popitem(last=False)
                self._size -= len(dropped)


def for_everybody() -> bool:
    """Whether this request would get what every anonymous reader gets."""
    return current_actor() == ANYBODY and not session and not changes_cookies()


def shared(make: Callable[[], str], *, shelf: Shelf | None = None, stamp: str = "") -> Response:
    """The answer with a public page. With a shelf and a stamp that changes whenever the page would, an
    anonymous reader's page is made once."""
    if not for_everybody():
        return make_response(make())
    key = (request.script_root, request.full_path)
    page = shelf.get(key, stamp) if shelf else None
    if page is None:
        page = make()
        if shelf:
            shelf.put(key, stamp, page)
    response = make_response(page)
    if get_flashed_messages():  # nothing of one person may reach another
        return response
    response.headers["Cache-Control"] = SHARED
    response.vary.add("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response
