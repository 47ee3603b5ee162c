"""A letter tells no agency at which minute a confidential reporter wrote. security.md: days, not times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

import pytest

from casework.domain import commands as do
from casework.domain.calendar import LOCAL
from casework.domain.values import Display, Status
from casework.store.casework import new_post_id
from tests.doors.stage import Reports
from tests.house import Clock

Post = Callable[[], dict[str, EmailMessage]]
OFFICE = {"officer.stnmt@demo.test", "signer.stnmt@demo.test"}


@pytest.mark.parametrize("deed", [do.MessageAgency, do.Reopen, do.Withdraw])
def test_the_office_is_told_the_next_morning(
    a_report: Reports, post: Post, clock: Clock, deed: type[do.Worded]
) -> None:
    status = Status.ANSWERED if deed is do.Reopen else Status.ACCEPTED
    report = a_report(status, by="guest", display=Display.CONFIDENTIAL)
    post()
    clock.set(datetime(2026, 11, 4, 23, 41, tzinfo=LOCAL))
    a_report.deed(report.code, deed(post=new_post_id(), words="Chưa xong."), by=a_report.owner(report.code))
    assert not OFFICE & set(post())
    clock.set(datetime(2026, 11, 5, 7, 0, tzinfo=LOCAL))
    assert set(post()) >= OFFICE


def test_the_newsroom_is_told_at_once_and_so_is_an_office_of_every_other_report(
    a_report: Reports, post: Post
) -> None:
    sealed = a_report(Status.ACCEPTED, by="guest", display=Display.CONFIDENTIAL)
    hidden = a_report(Status.ACCEPTED, by="guest", display=Display.HIDDEN)
    post()
    words = do.MessageNewsroom(post=new_post_id(), words="Tôi lo.")
    a_report.deed(sealed.code, words, by=a_report.owner(sealed.code))
    assert "moderator.bnd@demo.test" in post()
    a_report.deed(
        hidden.code, do.MessageAgency(post=new_post_id(), words="Xin hỏi."), by=a_report.owner(hidden.code)
    )
    assert set(post()) == OFFICE
