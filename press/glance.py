"""What is new for a journalist, in a few numbers that lead on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext, ngettext

from casework.domain.stories import StoryState
from casework.readings.press_desk import MOST_FOUND, Desk
from web.i18n import written_date

_: Callable[..., str] = gettext


@dataclass(frozen=True, kw_only=True)
class Glance:
    """One number with its words, and where it leads; None where words alone say it. `more`: there may be more
    than so many."""

    count: int | None
    words: str
    url: str
    more: bool = False


def glances(desk: Desk, surges: int) -> list[Glance]:
    """What is new, what concerns the journalist themselves first; nothing that is nought."""
    return [one for one in (*_own(desk), *_of_forum(desk, surges)) if one.count != 0]


def _own(desk: Desk) -> Iterator[Glance]:
    shown, declined = (
        sum(story.state is state for story in desk.decided)
        for state in (StoryState.SHOWN, StoryState.REMOVED)
    )
    words = ngettext("bài của bạn được tòa soạn cho hiện", "bài của bạn được tòa soạn cho hiện", shown)
    yield Glance(count=shown, words=words, url=url_for("press.stories"))
    words = ngettext("bài của bạn tòa soạn không gắn", "bài của bạn tòa soạn không gắn", declined)
    yield Glance(count=declined, words=words, url=url_for("press.stories"))
    words = ngettext("người gửi đồng ý và viết cho bạn", "người gửi đồng ý và viết cho bạn", desk.given)
    yield Glance(count=desk.given, words=words, url=url_for("press.contacts"))
    for search in desk.searches:
        if search.today:
            words = _("mới từ hôm qua: %(search)s", search=search.watch.name)
            yield Glance(
                count=search.today, words=words, url="#searches-title", more=search.today == MOST_FOUND
            )
    if desk.ends is not None:
        words = _ends(desk.ends, desk.days_left)
        yield Glance(count=desk.days_left or None, words=words, url=url_for("press.apply"))


def _ends(last: date, days_left: int) -> str:
    """That an accreditation is soon over; on its last day in words without a number."""
    if not days_left:
        return _("Công nhận phóng viên hết hôm nay: xin lại ngay")
    words: str = ngettext(
        "ngày nữa hết công nhận (%(day)s): xin lại từ bây giờ",
        "ngày nữa hết công nhận (%(day)s): xin lại từ bây giờ",
        days_left,
        day=written_date(last),
    )
    return words


def _of_forum(desk: Desk, surges: int) -> Iterator[Glance]:
    answered, late = len(desk.answered), len(desk.late)
    yield Glance(
        count=answered,
        words=ngettext("trả lời chính thức trong 24 giờ", "trả lời chính thức trong 24 giờ", answered),
        url="#answered-title",
    )
    yield Glance(
        count=late,
        words=ngettext("việc mới quá hạn trong 24 giờ", "việc mới quá hạn trong 24 giờ", late),
        url="#late-title",
    )
    yield Glance(
        count=surges,
        words=ngettext("nơi tăng bất thường tuần này", "nơi tăng bất thường tuần này", surges),
        url="#surges-title",
    )
