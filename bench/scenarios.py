"""What is measured: pages and one deed, each with who asks and what counts as an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode, urlsplit

from bench.load import UNIQUE
from bench.loading import Filled
from bench.visitor import Visitor

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
    """A scenario made ready for one visitor."""

    method: str
    paths: Sequence[str]
    headers: Mapping[str, str]
    body: str
    wanted: int


THREAD = "thread of 20 comments, anonymous"
COMMENTING = "posting a comment"


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
    )


def reading(scenario: Scenario, visitor: Visitor) -> Request:
    """Asking for a page as this visitor."""
    headers = {"Accept-Encoding": "br, gzip"}
    if scenario.signed_in:
        headers["Cookie"] = visitor.cookie
    return Request(method="GET", paths=(scenario.path,), headers=headers, body="", wanted=200)


def commenting(filled: Filled, visitor: Visitor) -> Request:
    """Sending the form under a report, a new comment each time, over many reports in turn."""
    form = visitor.form_on(f"/reports/{filled.others[0]}", "/comment")
    first = urlsplit(form.action).path
    paths = [first.replace(filled.others[0], code) for code in filled.others]
    # The form is that of the first report; a version later than any of the others has missed nothing.
    changed = {"version": str(10**6), "post": UNIQUE}
    fields = {name: changed.get(name.rpartition("-")[2], value) for name, value in form.fields.items()}
    fields |= dict.fromkeys(form.texts, COMMENT)
    return Request(
        method="POST",
        paths=paths,
        headers={"Cookie": visitor.cookie},
        body=urlencode(fields, safe="{}"),
        wanted=303,
    )
