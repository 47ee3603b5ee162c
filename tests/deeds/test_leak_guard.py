"""What the leak guard knows: as much of a reporter as the writer may know, and not a letter more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from casework.actions import leak_guard
from casework.actions.leak_guard import Checked, Leaking, guard_for, guards_for
from casework.domain import commands as do
from casework.domain.leaks import Leak
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import Display, PostKind, Status
from casework.readings import state
from casework.readings.thread import open_thread
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from casework.store.tables import AgencyHeadRow, AgencyRow, UserRow
from tests.doors.stage import Reports, actor
from tests.doors.test_thread import counted

SIGNER, OFFICER, MODERATOR = "signer.stnmt", "officer.stnmt", "moderator.bnd"
HOA, TU, LAN = "Trần Thị Hoa", "Đinh Văn Tư", "Phạm Thị Lan"
NAMES = f"Gửi bà {HOA}, ông {TU} và chị {LAN}."


def check(casework: Casework, report: Report, who: str, text: str) -> Checked:
    return guard_for(casework, report.code, by=actor(who)).check(text)


def told(casework: Casework, report: Report, who: str, text: str) -> list[tuple[Leak, str]]:
    return [(finding.kind, finding.text) for finding in check(casework, report, who, text).findings]


@pytest.mark.parametrize("display", [Display.CONFIDENTIAL, Display.HIDDEN])
@pytest.mark.parametrize("who", [SIGNER, OFFICER, "business", "journalist"])
def test_whoever_the_reporter_is_the_answer_is_the_same(
    casework: Casework, a_report: Reports, display: Display, who: str
) -> None:
    """security.md: identity of a confidential reporter, G never; of an ordinary one, by consent.

    Somebody who tries names until one is found must learn nothing: all names are found, whoever they are.
    """
    contacts = [Contact(name=name, phone="0912345678") for name in (HOA, TU, "", "Tư")]
    answers = []
    for contact in contacts:
        report = a_report(Status.ACCEPTED, by="guest", display=display, contact=contact)
        answers.append(told(casework, report, who, f"{NAMES} 0912345678, 0987654321"))
    assert all(answer == answers[0] for answer in answers)
    names = [text for kind, text in answers[0] if kind is Leak.PERSON]
    assert names == [HOA, TU, LAN]
    assert not any(kind is Leak.REPORTER for kind, _ in answers[0])


def test_the_newsroom_is_told_no_more_of_a_confidential_reporter(
    casework: Casework, a_report: Reports
) -> None:
    """security.md: identity of a confidential reporter, M by break-glass alone."""
    report = a_report(by="guest", display=Display.CONFIDENTIAL, contact=Contact(name=TU))
    assert {kind for kind, _ in told(casework, report, MODERATOR, NAMES)} == {Leak.PERSON}


def test_the_newsroom_sees_which_name_is_the_reporters_and_every_other(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(by="guest", display=Display.HIDDEN, contact=Contact(name=TU))
    assert told(casework, report, MODERATOR, NAMES) == [
        (Leak.PERSON, HOA),
        (Leak.REPORTER, TU),
        (Leak.PERSON, LAN),
    ]


def test_with_consent_the_agency_is_told_of_the_reporters_name_alone(
    casework: Casework, a_report: Reports
) -> None:
    contact = Contact(name=TU, organisation="Công ty TNHH Dệt Sông Đào")
    report = a_report(Status.ACCEPTED, by="guest", display=Display.HIDDEN, consent=True, contact=contact)
    text = f"{NAMES} Xưởng Dệt Sông Đào."
    assert told(casework, report, SIGNER, text) == [(Leak.REPORTER, TU), (Leak.REPORTER, "Dệt Sông Đào")]


def test_a_name_that_stands_on_the_page_is_no_leak_and_a_phone_is(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ACCEPTED, display=Display.NAMED)
    assert told(casework, report, SIGNER, "Gửi bà Trần Thị Hoa, 0912 345 678.") == [
        (Leak.PHONE, "0912 345 678")
    ]


def test_a_name_that_no_page_shows_is_one(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED, display=Display.NAMED, publish=False)
    assert told(casework, report, SIGNER, "Gửi bà Trần Thị Hoa.") == [(Leak.PERSON, HOA)]


def test_what_the_directory_tells_everybody_may_be_told_again(casework: Casework, a_report: Reports) -> None:
    with casework.db.write() as session:
        session.execute(update(AgencyRow).where(AgencyRow.code == "STNMT").values(phone="(0228) 3649 123"))
        session.execute(
            update(AgencyHeadRow).where(AgencyHeadRow.agency == "STNMT").values(name="Vũ Quốc Khánh")
        )
    report = a_report(Status.ACCEPTED, by="guest", display=Display.CONFIDENTIAL)
    text = (
        "Gọi 0228 3649 123, viết stnmt@namdinh.test; ông Vũ Quốc Khánh, Giám đốc. Người ký: Lê Thị Mai. "
        "Sở Tài nguyên và Môi trường, thành phố Nam Định."
    )
    assert told(casework, report, SIGNER, text) == []
    assert told(casework, report, OFFICER, "Người ký: Lê Thị Mai.") == [(Leak.PERSON, "Lê Thị Mai")]


@pytest.mark.parametrize(
    "words", ["Gọi 0912 345 678.", "Gọi 09\u200b12 345 678.", "CCCD 036085001234", "hoa@nha.vn"]
)
@pytest.mark.parametrize(
    ("command", "who"), [(do.SignReply, SIGNER), (do.InterimReply, OFFICER)], ids=["sign", "interim"]
)
def test_what_leads_to_a_person_is_not_published(
    casework: Casework, a_report: Reports, command: type[do.Worded], who: str, words: str
) -> None:
    """security.md: a reply that names a phone number, an e-mail address or an identity card is stopped."""
    report = a_report(Status.ACCEPTED)
    with pytest.raises(Leaking) as leaking:
        leak_guard.perform(casework, report.code, command(post=new_post_id(), words=words), by=actor(who))
    assert leaking.value.checked.findings
    assert "0912" not in str(leaking.value) and "hoa" not in str(leaking.value)
    assert state.report(casework, report.code) == report


def test_who_may_not_do_it_learns_nothing_of_the_words(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    command = do.SignReply(post=new_post_id(), words="Gọi 0912 345 678.")
    with pytest.raises(Refused) as refused:
        leak_guard.perform(casework, report.code, command, by=actor(OFFICER))
    assert refused.value.why is Why.NOT_ALLOWED


def test_clean_words_sent_twice_are_published_once(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    command = do.SignReply(post=new_post_id(), words="Giấy đã ký.")
    for _ in range(2):
        leak_guard.perform(casework, report.code, command, by=actor(SIGNER))
    replies = open_thread(casework, report.code, actor("guest")).of_kind(PostKind.OFFICIAL_REPLY)
    assert len(replies) == 1


def test_of_many_who_sign_at_once_only_clean_words_are_published(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ACCEPTED)

    def sign(words: str) -> str:
        command = do.SignReply(post=new_post_id(), words=words)
        try:
            leak_guard.perform(casework, report.code, command, by=actor(SIGNER), seen=report.version)
        except (Leaking, Refused) as stopped:
            return type(stopped).__name__
        return "signed"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(sign, ["Gọi 0912 345 678.", "Giấy đã ký.", "CCCD 036085001234"] * 2))

    assert outcomes.count("signed") == 1 and "signed" in (outcomes[1], outcomes[4])
    (reply,) = open_thread(casework, report.code, actor("guest")).of_kind(PostKind.OFFICIAL_REPLY)
    assert reply.source == "Giấy đã ký."


def test_many_guards_cost_as_many_queries_as_one(casework: Casework, a_report: Reports) -> None:
    reports = [
        *(a_report(display=Display.HIDDEN) for _ in range(3)),
        *(a_report(by="guest", display=Display.HIDDEN, contact=Contact(name=TU)) for _ in range(3)),
        a_report(by="guest", display=Display.CONFIDENTIAL, contact=Contact(name=LAN)),
    ]
    check(casework, reports[0], MODERATOR, "")  # the directory is read and kept
    with counted(casework) as statements:
        guards = guards_for(casework, [report.code for report in reports], by=actor(MODERATOR))
    assert len([asked for asked in statements if asked.startswith("SELECT")]) == 3
    assert [guards[report.code].names for report in reports] == [(HOA,)] * 3 + [(TU,)] * 3 + [()]


def test_a_name_that_was_erased_is_not_known_and_every_name_counts(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ACCEPTED, display=Display.HIDDEN, consent=True)
    with casework.db.write() as session:
        session.execute(update(UserRow).where(UserRow.name == HOA).values(name=""))
    assert told(casework, report, SIGNER, NAMES) == [(Leak.PERSON, name) for name in (HOA, TU, LAN)]
