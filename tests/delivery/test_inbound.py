"""Answers by mail: where they land, as what, from whom, and what is told of those that do not."""

from __future__ import annotations

import io
from collections.abc import Callable
from email.message import EmailMessage
from threading import Thread
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import delete, select, update

from casework.actions import roles
from casework.delivery.inbound import Inbox, Received, receive
from casework.delivery.letters import Desk
from casework.delivery.post_office import Shut
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import Display, PostKind, Role, Status
from casework.readings.thread import Post, open_thread
from casework.store import sealed
from casework.store.casework import Casework, new_post_id
from casework.store.factors import put_app, remove_all
from casework.store.tables import DeliveryRow, MailedBackRow, PostRow, UserRow
from tests.delivery import returned
from tests.delivery.conftest import URL, Box, everything, text_of
from tests.delivery.mails import WORDS, an_answer
from tests.delivery.test_bounces import about
from tests.doors.stage import STNMT, Reports, actor
from tests.dump import everything_in
from tests.house import Clock

MAILBOX = "tra-loi@dien-dan.test"
CITIZEN, OFFICER = "citizen@demo.test", "officer.stnmt@demo.test"


def _route() -> do.ApproveAndRoute:
    return do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT)


Posting = Callable[[], dict[str, EmailMessage]]
Handing = Callable[..., tuple[str, list[EmailMessage]]]


@pytest.fixture
def letters(casework: Casework, box: Box) -> Posting:
    """Let a worker do all there is to do, with a mailbox for answers; the last new letter to each address."""

    def new() -> dict[str, EmailMessage]:
        run(casework, box, URL, once=True, reply_mail=MAILBOX)
        return {str(letter["To"]): letter for letter in box.empty()}

    return new


@pytest.fixture
def hand_in(casework: Casework, box: Box) -> Handing:
    """Hand a mail over as a mail server does: what came of it, and what was written back."""

    def taken(mail: EmailMessage | bytes, **more: str) -> tuple[str, list[EmailMessage]]:
        checked_by = more.pop("checked_by", "")
        desk = Desk(casework=casework, public_url=URL, sender=f"Diễn đàn <{MAILBOX}>", reply_mail=MAILBOX)
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        came, _ = receive(Inbox(desk=desk, post_office=box, checked_by=checked_by), raw, **more)
        return came, box.empty()

    return taken


@pytest.fixture(autouse=True)
def factors(casework: Casework) -> None:
    """The officers of the cast have a second factor, as who works here must."""
    for who in ("officer.stnmt", "signer.stnmt"):
        user = actor(who).user
        assert user
        secret = casework.vault.seal({"secret": "A" * 32}, sealed.context_of_app(user))
        with casework.db.write() as session:
            put_app(session, user, secret, step=1, at=casework.now())


def posts(casework: Casework, report: Report, *kinds: PostKind, by: str = "moderator.bnd") -> list[Post]:
    return list(open_thread(casework, report.code, actor(by)).of_kind(*kinds))


def all_but_mailed_back(casework: Casework) -> dict[str, list[tuple[Any, ...]]]:
    return {name: rows for name, rows in everything_in(casework).items() if name != "mailed_back"}


def a_picture(color: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(out, "JPEG")
    return out.getvalue()


def with_file(mail: EmailMessage, content: bytes, name: str, kind: str = "image/jpeg") -> EmailMessage:
    main, _, sub = kind.partition("/")
    mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail


# ---- what letters say


def test_a_letter_can_be_answered_at_an_address_of_its_own(a_report: Reports, letters: Posting) -> None:
    a_report()
    first = letters()[CITIZEN]
    a_report()
    second = letters()[CITIZEN]
    assert str(first["Reply-To"]).startswith("tra-loi+") and str(first["Reply-To"]).endswith("@dien-dan.test")
    assert len(str(first["Reply-To"]).partition("@")[0]) <= 64
    assert first["Reply-To"] != second["Reply-To"]
    assert "Có thể trả lời ngay thư này" in text_of(first)
    assert "xin đừng trả lời" not in text_of(first)
    assert text_of(first).startswith("##-")


@pytest.mark.usefixtures("quiet_newsroom")
def test_without_a_mailbox_for_answers_letters_say_as_before_to_answer_on_the_site(
    a_report: Reports, post: Posting
) -> None:
    a_report()
    letter = post()[CITIZEN]
    assert "Reply-To" not in letter
    assert "xin đừng trả lời" in text_of(letter)
    assert "##-" not in everything(letter)


def test_who_could_not_answer_on_the_site_either_gets_no_such_address(
    a_report: Reports, letters: Posting
) -> None:
    a_report(Status.UNCONFIRMED, by="guest")
    assert "Reply-To" not in letters()["tu@nha.test"], "the address is not proven yet"
    report = a_report()
    a_report.deed(report.code, do.MessageNewsroom(post=new_post_id(), words="Có gì mới?"), by="citizen")
    assert "Reply-To" not in letters()["moderator.bnd@demo.test"]
    a_report.deed(
        report.code, do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT), by="moderator.bnd"
    )
    told = letters()
    assert "Reply-To" in told[OFFICER]
    assert "Reply-To" not in told["signer.stnmt@demo.test"], "who only signs writes no drafts"
    a_report.deed(report.code, do.Accept(), by="officer.stnmt")
    letters()
    a_report.deed(report.code, do.DraftReply(post=new_post_id(), words="Nháp"), by="officer.stnmt")
    assert "Reply-To" not in letters()["signer.stnmt@demo.test"]


# ---- where answers land


def test_an_answer_to_the_newsrooms_question_is_what_the_reporter_adds(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.NEEDS_INFO)
    mail = an_answer(letters()[CITIZEN])
    assert hand_in(mail) == (Received.LANDED, [])
    (info,) = posts(casework, report, PostKind.INFO)
    assert info.source == WORDS
    with casework.db.read() as session:
        assert a_report_status(casework, report) is Status.SUBMITTED
        assert session.get_one(PostRow, info.id).by_mail is False


def a_report_status(casework: Casework, report: Report) -> Status:
    return open_thread(casework, report.code, actor("moderator.bnd")).report.status


def test_any_other_answer_of_a_reporter_is_a_message_to_the_newsroom(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    assert hand_in(an_answer(letters()[CITIZEN]))[0] == Received.LANDED
    (message,) = posts(casework, report, PostKind.NEWSROOM_MESSAGE)
    assert message.source == WORDS
    assert open_thread(casework, report.code, actor("moderator.bnd")).waiting == {PostKind.NEWSROOM_MESSAGE}
    assert posts(casework, report, PostKind.NEWSROOM_MESSAGE, by="officer.stnmt") == []


def test_an_answer_to_a_message_of_the_agency_goes_to_the_agency(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    letters()
    a_report.deed(report.code, do.MessageAgency(post=new_post_id(), words="Ở đâu?"), by="officer.stnmt")
    letter = letters()[CITIZEN]
    assert "cơ quan đang xử lý; tòa soạn" in text_of(letter)
    hand_in(an_answer(letter))
    assert {post.source for post in posts(casework, report, PostKind.AGENCY_MESSAGE)} == {"Ở đâu?", WORDS}
    assert posts(casework, report, PostKind.NEWSROOM_MESSAGE) == []


def test_an_officers_answer_is_a_draft_that_says_so_and_nothing_is_published_or_signed(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    letter = letters()[OFFICER]
    a_report.deed(report.code, do.Accept(), by="officer.stnmt")
    mail = with_file(
        an_answer(letter, "Giấy đã ký.\n\nTrân trọng,\nSơn\n0912345678"), a_picture(), "giấy.jpg"
    )
    assert hand_in(mail)[0] == Received.LANDED
    (draft,) = posts(casework, report, PostKind.DRAFT, by="signer.stnmt")
    assert (draft.source, draft.by_mail, draft.author_name) == ("Giấy đã ký.", True, "Nguyễn Văn Sơn")
    assert [file.name for file in draft.files] == ["giấy.jpg"]
    thread = open_thread(casework, report.code, actor("citizen"))
    assert (thread.report.status, thread.report.reply) == (Status.ACCEPTED, None)
    assert not [post for post in thread.posts if "đã ký" in post.source]
    assert set(letters()) == {CITIZEN, "signer.stnmt@demo.test"}, "accepted, and a draft to sign"


def test_a_draft_before_the_agency_has_taken_it_up_is_told_to_wait_and_is_good_afterwards(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    mail = an_answer(letters()[OFFICER], "Giấy đã ký.")
    came, (back,) = hand_in(mail)
    assert came == Received.NOT_TAKEN
    assert "chưa tiếp nhận" in text_of(back) and f"/agency/reports/{report.code}" in text_of(back)
    a_report.deed(report.code, do.Accept(), by="officer.stnmt")
    assert hand_in(mail) == (Received.LANDED, [])


def test_the_same_mail_twice_and_two_at_once_is_one_answer(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    mail = with_file(an_answer(letters()[CITIZEN]), a_picture(), "a.jpg")
    both = [Thread(target=hand_in, args=(mail,)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert hand_in(mail)[0] == Received.LANDED
    (message,) = posts(casework, report, PostKind.NEWSROOM_MESSAGE)
    assert len(message.files) == 1
    other = an_answer(letters().get(CITIZEN) or letter_again(mail), "Thêm nữa.")
    hand_in(other)
    assert len(posts(casework, report, PostKind.NEWSROOM_MESSAGE)) == 2


def letter_again(mail: EmailMessage) -> EmailMessage:
    """A letter with the same address to answer to."""
    letter = EmailMessage()
    letter["To"], letter["Reply-To"], letter["From"] = CITIZEN, mail["To"], MAILBOX
    letter["Subject"], letter["Message-ID"] = "x", "<x@y.test>"
    letter.set_content("x")
    return letter


def test_the_newsroom_may_go_on_meanwhile_and_the_answer_is_a_message_then(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.NEEDS_INFO)
    mail = an_answer(letters()[CITIZEN])
    a_report.deed(
        report.code, do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT), by="moderator.bnd"
    )
    assert hand_in(mail)[0] == Received.LANDED
    assert len(posts(casework, report, PostKind.NEWSROOM_MESSAGE)) == 1


# ---- who must not be known


@pytest.mark.parametrize("display", [Display.CONFIDENTIAL, Display.HIDDEN])
def test_nothing_of_a_mail_but_words_and_files_is_kept_of_who_is_not_named(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework, display: Display
) -> None:
    report = a_report(Status.NEEDS_INFO, by="guest", display=display)
    letter = letters()["tu@nha.test"]
    before = {name: set(map(str, rows)) for name, rows in everything_in(casework).items()}
    signed = f"{WORDS}\nGhi theo lời Tư Đinh Văn.\n\nTrân trọng,\nĐinh Văn Tư\nĐT: 0987 654 321\ntu@nha.test"
    mail = an_answer(
        letter, signed, name="Tư Đinh Văn", User_Agent="Máy của Tư", X_Originating_IP="[203.0.113.7]"
    )
    with_file(mail, a_picture(), "Đinh Văn Tư.jpg")
    assert hand_in(mail)[0] == Received.LANDED
    (info,) = posts(casework, report, PostKind.INFO)
    assert info.source == f"{WORDS}\nGhi theo lời █████."
    after = {name: set(map(str, rows)) for name, rows in everything_in(casework).items()}
    new = "\n".join(row for name, rows in after.items() for row in rows - before.get(name, set()))
    named = ["0987", "654 321", "Máy của", "203.0.113", "tu@nha", str(mail["Message-ID"]), str(mail["To"])]
    if display is Display.CONFIDENTIAL:
        named += ["Đinh Văn Tư", "Tư Đinh"]
    assert [mark for mark in named if mark in new] == []


def test_of_a_reporters_answer_no_row_tells_that_it_came_by_mail(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    """The same words on the site leave the same rows, in outbox, journal and everywhere."""
    shapes = []
    for by_mail in (True, False):
        report = a_report(Status.NEEDS_INFO, by="guest", display=Display.CONFIDENTIAL)
        letter = letters()["tu@nha.test"]
        counts = {name: len(rows) for name, rows in everything_in(casework).items()}
        if by_mail:
            hand_in(an_answer(letter))
        else:
            a_report.deed(
                report.code, do.SupplyInfo(post=new_post_id(), words=WORDS), by=a_report.owner(report.code)
            )
        new = {name: len(rows) - counts[name] for name, rows in everything_in(casework).items()}
        shapes.append({name: more for name, more in new.items() if more})
        letters()
    assert shapes[0] == shapes[1] and shapes[0]


# ---- who may not


def test_a_mail_from_another_address_is_not_taken_and_told_so_without_a_word_of_the_report(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    mail = an_answer(letters()[CITIZEN], by="someone@else.test")
    before = all_but_mailed_back(casework)
    came, (back,) = hand_in(mail)
    assert (came, back["To"]) == (Received.NOT_TAKEN, "someone@else.test")
    assert "từ đúng địa chỉ ấy" in text_of(back) and report.code not in everything(back)
    assert back["Auto-Submitted"] == "auto-replied" and back["In-Reply-To"] == mail["Message-ID"]
    assert all_but_mailed_back(casework) == before


def test_an_address_that_we_did_not_make_gets_no_answer_at_all(
    a_report: Reports, letters: Posting, hand_in: Handing
) -> None:
    a_report(Status.ROUTED)
    letter = letters()[CITIZEN]
    local, _, host = str(letter["Reply-To"]).partition("@")
    forged = local[:-4] + ("aaaa" if local[-4:] != "aaaa" else "bbbb")
    for to in (f"{forged}@{host}", f"tra-loi+{'a' * 47}@{host}", MAILBOX, f"tra-loi+{'7' * 47}@{host}"):
        assert hand_in(an_answer(letter, To=to)) == (Received.NOT_OURS, []), to


def test_the_address_that_the_mail_server_had_it_for_goes_before_the_head(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    letter = letters()[CITIZEN]
    mail = an_answer(letter, To="Diễn đàn <tra-loi@dien-dan.test>")
    assert hand_in(mail, to=str(letter["Reply-To"]).upper())[0] == Received.LANDED
    assert len(posts(casework, report, PostKind.NEWSROOM_MESSAGE)) == 1


def _disable(casework: Casework, report: Report) -> None:
    user = actor("officer.stnmt").user
    assert user
    roles.disable(casework, user, by=actor("admin"))


def _revoke(casework: Casework, report: Report) -> None:
    user = actor("officer.stnmt").user
    assert user
    roles.revoke(casework, user, Role.OFFICER, STNMT, by=actor("admin"))


def _forget(casework: Casework, report: Report) -> None:
    with casework.db.write() as session:
        session.execute(delete(DeliveryRow))


def _move(casework: Casework, report: Report) -> None:
    with casework.db.write() as session:
        session.execute(update(UserRow).where(UserRow.email == OFFICER).values(email="moi@demo.test"))


def _withdraw(casework: Casework, report: Report) -> None:
    Reports(casework=casework).deed(
        report.code, do.Withdraw(post=new_post_id(), words="Đã xong."), by="citizen"
    )


def _no_factor(casework: Casework, report: Report) -> None:
    user = actor("officer.stnmt").user
    assert user
    with casework.db.write() as session:
        remove_all(session, user)


@pytest.mark.parametrize(
    ("change", "says", "knows"),
    [
        (_disable, "không còn gắn với tài khoản", False),
        (_revoke, "không còn là người gửi hoặc người xử lý", False),
        (_forget, "đã quá cũ", False),
        (_move, "không còn gắn với tài khoản", False),
        (_withdraw, "đã sang bước khác", True),
        (_no_factor, "lớp xác thực thứ hai", False),
    ],
)
def test_what_somebody_may_not_do_any_more_is_refused_with_why_and_what_to_do(
    a_report: Reports,
    letters: Posting,
    hand_in: Handing,
    casework: Casework,
    change: Callable[[Casework, Report], None],
    says: str,
    knows: bool,
) -> None:
    report = a_report(Status.ACCEPTED)
    mail = an_answer(letters()[OFFICER], "Giấy đã ký.")
    change(casework, report)
    came, (back,) = hand_in(mail)
    assert came == Received.NOT_TAKEN
    assert says in text_of(back)
    assert (report.code in text_of(back)) is knows
    with casework.db.read() as session:
        assert session.scalars(select(PostRow).where(PostRow.kind == PostKind.DRAFT)).all() == []


def test_nobody_is_told_twice_a_day_and_again_the_next(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework, clock: Clock
) -> None:
    a_report(Status.ROUTED)
    letter = letters()[CITIZEN]
    mail = an_answer(letter, by="someone@else.test")
    told = [len(hand_in(mail)[1])]
    told.append(len(hand_in(an_answer(letter, by="Someone@Else.test"))[1]))
    clock.advance(hours=23)
    told.append(len(hand_in(mail)[1]))
    clock.advance(hours=2)
    told.append(len(hand_in(mail)[1]))
    assert told == [1, 0, 0, 1]
    with casework.db.read() as session:
        (row,) = session.scalars(select(MailedBackRow))
        assert "else" not in row.address_hash


def test_while_the_post_office_is_shut_the_mail_server_comes_again_and_nothing_counts_as_told(
    a_report: Reports, letters: Posting, hand_in: Handing, box: Box
) -> None:
    a_report(Status.ROUTED)
    mail = an_answer(letters()[CITIZEN], by="someone@else.test")
    box.trouble = lambda letter: Shut("421")
    with pytest.raises(Shut):
        hand_in(mail)
    box.trouble = lambda letter: None
    assert len(hand_in(mail)[1]) == 1


def test_an_erased_reporter_is_nobody_any_more(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.ROUTED, by="guest")
    mail = an_answer(letters()["tu@nha.test"])
    a_report.deed(report.code, do.EraseContact(), by=a_report.owner(report.code))
    came, (back,) = hand_in(mail)
    assert came == Received.NOT_TAKEN and report.code not in text_of(back)


# ---- what answers by itself


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"Precedence": "list"},
        {"X_Auto_Response_Suppress": "OOF"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<cong-chuc.namdinh.test>"},
        {"Return_Path": "<>"},
        {"Subject": "Out of Office: Re: phản ánh"},
        {"Subject": "Automatic reply: phản ánh"},
        {"Subject": "Trả lời tự động: phản ánh"},
        {"Subject": "[Trả lời tự động] phản ánh"},
        {"Subject": "Re: Tôi đang nghỉ phép đến 15/11"},
        {"From": "MAILER-DAEMON@demo.test"},
        {"From": f"Diễn đàn <{MAILBOX}>"},
        {"From": ""},
        {"From": f"{CITIZEN}, {OFFICER}"},
    ],
)
def test_what_no_person_wrote_lands_nowhere_and_is_never_answered(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework, headers: dict[str, str]
) -> None:
    a_report(Status.ROUTED)
    letter = letters()[CITIZEN]
    before = everything_in(casework)
    for by in ("", "someone@else.test"):
        mail = an_answer(letter, by=by, **headers)
        assert hand_in(mail) == (Received.AUTOMATIC, [])
    assert everything_in(casework) == before


def test_a_subject_with_such_words_further_on_is_a_persons(
    a_report: Reports, letters: Posting, hand_in: Handing
) -> None:
    a_report(Status.ROUTED)
    mail = an_answer(letters()[CITIZEN], Subject="Re: Cán bộ nói đang nghỉ phép nên không trả lời")
    assert hand_in(mail)[0] == Received.LANDED
    assert hand_in(an_answer(letter_again(mail), Auto_Submitted="no"))[0] == Received.LANDED


def test_a_letter_that_comes_back_is_noted_as_bounces_are(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    a_report(Status.ROUTED)
    letter = letters()[CITIZEN]
    assert hand_in(about(letter["Message-ID"], returned.POSTFIX)) == ("noted", [])


# ---- what the mail server says of the sender

PROVEN = "mx.dien-dan.test; dkim=pass (2048-bit) header.d=demo.test; spf=pass smtp.mailfrom=citizen@demo.test"


@pytest.mark.parametrize(
    ("said", "came"),
    [
        (PROVEN, Received.LANDED),
        ("mx.dien-dan.test 1; dmarc=pass header.from=demo.test", Received.LANDED),
        ("mx.dien-dan.test; spf=pass smtp.mailfrom=x@bounce.else.test", Received.UNPROVEN),
        ("mx.dien-dan.test; dkim=pass header.d=evildemo.test", Received.UNPROVEN),
        ("mx.dien-dan.test; dkim=fail (dkim=pass header.d=demo.test) header.d=demo.test", Received.UNPROVEN),
        ("mx.elsewhere.test; dmarc=pass header.from=demo.test", Received.UNPROVEN),
        ("", Received.UNPROVEN),
    ],
)
def test_with_a_trusted_mail_server_only_proven_senders_count(
    a_report: Reports, letters: Posting, hand_in: Handing, said: str, came: Received
) -> None:
    a_report(Status.ROUTED)
    mail = an_answer(letters()[CITIZEN], Authentication_Results=said)
    assert hand_in(mail, checked_by="mx.dien-dan.test") == (came, [])


def test_only_the_word_that_stands_first_counts(
    a_report: Reports, letters: Posting, hand_in: Handing
) -> None:
    """What a sender writes in the server's name stands below what the server adds."""
    a_report(Status.ROUTED)
    mail = an_answer(letters()[CITIZEN], Authentication_Results=PROVEN)
    raw = b"Authentication-Results: mx.dien-dan.test; dmarc=fail header.from=demo.test\n" + mail.as_bytes()
    assert hand_in(raw, checked_by="mx.dien-dan.test") == (Received.UNPROVEN, [])


# ---- files


def test_files_go_through_the_same_cleaning_and_what_is_refused_is_told_by_name(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    mail = an_answer(letters()[CITIZEN])
    with_file(mail, b"PK\x03\x04" + b"\0" * 500, "bom.zip", "application/zip")
    with_file(mail, a_picture(), "ảnh.jpg")
    with_file(mail, a_picture()[:200], "hỏng.jpg")
    with_file(mail, b"\x78\x9f\x3e\x22" + b"x" * 99, "winmail.dat", "application/ms-tnef")
    came, (back,) = hand_in(mail)
    assert came == Received.LANDED_WITHOUT
    (message,) = posts(casework, report, PostKind.NEWSROOM_MESSAGE)
    assert (message.source, [file.name for file in message.files]) == (WORDS, ["ảnh.jpg"])
    said = text_of(back)
    for name in ("bom.zip", "hỏng.jpg", "winmail.dat"):
        assert name in said
    assert "ảnh.jpg" not in said
    assert hand_in(mail) == (Received.LANDED_WITHOUT, [])
    assert len(posts(casework, report, PostKind.NEWSROOM_MESSAGE)) == 1


def test_the_eleventh_file_is_left_out_and_told(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    mail = an_answer(letters()[CITIZEN])
    for number in range(11):
        with_file(mail, a_picture(), f"{number}.jpg")
    came, (back,) = hand_in(mail)
    assert (came, "10.jpg" in text_of(back)) == (Received.LANDED_WITHOUT, True)
    assert len(posts(casework, report, PostKind.NEWSROOM_MESSAGE)[0].files) == 10


@pytest.mark.parametrize(
    ("words", "says"),
    [("", "không có nội dung mới"), ("x" * 20_001, "20.000 ký tự"), ("-- \nTư\n0912345678", "nội dung mới")],
)
def test_what_says_nothing_or_too_much_is_told(
    a_report: Reports, letters: Posting, hand_in: Handing, words: str, says: str
) -> None:
    a_report(Status.ROUTED)
    came, (back,) = hand_in(an_answer(letters()[CITIZEN], words))
    assert (came, says in text_of(back)) == (Received.NOT_TAKEN, True)


def test_who_reads_english_is_told_in_english(
    a_report: Reports, letters: Posting, hand_in: Handing, casework: Casework
) -> None:
    with casework.db.write() as session:
        session.execute(update(UserRow).where(UserRow.email == CITIZEN).values(locale="en"))
    a_report(Status.ROUTED)
    letter = letters()[CITIZEN]
    assert "You can answer this letter" in text_of(letter)
    _, (back,) = hand_in(an_answer(letter, ""))
    assert "nothing new" in text_of(back)


def test_headers_of_a_mail_inject_nothing_into_what_is_written_back(
    a_report: Reports, letters: Posting, hand_in: Handing
) -> None:
    a_report(Status.ROUTED)
    letter = letters()[CITIZEN]
    raw = an_answer(letter, "").as_bytes()
    evil = b"Message-ID: =?utf-8?q?<a@b>=0D=0ABcc:_everybody@else.test?=\n"
    raw = b"".join(
        evil if line.lower().startswith(b"message-id") else line for line in raw.splitlines(keepends=True)
    )
    _, (back,) = hand_in(raw)
    assert "In-Reply-To" not in back and "Bcc" not in back
    assert "everybody" not in everything(back)


def test_nothing_of_a_mail_is_logged(
    a_report: Reports, letters: Posting, hand_in: Handing, caplog: Any
) -> None:
    a_report(Status.ROUTED)
    mail = with_file(an_answer(letters()[CITIZEN]), b"xx", "tên tệp.zip", "application/zip")
    with caplog.at_level(0):
        hand_in(mail)
    for part in (WORDS, "citizen@", "tên tệp", "Hoa Trần", str(mail["To"])):
        assert part not in caplog.text
