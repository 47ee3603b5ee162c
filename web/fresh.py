"""Whether somebody has shown just now who they are: deeds that a session left open must not do ask for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from web.kept_form import kept_form
from web.kitchen import casework
from web.session import current_session

FRESH: Final = timedelta(minutes=15)  # how long ago a person may have proven themselves


def is_fresh() -> bool:
    """Whether this session has shown a factor in the last quarter of an hour.

    Who has none shows the password instead: who works here by signing in, since no browser signs them in by
    itself; a citizen by giving it again.
    """
    here = current_session()
    if here is None:
        return False
    shown_at = here.created_at if here.awaits_factor else here.factor_at
    return shown_at is not None and casework().now() - shown_at <= FRESH


def proof_url(back: str) -> str:
    """Where to show who one is, to go on from there to a page of the house."""
    return url_for("accounts.second_factor", next=back)


def prove(back: str) -> Redirect:
    """There."""
    return redirect(proof_url(back), 303)


def prove_beside() -> Response:
    """The page with what this request brought: to be sent again once they have shown, in another tab, who
    they are."""
    return kept_form(403, must_prove=True)
