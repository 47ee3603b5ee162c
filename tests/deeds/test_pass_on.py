"""A newsroom passes a tố cáo on: all of it is under seal, and nothing of it is left here."""

from __future__ import annotations

import dataclasses
import io
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import delete, select, update

from casework.actions import pass_on as module
from casework.actions import roles
from casework.actions.deeds import Stale
from casework.actions.denunciations import find_of_report, open_case, open_file
from casework.actions.erasure import erase_person
from casework.actions.lessons import learn_anew
from casework.actions.letters import send_all_again, tell_again
from casework.actions.pass_on import has_passed_on, pass_on
from casework.actions.pictures import Rectangle, Redaction, redact
from casework.actions.roles import CONSOLE
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.denunciations import Deed
from casework.domain.events import PassedToInspectorate
from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import (
    DeclineReason,
    DenunciationCode,
    Display,
    FieldCode,
    Part,
    RevisionId,
    Role,
    Status,
    TaskCode,
)
from casework.readings import denunciations as readings
from casework.readings import letters, mine, own_data, queue
from casework.readings.mine import NoSuchReport
from casework.readings.thread import open_thread
from casework.store import journal, outbox, reports
from casework.store import own_data as own_rows
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from casework.store.tables import (
    AttachmentRow,
    Base,
    DeliveryRow,
    EventRow,
    LearnedWordRow,
    OutboxRow,
    QueuePlaceRow,
)
from tests.delivery.conftest import URL, Box, everything
from tests.doors.stage import TTT, Reports, actor
from tests.house import Clock

MODERATOR, KEEPER = actor("moderator.bnd"), actor("keeper")
GUEST = Contact(name="Lục Dấu-người-gửi", email="hop-thu-dau@nha.test", phone="0987000111")
TITLE, BODY = "Việc dấu-tiêu-đề ở xã Nam Cường", "Ông dấu-bị-cáo cầm tiền khẩn cấp của tôi, dọa giết."
MARKS = (
    "dấu-tiêu-đề", "dấu-bị-cáo", "dấu-người-gửi", "hop-thu-dau", "0987000111", "dấu-hỏi", "dấu-đáp",
    "dấu-nhắn", "dau-ten-tep", "dau-tieu-de", "dau-bi-cao", "cầm tiền",
)  # fmt: skip  # because a list of words reads better in few lines


def photo(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 90), colour).save(out, "JPEG")
    return out.getvalue()


def lived(a_report: Reports, by: str = "guest", **more: Any) -> Report:
    """A report with words of both sides, an edit, files and a picture of which a part was painted over."""
    report = a_report(
        Status.SUBMITTED, by=by, title=TITLE, body=BODY, contact=GUEST,
        uploads=[(photo(), "dau-ten-tep.jpg"), (photo("red"), "b.jpg")], **more,
    )  # fmt: skip  # because it is one form
    code, owner, clock = report.code, a_report.owner(report.code), a_report.casework.clock
    assert isinstance(clock, Clock)
    if by != "guest" and report.reporter is not None:
        owner = actor(by)
    a_report.deed(code, do.MessageNewsroom(post=new_post_id(), words="Tôi dấu-nhắn."), by=owner)
    a_report.deed(
        code, do.Redact(revision=RevisionId("e" * 32), passages=("dấu-bị-cáo",)), by="moderator.bnd"
    )
    clock.advance(minutes=1)
    a_report.deed(code, do.AskInfo(post=new_post_id(), words="Bạn dấu-hỏi?"), by="moderator.bnd")
    with a_report.casework.db.read() as session:
        picture = session.scalars(select(AttachmentRow.id).order_by(AttachmentRow.position)).first()
    box = Rectangle(left=0, top=0, width=50, height=50)
    wanted = Redaction(picture=picture, rectangles=[box], form_key="f" * 32)  # type: ignore[arg-type]  # because a row's id is its key
    redact(a_report.casework, code, wanted, by=MODERATOR)
    clock.advance(minutes=1)
    return a_report.deed(code, do.SupplyInfo(post=new_post_id(), words="Tôi dấu-đáp."), by=owner)


def passed(casework: Casework, report: Report) -> tuple[Report, DenunciationCode]:
    after = pass_on(casework, report.code, by=MODERATOR)
    found = find_of_report(casework, report.code)
    assert found is not None
    return after, found


@pytest.fixture
def a_report(casework: Casework) -> Reports:
    return Reports(casework=casework)


def test_all_of_it_is_under_seal_for_the_keeper(casework: Casework, a_report: Reports) -> None:
    _, code = passed(casework, lived(a_report))
    case = open_case(casework, code, by=KEEPER)
    told = case.content
    assert told.title == TITLE and "█████ cầm tiền" in told.body
    assert BODY in told.earlier
    assert told.exchange.index("dấu-nhắn") < told.exchange.index("dấu-hỏi") < told.exchange.index("dấu-đáp")
    assert "Người gửi, 02/11/2026:\nTôi dấu-nhắn." in told.exchange
    assert "Tòa soạn, 02/11/2026:\nBạn dấu-hỏi?" in told.exchange
    assert told.contact == GUEST
    assert [entry.deed for entry in case.log] == [Deed.PASSED_ON, Deed.OPENED]
    corners = []
    for file in case.files:
        _, plain = open_file(casework, code, file.id, by=KEEPER)
        corners.append(Image.open(io.BytesIO(plain)).getpixel((5, 5)))
    black, red, teal = corners  # the picture as readers saw it, the other, and the first as it was
    assert max(black) < 20 and red[0] > 200 and teal[1] > 100  # type: ignore[arg-type, index]  # because pixels of RGB are triples


def test_nothing_of_it_is_left_in_any_table_or_file(
    casework: Casework, a_report: Reports, tmp_path: Path
) -> None:
    report = lived(a_report)
    _, code = passed(casework, report)
    with casework.db.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                told = " ".join(_readable(value) for value in row).lower()
                assert not [mark for mark in MARKS if mark in told], (table.name, told[:300])
                assert not (report.code in told and code in told), "the two are tied to each other"
        assert session.scalars(select(QueuePlaceRow)).all() == []
    plain = [path for path in (tmp_path / "files").rglob("*") if path.is_file() and path.suffix != ".sealed"]
    assert plain == []
    assert len(casework.files.keys()) == 3


def test_the_report_is_declined_and_the_journal_names_the_deed_alone(
    casework: Casework, a_report: Reports
) -> None:
    report, _ = passed(casework, lived(a_report))
    assert (report.status, report.decline_reason, report.passed_on) == (
        Status.DECLINED,
        DeclineReason.DENUNCIATION,
        True,
    )
    with casework.db.read() as session:
        last = session.scalars(select(EventRow).order_by(EventRow.seq.desc())).first()
        assert last is not None
        assert (last.name, last.payload, last.part) == ("PassedToInspectorate", {}, Part.MODERATOR)
        assert journal.verify(session)[0] == last.seq


def test_code_and_secret_still_open_what_is_left_and_lead_to_the_sealed_case(
    casework: Casework, a_report: Reports
) -> None:
    report = lived(a_report)
    secret = a_report.receipts[report.code].secret or ""
    _, code = passed(casework, report)
    assert mine.secret_opens(casework, report.code, secret)
    assert not readings.secret_opens(casework, code, secret)  # by the report alone: no row ties the two
    thread = open_thread(casework, report.code, a_report.owner(report.code))
    assert (thread.title, thread.body, thread.files, thread.revisions) == (report.code, "", (), ())
    assert thread.posts == ()
    author = Actor(holds=frozenset({code}))
    assert readings.own(casework, code, author).denunciation.code == code


def test_what_it_taught_of_words_is_taken_back(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.NEEDS_INFO, title=TITLE, body=BODY)
    a_report.deed(
        report.code,
        do.Edit(
            revision=RevisionId("d" * 32),
            title=TITLE,
            body=BODY,
            field=FieldCode("dat-dai"),
            area=None,
            task=TaskCode("2"),
        ),
        by="moderator.bnd",
    )
    with casework.db.read() as session:
        assert session.scalars(select(LearnedWordRow)).all()
    passed(casework, report)
    for _ in range(2):
        with casework.db.read() as session:
            assert session.scalars(select(LearnedWordRow)).all() == []
        learn_anew(casework)


@pytest.mark.parametrize("by", ["guest", "citizen"])
def test_to_everybody_but_its_reporter_there_is_no_such_report_any_more(
    casework: Casework, a_report: Reports, by: str
) -> None:
    report, _ = passed(casework, lived(a_report, by))
    for who in (
        "moderator.bnd",
        "moderator2.bnd",
        "overseer",
        "officer.stnmt",
        "admin",
        "keeper",
        "business",
    ):
        with pytest.raises(NoSuchReport):
            open_thread(casework, report.code, actor(who))
    assert queue.chosen(casework, MODERATOR, [report.code]) == []
    for command in (do.AddNewsroomNote, do.AskIdentity):
        with pytest.raises(NoSuchReport):
            a_report.deed(report.code, command(post=new_post_id(), words="Ai?"), by="moderator.bnd")


def test_who_passed_it_on_takes_no_list_of_such_reports_away(casework: Casework, a_report: Reports) -> None:
    passed(casework, lived(a_report))
    user = MODERATOR.user
    assert user is not None
    with casework.db.read() as session:
        deeds = list(own_rows.deeds(session, user))
    assert deeds and "PassedToInspectorate" not in {deed.event for deed in deeds}


def test_its_reporter_takes_their_data_away_and_closes_their_account_as_before(
    casework: Casework, a_report: Reports
) -> None:
    report, code = passed(casework, lived(a_report, "citizen"))
    citizen = actor("citizen")
    assert citizen.user is not None
    (kept,) = own_data.reports(casework, citizen.user)
    assert (kept.title, kept.body, kept.posts, kept.files) == (report.code, "", (), ())
    erase_person(casework, citizen.user)
    assert open_case(casework, code, by=KEEPER).content.title == TITLE


def test_of_a_report_with_an_account_the_contact_is_the_accounts(
    casework: Casework, a_report: Reports
) -> None:
    _, code = passed(casework, lived(a_report, "citizen"))
    assert open_case(casework, code, by=KEEPER).content.contact.email == "citizen@demo.test"


def test_the_same_again_is_one(casework: Casework, a_report: Reports) -> None:
    report = lived(a_report)
    first, code = passed(casework, report)
    assert first.passed_on
    with pytest.raises(NoSuchReport):
        pass_on(casework, report.code, by=MODERATOR)
    assert has_passed_on(casework, report.code, by=MODERATOR)
    assert not has_passed_on(casework, report.code, by=actor("moderator2.bnd"))
    assert not has_passed_on(casework, a_report().code, by=MODERATOR)
    assert [one.code for one in readings.waiting(casework, KEEPER)] == [code]


def test_a_declined_one_can_still_be_passed_on(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.DECLINED, title=TITLE, body=BODY)
    _, code = passed(casework, report)
    assert (
        "Tòa soạn, 02/11/2026:\nViệc này thuộc thủ tục khiếu nại"
        in open_case(casework, code, by=KEEPER).content.exchange
    )


@pytest.mark.parametrize("who", ["citizen", "moderator.ptth", "officer.stnmt", "overseer", "admin", "keeper"])
def test_nobody_but_its_newsroom_passes_it_on(casework: Casework, a_report: Reports, who: str) -> None:
    report = a_report(title=TITLE, body=BODY)
    with pytest.raises((Refused, NoSuchReport)):
        pass_on(casework, report.code, by=actor(who))
    assert readings.waiting(casework, KEEPER) == []


def test_its_own_reporter_does_not_pass_it_on(casework: Casework, a_report: Reports) -> None:
    report = a_report(by="moderator.bnd")
    with pytest.raises(Refused) as refused:
        pass_on(casework, report.code, by=MODERATOR)
    assert refused.value.why is Why.OWN_REPORT


def test_without_a_keeper_it_stays_where_it_is(casework: Casework, a_report: Reports) -> None:
    report = lived(a_report)
    user = KEEPER.user
    assert user is not None
    roles.revoke(casework, user, Role.KEEPER, TTT, by=CONSOLE)
    with pytest.raises(Refused) as refused:
        pass_on(casework, report.code, by=MODERATOR)
    assert refused.value.why is Why.NO_KEEPER
    assert open_thread(casework, report.code, MODERATOR).title == TITLE


def test_what_somebody_did_meanwhile_is_looked_at_first(casework: Casework, a_report: Reports) -> None:
    report = lived(a_report)
    a_report.deed(report.code, do.Claim(), by="moderator2.bnd")
    with pytest.raises(Stale):
        pass_on(casework, report.code, by=MODERATOR, seen=report.version)
    assert readings.waiting(casework, KEEPER) == []


def test_a_file_that_comes_while_it_is_sealed_is_not_left_behind(
    casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = lived(a_report)
    real = module.threads.files
    looks = iter([lambda session, code: real(session, code)[:-1], real])
    monkeypatch.setattr(module.threads, "files", lambda session, code: next(looks)(session, code))
    with pytest.raises(Stale):
        pass_on(casework, report.code, by=MODERATOR)
    monkeypatch.undo()
    assert open_thread(casework, report.code, MODERATOR).title == TITLE
    assert readings.waiting(casework, KEEPER) == []


def test_after_it_nobody_appeals_or_writes_to_the_newsroom(casework: Casework, a_report: Reports) -> None:
    report, _ = passed(casework, lived(a_report))
    owner = a_report.owner(report.code)
    for command in (do.Appeal, do.MessageNewsroom):
        with pytest.raises(Refused) as refused:
            a_report.deed(report.code, command(post=new_post_id(), words="Ông dấu-bị-cáo."), by=owner)
        assert refused.value.why is Why.PASSED_ON


# ---- letters


def _letters(casework: Casework, clock: Clock) -> list[Any]:
    box = Box()
    run(casework, box, URL, once=True)
    clock.set(datetime(2026, 11, 3, 1, tzinfo=UTC))
    run(casework, box, URL, once=True)
    return box.letters


@pytest.mark.parametrize(
    ("by", "display", "told"),
    [
        ("guest", Display.HIDDEN, "hop-thu-dau@nha.test"),
        ("citizen", Display.NAMED, "citizen@demo.test"),
        ("guest", Display.CONFIDENTIAL, ""),
        ("citizen", Display.CONFIDENTIAL, ""),
    ],
)
def test_its_reporter_is_told_by_a_letter_without_content_unless_they_asked_for_secrecy(
    casework: Casework, a_report: Reports, clock: Clock, by: str, display: Display, told: str
) -> None:
    report = lived(a_report, by, display=display)
    run(casework, Box(), URL, once=True)
    _, code = passed(casework, report)
    letters = _letters(casework, clock)
    mine_ = [letter for letter in letters if letter["To"] != "keeper@demo.test"]
    assert [str(letter["To"]) for letter in mine_] == ([told] if told else [])
    for letter in letters:
        got = everything(letter).lower()
        marks = [mark for mark in MARKS if mark in got and mark not in told]
        assert not [mark for mark in marks if mark not in ("dấu-người-gửi",)], marks
        assert code not in got.upper()
    for letter in mine_:
        assert "có tin mới" in letter["Subject"]
        for tell_tale in ("tố cáo", "chuyển kín", "kênh kín", "thanh tra"):
            assert tell_tale not in everything(letter).lower()


def test_who_looks_after_the_mail_learns_nothing_from_letters_that_die(
    casework: Casework, a_report: Reports, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="casework")
    report = lived(a_report)
    run(casework, Box(), URL, once=True)
    with casework.db.write() as session:
        session.execute(delete(DeliveryRow))
    passed(casework, report)
    with casework.db.write() as session:
        session.execute(update(OutboxRow).values(attempts=outbox.ATTEMPTS))
    assert letters.trouble(casework, by=actor("admin"), error=None, after=None).stuck == []
    assert tell_again(casework, by=actor("admin")) == 1
    run(casework, Box(), URL, once=True)
    with casework.db.write() as session:
        session.execute(update(DeliveryRow).values(state="dead", error="550"))
        now = casework.now()
        assert outbox.counts(session, now).letters_dead == 0
    found = letters.trouble(casework, by=actor("admin"), error=None, after=None)
    assert (list(found.dead.rows), list(found.by_error)) == ([], [])
    assert send_all_again(casework, "550", by=actor("admin")) == 0
    assert [letter for letter in _letters(casework, clock) if letter["To"] == "keeper@demo.test"]
    assert "sealed_news" not in caplog.text and "passed_on" not in caplog.text


def test_what_happened_can_be_read_again(casework: Casework, a_report: Reports) -> None:
    report, _ = passed(casework, lived(a_report))
    with casework.db.read() as session:
        assert dataclasses.replace(reports.load(session, report.code)) == report
        assert any(
            isinstance(one.event, PassedToInspectorate) for one in journal.of_report(session, report.code)
        )


def _readable(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
