"""Which addresses are links to stories, and who may know of a story when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from casework.domain.policy import ANYBODY, Actor
from casework.domain.stories import Story, StoryState, is_of, link_of, may_see
from casework.domain.values import OutletCode, ReportCode, UserId
from tests.doors.stage import actor

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)


def a_story(state: StoryState, minutes: int) -> Story:
    return Story(
        id=1,
        report=ReportCode("PA-7K3M-9QXT"),
        outlet=OutletCode("BND"),
        author=UserId(99),
        medium="Báo",
        title="Bài",
        url="https://bao.vn/1",
        published_at=NOW + timedelta(minutes=minutes),
        state=state,
        by_newsroom=False,
        added_at=NOW,
    )


@pytest.mark.parametrize(
    ("state", "minutes", "everybody"),
    [
        (StoryState.SHOWN, 0, True),
        (StoryState.SHOWN, 1, False),
        (StoryState.WAITING, -1, False),
        (StoryState.REMOVED, -1, False),
    ],
)
def test_everybody_sees_what_is_shown_and_has_appeared_author_and_newsroom_all(
    state: StoryState, minutes: int, everybody: bool
) -> None:
    story = a_story(state, minutes)
    for who in (ANYBODY, actor("citizen"), actor("journalist"), actor("moderator.ptth"), actor("admin")):
        assert may_see(who, story, NOW) is everybody
    assert may_see(actor("moderator.bnd"), story, NOW) and may_see(Actor(user=UserId(99)), story, NOW)


@pytest.mark.parametrize(
    "typed",
    [
        "http://bao.vn/1",
        "javascript:alert(1)",
        "https://bao.vn:8443/1",
        "https://bao.vn@evil.test/1",
        "https://127.0.0.1/1",
        "https://[::1]/1",
        "https://localhost/1",
        "https://bao.vn\\@evil.test/1",
        "https://bao.vn/a b",
        "https:///bao.vn/1",
        "//bao.vn/1",
        "https://báo.vn/1",
        f"https://bao.vn/{'x' * 500}",
        "",
    ],
)
def test_what_is_no_https_address_of_a_named_site_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        link_of(typed)


def test_a_site_stands_for_its_parts_and_for_no_other_that_ends_alike() -> None:
    assert link_of(" https://www.BaoNamDinh.vn/tin?id=1#a ") == "https://www.BaoNamDinh.vn/tin?id=1#a"
    assert is_of("https://www.BaoNamDinh.vn/tin", ["baonamdinh.vn"])
    assert not is_of("https://giabaonamdinh.vn/tin", ["baonamdinh.vn"])
    assert not is_of("https://baonamdinh.vn.evil.test/tin", ["baonamdinh.vn"])
