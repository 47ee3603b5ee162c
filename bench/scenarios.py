"""What is measured: pages and one deed, each with who asks and what counts as an answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote_plus, urlencode, urlsplit

from bench.load import UNIQUE
from bench.loading import Filled
from bench.visitor import FoundForm, Visitor
from casework.domain.standing import Act, Standing

READER = "citizen"
COMMENT = "Nhà tôi cũng gặp đúng việc này, mong cơ quan trả lời sớm."


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """`{unique}` in a path makes each request one that no shelf has an answer for."""

    name: str
    path: str
    signed_in: bool = False


@dataclass(frozen=True, kw_only=True)
class Request:
    """A scenario made ready for those who ask: paths, headers and bodies are used in turn."""

    method: str
    paths: Sequence[str]
    headers: Sequence[Mapping[str, str]]
    bodies: Sequence[str]
    wanted: int


THREAD = "thread of 20 comments, anonymous"
COMMENTING = "posting a comment"


# Lists and what else is made of them, none of which a shelf has.
ANEW: Final = (
    ("list, longest overdue first", "/reports?sort=late"),
    ("list, best rated first", "/reports?sort=best"),
    ("list as a table", "/reports?view=compact"),
    ("list of a field of an agency, since a day", "/reports?field=y-te&agency=SYT&since=2025-01-01"),
    ("page of an agency, made anew", "/agencies/so-tai-nguyen-va-moi-truong"),
    ("page of a field", "/fields/dat-dai"),
    ("overdue now", "/overdue"),
    ("thanked in a month", "/thanks"),
    ("feed of the list", "/feeds/reports.atom"),
    ("frame of an agency", "/embed/agencies/so-tai-nguyen-va-moi-truong"),
)


def pages(filled: Filled) -> tuple[Scenario, ...]:
    """The pages, in the order in which they are measured."""
    thread = f"/reports/{filled.thread}"
    return (
        Scenario(name=THREAD, path=thread),
        Scenario(name="the same, made anew each time", path=f"{thread}?n={UNIQUE}"),
        Scenario(name="the same, signed in", path=thread, signed_in=True),
        Scenario(name="front page", path="/"),
        Scenario(name="list of reports", path="/reports"),
        Scenario(name="list of one field", path="/reports?field=dat-dai"),
        Scenario(name="list, most supported first", path="/reports?sort=supported"),
        Scenario(name="page of an agency", path="/agencies/so-tai-nguyen-va-moi-truong"),
        Scenario(name="search: dat dai", path=f"/reports?q={quote_plus('dat dai')}"),
        *(Scenario(name=name, path=f"{path}{'&' if '?' in path else '?'}n={UNIQUE}") for name, path in ANEW),
    )


def reading(scenario: Scenario, visitor: Visitor) -> Request:
    """Asking for a page as this visitor."""
    headers = {"Accept-Encoding": "br, gzip"}
    if scenario.signed_in:
        headers["Cookie"] = visitor.cookie
    return Request(method="GET", paths=(scenario.path,), headers=(headers,), bodies=("",), wanted=200)


def commenters(loads: Sequence[int]) -> int:
    """How many people it takes to send so many comments, each load from the first of them on, so that nobody
    writes more than a new account may in a day. One is left to each for a comment beside."""
    each = Standing(since=datetime.min).quota(Act.COMMENT) - 1
    # The people are gone through in turn: of each load somebody writes one more than others at most.
    return math.ceil(sum(loads) / (each - len(loads)))


def commenting(filled: Filled, visitors: Sequence[Visitor]) -> Request:
    """Each sends the form under a report, in turn, a new comment each time, over many reports in turn."""
    first = filled.others[0]
    forms = [visitor.form_on(f"/reports/{first}", "/comment") for visitor in visitors]
    path = urlsplit(forms[0].action).path
    return Request(
        method="POST",
        paths=[path.replace(first, code) for code in filled.others],
        headers=[{"Cookie": visitor.cookie} for visitor in visitors],
        bodies=[_comment(form) for form in forms],
        wanted=303,
    )


def _comment(form: FoundForm) -> str:
    """The form filled in. It is that of one report; a version later than any of the others has missed
    nothing."""
    changed = {"version": str(10**6), "post": UNIQUE}
    fields = {name: changed.get(name.rpartition("-")[2], value) for name, value in form.fields.items()}
    return urlencode(fields | dict.fromkeys(form.texts, COMMENT), safe="{}")
