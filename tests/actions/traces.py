"""Somebody who has lived through everything here, and where a trace of them could be found."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import make_url, select

from casework.actions import accounts, accreditation, erasure, pictures, right_of_reply, taking_part
from casework.actions.accounts import SignUp
from casework.actions.pictures import Rectangle, Redaction
from casework.actions.right_of_reply import Asking
from casework.actions.submit import submit
from casework.domain import commands as do
from casework.domain.policy import Actor
from casework.domain.values import (
    AttachmentId,
    Display,
    FieldCode,
    ReportCode,
    RevisionId,
    Status,
    TaskCode,
    UserId,
)
from casework.readings import reply_requests
from casework.store import people
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from casework.store.tables import AttachmentRow, Base, ReportRow
from tests.doors import keys
from tests.doors.keys import PASSWORD
from tests.doors.stage import BND, STNMT, Reports, a_submission, actor
from tests.house import Clock

NAME, EMAIL, PHONE, FIRM = "Lục Thị Đào Tiên", "dao.luc@nha.test", "0977 123 456", "Hợp tác xã Đồng Tiến Nhất"
# In every spelling that a search by bytes could miss: the index folds, JSON escapes.
MARKS = (
    NAME,
    EMAIL,
    PHONE,
    FIRM,
    "luc thi dao tien",
    "dao tien",
    "0977123456",
    "0977.123.456",
    "dao.luc",
    "hop tac xa dong tien",
)
GUEST = Contact(
    name="Cao Bá Khoát", email="khoat.cao@nha.test", phone="0966 987 654", organisation="Lò gạch Bá Khoát"
)
GUEST_MARKS = ("Cao Bá Khoát", "cao ba khoat", "khoat.cao", "0966 987 654", "0966987654", "Lò gạch Bá Khoát")
WORD = "zzkhongaihay"  # as the full-text index keeps a word
WORDS = "quýt xoài"  # as what is learned of decisions keeps two


@pytest.fixture
def a_report(casework: Casework) -> Reports:
    return Reports(casework=casework)


@pytest.fixture
def dao(casework: Casework) -> Actor:
    """Somebody whose name and addresses stand nowhere but where she put them."""
    form = SignUp(email=EMAIL, name=NAME, password=PASSWORD, kind="business", organisation=FIRM, locale="vi")
    accounts.sign_up(casework, form)
    user = keys.person(casework, EMAIL).id
    with casework.db.write() as session:
        people.confirm(session, user, casework.now())
    accounts.describe(casework, user, name=NAME, organisation=FIRM, phone=PHONE, locale="vi")
    return Actor(user=user, name=NAME)


def a_photograph(color: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(out, "JPEG")
    return out.getvalue()


def user_of(person: Actor) -> UserId:
    assert person.user is not None
    return person.user


def said(kind: type[do.Worded], words: str, **more: object) -> do.Worded:
    return kind(post=new_post_id(), words=words, **more)  # type: ignore[arg-type]  # because each kind has fields of its own


def rows_with(casework: Casework, marks: tuple[str, ...]) -> list[str]:
    """Where in any row of any table, in any spelling of case, one of these stands."""
    found = []
    with casework.db.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                for column, value in row._mapping.items():
                    plain = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    found += [
                        f"{table.name}.{column}: {mark}" for mark in marks if mark.lower() in plain.lower()
                    ]
    return found


def files_with(folder: Path, marks: tuple[str, ...]) -> list[str]:
    """Which files under a folder hold one of these, byte by byte; what the vault has sealed is sealed."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.endswith(".sealed"):
            held = path.read_bytes()
            found += [
                f"{path.name}: {mark}"
                for mark in marks
                if mark.encode() in held or mark.encode() in path.name.encode()
            ]
    return found


def an_edit(title: str, body: str) -> do.Edit:
    return do.Edit(
        revision=RevisionId("b" * 32),
        title=title,
        body=body,
        field=FieldCode("dat-dai"),
        area=None,
        task=TaskCode("2"),
    )


def live_through_everything(
    casework: Casework, a_report: Reports, dao: Actor, clock: Clock
) -> dict[str, ReportCode]:
    """Reports of hers in every room of the house, with her name wherever a name can get."""

    def sent(**more: object) -> ReportCode:
        clock.advance(minutes=5)
        return submit(casework, a_submission(**more), by=dao).code

    signed = f"Tôi là {NAME}, {FIRM}, gọi {PHONE} hoặc thư {EMAIL}."
    public = sent(body=f"Cán bộ hẹn bốn lần. {signed}", uploads=[(a_photograph(), "luc thi dao tien.jpg")])
    step = a_report.deed
    step(public, said(do.AskInfo, f"Chào bà {NAME}, bà nộp ở đâu?"), by="moderator.bnd")
    step(public, said(do.SupplyInfo, f"Ở huyện. {signed}"), by=dao)
    step(public, do.Redact(revision=RevisionId("a" * 32), passages=(EMAIL,)), by="moderator.bnd")
    with casework.db.read() as session:
        (photo,) = session.scalars(select(AttachmentRow.id).where(AttachmentRow.report_code == public))
    hide = Redaction(
        picture=AttachmentId(photo),
        rectangles=[Rectangle(left=0, top=0, width=50, height=50)],
        form_key="f" * 32,
    )
    pictures.redact(casework, public, hide, by=actor("moderator.bnd"))
    step(public, said(do.AddNewsroomNote, f"Đã gọi chị Tiên, {PHONE}."), by="moderator.bnd")
    step(public, said(do.ApproveAndRoute, "", agency=STNMT), by="moderator.bnd")
    step(public, said(do.MessageAgency, f"{NAME} đây ạ."), by=dao)
    step(public, do.Accept(), by="officer.stnmt")
    step(public, said(do.DraftReply, f"Kính gửi bà {NAME}"), by="officer.stnmt")
    step(
        public,
        said(do.SignReply, f"Kính gửi bà {NAME}, đã ký giấy. Gọi 0977.123.456 báo bà."),
        by="signer.stnmt",
    )
    step(public, said(do.Rate, f"Cảm ơn. {NAME}", solved=True, stars=5), by=dao)
    step(public, said(do.Comment, f"Cảm ơn mọi người, {NAME}"), by=dao)

    waiting = sent(
        title=f"Của {NAME}", body=f"{signed} {WORD} {WORDS}", uploads=[(a_photograph("red"), "dao.luc.jpg")]
    )
    step(
        waiting, an_edit(f"Của {NAME}", f"{signed} {WORD} {WORDS}"), by="moderator.bnd"
    )  # which teaches its words
    step(waiting, said(do.MessageNewsroom, "Khi nào xem ạ?"), by=dao)
    declined = sent(body=signed)
    step(declined, said(do.Decline, f"Bà {NAME} nên gửi đơn.", reason="out_of_scope"), by="moderator.bnd")
    step(declined, said(do.Appeal, signed), by=dao)
    unseen = sent(body=signed, publish=False, display=Display.HIDDEN, consent=True)
    step(unseen, said(do.ApproveAndRoute, "", agency=STNMT), by="moderator.bnd")

    others = a_report(Status.ROUTED)
    shown = said(do.Comment, f"Tôi cũng thế. {NAME}, {PHONE}")
    step(others.code, shown, by=dao)
    step(others.code, do.ReviewComment(comment=shown.post, show=True), by="moderator.bnd")
    step(others.code, said(do.Comment, f"Chưa ai đọc: {signed}"), by=dao)
    taking_part.set_follow(casework, others.code, by=dao, on=True)
    taking_part.set_support(casework, others.code, by=dao, on=True)
    for form_key in ("r" * 32, "s" * 32):
        asking = Asking(
            form_key=form_key, name=NAME, email="", about=f"Chỗ nhắc tới {NAME}", text=signed, locale="vi"
        )
        right_of_reply.ask(casework, others.code, asking, by=dao)
    (asked, _) = reply_requests.waiting(casework, others.code)
    answer = do.PublishReply(request=asked.id, post=new_post_id())
    right_of_reply.publish(
        casework, others.code, answer, name=NAME, text=signed, by=actor("moderator.bnd"), seen=None
    )
    asks = accreditation.Asking(outlet=BND, name=NAME, medium=FIRM, card=PHONE, email=EMAIL)
    accreditation.ask(casework, asks, by=dao)
    return {
        "public": public,
        "waiting": waiting,
        "declined": declined,
        "unseen": unseen,
        "others": others.code,
    }


def bytes_with(url: str, marks: tuple[str, ...]) -> list[str]:
    """Which of these stand in SQLite's file or its log, also where no row leads to."""
    path = Path(make_url(url).database or "") if url.startswith("sqlite") else Path("nowhere")
    return [
        f"{file.name}: {mark}"
        for file in path.parent.glob(f"{path.name}*")
        for mark in marks
        if mark.encode() in file.read_bytes()
    ]


def erase(casework: Casework, person: Actor) -> None:
    erasure.erase_own_account(casework, user_of(person), password=PASSWORD)


def report_row(casework: Casework, code: ReportCode) -> ReportRow:
    with casework.db.read() as session:
        row = session.get_one(ReportRow, code)
        session.expunge(row)
    return row
