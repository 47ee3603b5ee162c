"""What the reporter of a merged report hears: the merging, what happens on, and the separating."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

from casework.domain import commands as do
from casework.domain.values import Display, Status
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from tests.delivery.conftest import Box, everything, text_of
from tests.doors.stage import STNMT, Reports

GUEST = "tu@nha.test"
Work = Callable[[], object]


def to(box: Box, address: str) -> list[EmailMessage]:
    return [letter for letter in box.empty() if letter["To"] == address]


def route() -> do.ApproveAndRoute:
    return do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT)


def merged(a_report: Reports, **changes: object) -> tuple[str, str]:
    """A guest's report merged into one of somebody with an account, which is not public yet."""
    target = a_report(by="business").code
    source = a_report(by="guest", **changes).code
    a_report.deed(source, do.Merge(into=target), by="moderator.bnd")
    return source, target


def test_a_guest_hears_each_public_step_of_the_shared_report(a_report: Reports, work: Work, box: Box) -> None:
    source, target = merged(a_report)
    work()
    told = to(box, GUEST)[-1]
    assert source in told["Subject"] and target not in everything(told)  # it is not public yet

    a_report.deed(target, route(), by="moderator.bnd")
    work()
    (letter,) = to(box, GUEST)
    assert target in letter["Subject"] and source in text_of(letter)
    assert f"/reports/{target}" in text_of(letter)

    a_report.deed(target, do.Accept(), by="officer.stnmt")
    a_report.deed(target, do.SignReply(post=new_post_id(), words="Đã ký giấy."), by="signer.stnmt")
    work()
    assert [target in letter["Subject"] for letter in to(box, GUEST)] == [True]


def test_two_guests_with_reports_in_one_are_each_told_and_the_shared_ones_reporter_too(
    a_report: Reports, work: Work, box: Box
) -> None:
    target = a_report(by="guest", contact=Contact(name="Lê Hai", email="hai@nha.test")).code
    for name in ("mot", "ba"):
        source = a_report(by="guest", contact=Contact(name=name, email=f"{name}@nha.test")).code
        a_report.deed(source, do.Merge(into=target), by="moderator.bnd")
    work()
    box.empty()
    a_report.deed(target, route(), by="moderator.bnd")
    work()
    letters = {letter["To"] for letter in box.empty()}
    assert {"mot@nha.test", "ba@nha.test", "hai@nha.test"} <= letters


def test_of_what_stays_private_nothing_is_told(a_report: Reports, work: Work, box: Box) -> None:
    target = a_report(by="business", publish=False).code
    source = a_report(by="guest").code
    a_report.deed(source, do.Merge(into=target), by="moderator.bnd")
    work()
    box.empty()
    a_report.deed(target, route(), by="moderator.bnd")
    work()
    assert to(box, GUEST) == []


def test_a_letter_to_who_asked_for_secrecy_says_not_what_about(
    a_report: Reports, work: Work, box: Box
) -> None:
    _, target = merged(a_report, display=Display.CONFIDENTIAL)
    a_report.deed(target, route(), by="moderator.bnd")
    work()
    letters = to(box, GUEST)
    assert any(target in letter["Subject"] for letter in letters)
    assert all("sổ đỏ" not in everything(letter) for letter in letters)


def test_who_has_an_account_follows_and_is_told_once(a_report: Reports, work: Work, box: Box) -> None:
    target, source = a_report(by="business").code, a_report(by="citizen").code
    a_report.deed(source, do.Merge(into=target), by="moderator.bnd")
    work()
    box.empty()
    a_report.deed(target, route(), by="moderator.bnd")
    work()
    (letter,) = to(box, "citizen@demo.test")
    assert target in letter["Subject"]


def test_who_is_separated_again_is_told_why_and_hears_no_more_of_the_other(
    a_report: Reports, work: Work, box: Box, casework: Casework
) -> None:
    source, target = merged(a_report)
    work()
    box.empty()
    why = "Hai việc ở hai xã khác nhau."
    a_report.deed(source, do.Unmerge(post=new_post_id(), words=why), by="moderator.bnd")
    work()
    (letter,) = to(box, GUEST)
    assert source in letter["Subject"] and why in text_of(letter)

    a_report.deed(target, route(), by="moderator.bnd")
    work()
    assert to(box, GUEST) == []
    assert a_report(Status.SUBMITTED)
