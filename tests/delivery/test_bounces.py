"""Letters that come back: known by their Message-ID alone, counted once each; the second ends sending."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from casework.actions import accounts, letters, wishes
from casework.delivery import bounces
from casework.delivery.bounces import Received, receive
from casework.delivery.fanout import tell_next
from casework.delivery.worker import Round
from casework.domain import commands as do
from casework.domain.values import Status
from casework.domain.wishes import Concern, Often
from casework.store import bounces as kept
from casework.store.casework import Casework, new_post_id
from casework.store.tables import BounceRow, DeliveryRow
from tests.delivery import returned
from tests.delivery.conftest import Box, text_of
from tests.delivery.mails import nested
from tests.doors.stage import Reports, actor
from tests.house import Clock

Work = Callable[[], Round]
Post = Callable[[], dict[str, EmailMessage]]
CITIZEN = "citizen@demo.test"
OURS = "<0123456789abcdef0123456789abcdef@dien-dan.test>"


def about(message_id: str, text: str = returned.POSTFIX, **changes: str) -> bytes:
    """A message of a mail server about a letter."""
    for name, value in ({**returned.POSTFIX_UNKNOWN, **changes} | {"message_id": message_id}).items():
        text = text.replace("{" + name + "}", value)
    return text.encode()


def come_back(casework: Casework, letter: EmailMessage) -> Received:
    return receive(casework, about(letter["Message-ID"]))[0]


def two_come_back(casework: Casework, a_report: Reports, post: Post, by: str = "citizen") -> None:
    for _ in range(kept.ENOUGH):
        a_report(by=by)
        address = "tu@nha.test" if by == "guest" else f"{by}@demo.test"
        assert come_back(casework, post()[address]) is Received.NOTED


# ---- reading


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (returned.POSTFIX, "5.1.1"),
        (returned.EXCHANGE, "5.7.1"),
        (returned.EXIM, "5.1.1"),
        (returned.QMAIL, "5.1.1"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_letter_that_came_back_for_good_is_known(text: str, status: str, line_end: str) -> None:
    raw = about(OURS, text.replace("\n", line_end))
    assert bounces.read(raw) == bounces.Bounce(letter=OURS[1:33], status=status, is_permanent=True)


@pytest.mark.parametrize(
    "raw",
    [
        about(OURS, action="delayed", status="4.4.1", reply="450 4.4.1 try again"),
        about(OURS, action="delivered", status="2.0.0", reply="250 2.0.0 Ok"),
        about(OURS, returned.OUT_OF_OFFICE),
        about(OURS, returned.VACATION_WITHOUT_A_SIGN),
        about(OURS, returned.RECEIPT),
        about("<someone-elses@demo.test>"),
        about("<pa-7k3m-9qxt@dien-dan.test>", returned.QMAIL),
        b"",
        b"From: mailer-daemon@demo.test\n\nHello.",
        OURS.encode(),
        *(nested(depth) for depth in (40, 5_000)),
        b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\n\nx\n" * 50_000,
    ],
)
def test_what_is_no_bounce_of_ours_is_left_alone(raw: bytes) -> None:
    assert bounces.read(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        about(OURS, status="4.4.7", reply="450 4.4.7 message expired"),
        about(OURS, status="4.2.2", reply="452 4.2.2 mailbox full"),
        about(OURS, returned.EXIM_WAITS),
    ],
)
def test_what_may_be_better_tomorrow_is_not_for_good(raw: bytes) -> None:
    found = bounces.read(raw)
    assert found
    assert not found.is_permanent


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_nothing_that_comes_in_makes_reading_fail(noise: bytes) -> None:
    bounces.read(noise)
    for text in (returned.POSTFIX, returned.EXIM):
        raw = about(OURS, text)
        bounces.read(raw[: len(raw) // 2] + noise + raw[len(raw) // 2 :])
        bounces.read(raw.replace(b"5.1.1", noise))


# ---- what comes of it


def test_the_second_letter_that_comes_back_ends_sending_but_for_links_that_prove_an_address(
    a_report: Reports, post: Post, casework: Casework, notices: Callable[[], list[tuple[str, str, str]]]
) -> None:
    a_report()
    first = post()[CITIZEN]
    assert come_back(casework, first) is Received.NOTED
    assert come_back(casework, first) is Received.KNOWN, "however often the server says so"
    a_report()
    second = post()[CITIZEN]
    assert come_back(casework, second) is Received.NOTED

    a_report()
    assert post() == {}
    me = f"user:{actor('citizen').user}"
    assert ("received", me, "dead") in notices()
    with casework.db.read() as session:
        dead = session.scalars(select(DeliveryRow.error).where(DeliveryRow.state == "dead")).all()
    assert dead == [letters.REFUSED_AS_DEAD]
    accounts.request_reset(casework, CITIZEN)
    assert "Đặt lại mật khẩu" in post()[CITIZEN]["Subject"]
    a_report(by="business")
    assert "business@demo.test" in post(), "nobody else is concerned"


def test_an_address_alone_proves_nothing(a_report: Reports, post: Post, casework: Casework) -> None:
    """Anybody can write that a mailbox is dead."""
    for number in range(5):
        made_up = f"<{number:032x}@dien-dan.test>"
        assert receive(casework, about(made_up)) == (Received.NOT_OURS, "")
    a_report()
    assert CITIZEN in post()


@pytest.mark.usefixtures("quiet_newsroom")
def test_a_letter_that_was_never_sent_cannot_come_back(a_report: Reports, casework: Casework) -> None:
    a_report()
    while tell_next(casework):
        pass
    with casework.db.read() as session:
        waiting = session.scalars(select(DeliveryRow.id)).one()
    assert receive(casework, about(f"<{waiting}@dien-dan.test>"))[0] is Received.NOT_OURS


def test_a_temporary_failure_counts_for_nothing(a_report: Reports, post: Post, casework: Casework) -> None:
    for _ in range(3):
        a_report()
        letter = post()[CITIZEN]
        raw = about(letter["Message-ID"], status="4.2.2", reply="452 4.2.2 mailbox full")
        assert receive(casework, raw)[0] is Received.FOR_NOW


def test_of_a_reporter_without_an_account_only_letters_about_that_report_end(
    a_report: Reports, post: Post, casework: Casework
) -> None:
    """Two reports of one person must not be known as such by their bounces."""
    two_come_back(casework, a_report, post, by="guest")
    last = a_report(by="guest")
    received = post()["tu@nha.test"]
    assert come_back(casework, received) is Received.NOTED
    a_report.deed(last.code, do.AskInfo(post=new_post_id(), words="Ở đâu?"), by="moderator.bnd")
    assert come_back(casework, post()["tu@nha.test"]) is Received.NOTED
    a_report.deed(last.code, do.SupplyInfo(post=new_post_id(), words="Đây."), by=a_report.owner(last.code))
    a_report.deed(last.code, do.AskInfo(post=new_post_id(), words="Khi nào?"), by="moderator.bnd")
    assert "tu@nha.test" not in post()
    with casework.db.read() as session:
        names = session.scalars(select(BounceRow.receiver)).all()
    assert len(set(names)) == 3
    assert all(name.startswith("report:PA-") for name in names)


def test_who_has_mended_it_gets_what_still_holds(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    two_come_back(casework, a_report, post)
    user = actor("citizen").user
    assert user
    lost, gone = a_report(), a_report()
    wishes.choose(casework, user, {Concern.OWN: Often.AT_ONCE})
    assert post() == {}
    a_report.deed(gone.code, do.Withdraw(post=new_post_id(), words="Đã xong."), by="citizen")
    assert CITIZEN not in post()

    letters.address_mended(casework, user)

    told = post()[CITIZEN]
    assert lost.code in told["Subject"]
    with casework.db.read() as session:
        left = session.scalars(select(DeliveryRow.id).where(DeliveryRow.state == "dead")).all()
    assert left == []
    a_report()
    assert come_back(casework, post()[CITIZEN]) is Received.NOTED
    a_report()
    assert CITIZEN in post(), "it is counted anew"


def test_a_digest_to_a_dead_address_waits_dead_with_what_it_gathered(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    two_come_back(casework, a_report, post)
    user = actor("citizen").user
    assert user
    wishes.choose(casework, user, {Concern.OWN: Often.DAILY})
    report = a_report(Status.ROUTED)
    post()
    clock.advance(days=1)
    assert CITIZEN not in post()
    letters.address_mended(casework, user)
    told = post()[CITIZEN]
    assert told["Subject"].startswith("2 tin mới")
    assert report.code in text_of(told)


def test_no_word_of_a_bounce_is_kept_but_its_code(a_report: Reports, post: Post, casework: Casework) -> None:
    two_come_back(casework, a_report, post)
    with casework.db.read() as session:
        rows = session.scalars(select(BounceRow)).all()
        said = [(row.receiver, row.status, row.mended_at) for row in rows]
    assert set(said) == {(f"user:{actor('citizen').user}", "5.1.1", None)}


def test_a_worker_sends_on_after_a_dead_address(
    a_report: Reports, post: Post, work: Work, box: Box, casework: Casework
) -> None:
    two_come_back(casework, a_report, post)
    a_report()
    a_report(by="business")
    done = work()
    assert (done.failed, [letter["To"] for letter in box.letters]) == (1, ["business@demo.test"])
