"""The shares of the agencies beside the lead as pages show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext, ngettext

from casework.domain.clocks import Terms
from casework.domain.shares import Share, ShareState
from casework.domain.values import AgencyCode, PostId, PostKind
from casework.readings.directory import Directory
from casework.readings.thread import Post, Thread
from web import present
from web.i18n import language
from web.present import Due, PostView, countdown

_: Callable[..., str] = gettext


@dataclass(frozen=True, kw_only=True)
class ShareView:
    """One share for components/shares.html. `due` is None where nothing is waited for, or by no day; `at` is
    the day on which it was given. What was asked and what was given is there for who may read it."""

    agency: AgencyCode
    name: str
    state: ShareState
    word: str
    due: Due | None
    at: datetime | None
    asked: Sequence[PostView]
    given: Sequence[PostView]


_WORDS: Mapping[ShareState, Callable[[], str]] = {
    ShareState.WAITING: lambda: _("chưa góp ý"),
    ShareState.LATE: lambda: _("quá hạn góp ý"),
    ShareState.STOPPED: lambda: _("đồng hồ tạm dừng"),
    ShareState.GIVEN: lambda: _("đã góp ý"),
    ShareState.UNGIVEN: lambda: _("không góp ý"),
}


def share_views(thread: Thread, named: Directory, *, now: datetime, terms: Terms) -> list[ShareView]:
    """In the order in which the routing names their agencies."""
    return [_view(one, thread, named, now=now, terms=terms) for one in thread.report.shares]


def _view(share: Share, thread: Thread, named: Directory, *, now: datetime, terms: Terms) -> ShareView:
    state = thread.report.state_of(share, now)
    return ShareView(
        agency=share.agency,
        name=named.agency_name(share.agency, language()),
        state=state,
        word=_WORDS[state](),
        due=share_due(share, state, now=now, terms=terms),
        at=share.contributed_at,
        asked=_views(thread, named, share.asked),
        given=_views(thread, named, [post.id for post in given(thread, share)]),
    )


def share_due(share: Share, state: ShareState, *, now: datetime, terms: Terms) -> Due | None:
    """«còn 3 ngày làm việc» of a share whose clock runs, or that it stands still."""
    if state is ShareState.STOPPED:
        return Due(text=_WORDS[state](), state="stopped", at=None)
    if state not in (ShareState.WAITING, ShareState.LATE) or share.due is None:
        return None
    due = countdown(share.due, now=now, terms=terms)
    if state is not ShareState.LATE:
        return due
    late = max(-terms.days_left(share.due, now), 1)
    text = ngettext("quá hạn góp ý %(num)s ngày làm việc", "quá hạn góp ý %(num)s ngày làm việc", late)
    return replace(due, text=text)


def given(thread: Thread, share: Share) -> list[Post]:
    """The contributions to a share, under whatever name its agency had then."""
    houses = {share.agency, *share.contributors}
    return [post for post in thread.of_kind(PostKind.CONTRIBUTION) if post.agency in houses]


def apart(thread: Thread) -> frozenset[PostId]:
    """The posts that stand with the shares; those of an earlier routing do not."""
    shares = thread.report.shares
    asked = (post for share in shares for post in share.asked)
    return frozenset((*asked, *(post.id for share in shares for post in given(thread, share))))


def waited_for(thread: Thread, named: Directory, now: datetime) -> str:
    """The names of those whose share is still owed; empty when nobody's is."""
    report, done = thread.report, (ShareState.GIVEN, ShareState.UNGIVEN)
    owed = [one.agency for one in report.shares if report.state_of(one, now) not in done]
    return ", ".join(named.agency_name(code, language()) for code in owed)


def _views(thread: Thread, named: Directory, posts: Sequence[PostId]) -> list[PostView]:
    found = [post for one in posts if (post := thread.post(one)) is not None]
    return [present.post_view(post, named) for post in found]
