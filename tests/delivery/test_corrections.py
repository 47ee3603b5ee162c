"""Who is told of a correction: the reporter, every agency that has the report, and who follows it."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

from casework.actions import taking_part
from casework.domain import commands as do
from casework.domain.values import Status
from casework.store.casework import Casework, new_post_id
from tests.delivery.conftest import text_of
from tests.doors.stage import Reports, actor

Post = Callable[[], dict[str, EmailMessage]]


def test_a_correction_is_told_with_its_words_to_all_it_concerns(
    a_report: Reports, post: Post, casework: Casework
) -> None:
    report = a_report(Status.ANSWERED)
    taking_part.set_follow(casework, report.code, by=actor("business"), on=True)
    post()
    words = "Bài ghi ngày 12/3; đúng ra là ngày 12/4."
    a_report.deed(report.code, do.Correct(post=new_post_id(), words=words, about=None), by="moderator.bnd")
    told = post()
    assert set(told) == {
        *("citizen@demo.test", "business@demo.test"),
        *("officer.stnmt@demo.test", "signer.stnmt@demo.test"),
    }
    for letter in told.values():
        assert words in text_of(letter) and "Đính chính này nói về bài phản ánh" in text_of(letter)
        assert "Vũ Minh Đức" not in letter.as_string()
    assert f"/agency/reports/{report.code}" in text_of(told["officer.stnmt@demo.test"])
    assert "phản ánh bạn theo dõi" in text_of(told["business@demo.test"])
