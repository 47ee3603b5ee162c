"""The stage of the doors' tests: the directory that ships, the cast, and reports walked to a status."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from casework.actions import accreditation, deeds
from casework.actions.denunciations import Denouncing, denounce
from casework.actions.denunciations import Receipt as Denounced
from casework.actions.directory import import_directory
from casework.actions.submit import Receipt, Submission, submit
from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.policy import ANYBODY, Actor, Membership
from casework.domain.report import Report
from casework.domain.standing import TRUSTED_AFTER
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    DeclineReason,
    Display,
    FieldCode,
    Kind,
    OutletCode,
    ReportCode,
    ReturnReason,
    Role,
    Status,
    TaskCode,
    UserId,
)
from casework.readings import accreditations
from casework.store import standing
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from casework.store.tables import MembershipRow, UserRow
from tests.house import Clock

NAM_DINH: Final = Path(__file__).resolve().parents[2] / "data" / "nam-dinh"
BND, PTTH = OutletCode("BND"), OutletCode("PTTH")
STNMT, SYT, TTT = AgencyCode("STNMT"), AgencyCode("SYT"), AgencyCode("TTT")


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of the cast, as they stand in the table of people."""

    name: str
    kind: str = "staff"
    memberships: tuple[Membership, ...] = ()


CAST: Final[Mapping[str, Person]] = {
    "citizen": Person(name="Trần Thị Hoa", kind="citizen"),
    "business": Person(name="Công ty TNHH Dệt Sông Đào", kind="business"),
    "moderator.bnd": Person(name="Vũ Minh Đức", memberships=(Membership(role=Role.MODERATOR, outlet=BND),)),
    "moderator2.bnd": Person(
        name="Phạm Thu Hằng", memberships=(Membership(role=Role.MODERATOR, outlet=BND),)
    ),
    "moderator.ptth": Person(
        name="Đỗ Quang Huy", memberships=(Membership(role=Role.MODERATOR, outlet=PTTH),)
    ),
    "officer.stnmt": Person(
        name="Nguyễn Văn Sơn", memberships=(Membership(role=Role.OFFICER, agency=STNMT),)
    ),
    "signer.stnmt": Person(name="Lê Thị Mai", memberships=(Membership(role=Role.SIGNER, agency=STNMT),)),
    "officer.syt": Person(name="Bùi Đình Nam", memberships=(Membership(role=Role.OFFICER, agency=SYT),)),
    "journalist": Person(name="Hoàng Yến", memberships=(Membership(role=Role.JOURNALIST, outlet=BND),)),
    "overseer": Person(name="Trịnh Xuân Lộc", memberships=(Membership(role=Role.OVERSEER),)),
    "admin": Person(name="Ngô Bảo Anh", memberships=(Membership(role=Role.ADMIN),)),
    "keeper": Person(name="Lương Thị Bích", memberships=(Membership(role=Role.KEEPER, agency=TTT),)),
}
_IDS: Final = {name: UserId(number) for number, name in enumerate(CAST, 1)}
# Until which moment the cast has been there: before any clock of a test.
_LONG_AGO: Final = datetime(2026, 1, 5, 2, tzinfo=UTC)


def actor(name: str) -> Actor:
    """One of the cast as an action gets them; `guest` is nobody in particular."""
    if name == "guest":
        return ANYBODY
    return Actor(user=_IDS[name], name=CAST[name].name, memberships=CAST[name].memberships)


def furnish(casework: Casework) -> None:
    """Import the directory and let the cast come."""
    import_directory(casework, NAM_DINH)
    with casework.db.write() as session:
        for name, person in CAST.items():
            row = UserRow(
                email=f"{name}@demo.test",
                name=person.name,
                kind=person.kind,
                organisation=person.name if person.kind == "business" else "",
                phone="",
                password_hash=None,
                locale="vi",
                created_at=_LONG_AGO,
                confirmed_at=_LONG_AGO,
                disabled_at=None,
            )
            session.add(row)
            session.flush()  # one by one, so that everybody gets the number that `actor` says
            assert row.id == _IDS[name]
            session.add_all(
                MembershipRow(user_id=row.id, role=m.role, outlet=m.outlet, agency=m.agency)
                for m in person.memberships
            )


def let_in(casework: Casework, who: str, *, medium: str = "", outlet: OutletCode = BND) -> None:
    """Let one of the cast in as a journalist of an outlet, or of a medium that it knows; once is enough."""
    if any(one.is_granted for one in accreditations.own(casework, actor(who))):
        return
    asking = accreditation.Asking(
        outlet=outlet, name=CAST[who].name, medium=medium, card="", email=f"{who}@bao.test"
    )
    number = accreditation.ask(casework, asking, by=actor(who))
    editor = Actor(user=_IDS["moderator.bnd"], memberships=(Membership(role=Role.MODERATOR, outlet=outlet),))
    accreditation.accept(
        casework,
        number,
        until=local_day(casework.now()) + timedelta(days=365),
        sites=("baonamdinh.vn", "laodong.test"),
        by=editor,
    )


def a_denunciation(casework: Casework, *, by: str = "guest", **changes: Any) -> Denounced:
    """Something told to the inspectorate under seal, with `changes`; its code and secret."""
    form: dict[str, Any] = {
        "form_key": f"{next(_keys):032x}",
        "title": "Cán bộ địa chính đòi tiền của dân",
        "body": "Ông Bình nhận của tôi năm triệu ngày 12/3 rồi mới đưa giấy.",
        "accused": "Nguyễn Văn Bình, địa chính xã",
        "contact": Contact(name="Đinh Văn Tư", email="tu@nha.test", phone="0912 345 678"),
    }
    return denounce(casework, Denouncing(**{**form, **changes}), by=actor(by))


_keys = itertools.count(1)
_GUEST: Final = Contact(name="Đinh Văn Tư", email="tu@nha.test", phone="0912 345 678")


def a_submission(**changes: Any) -> Submission:
    """Mrs Hoa's complaint about a land certificate, with `changes`."""
    form: dict[str, Any] = {
        "form_key": f"{next(_keys):032x}",
        "kind": Kind.COMPLAINT,
        "title": "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả",
        "body": "Tôi nộp hồ sơ tại bộ phận một cửa ngày 12/3.\n\nĐến nay đã ba lần được hẹn lại.",
        "outlet": BND,
        "field": FieldCode("dat-dai"),
        "area": AreaCode("362"),
        "agency": None,
        "task": TaskCode("2"),
        "display": Display.NAMED,
        "publish": True,
    }
    return Submission(**{**form, **changes})


@dataclass(kw_only=True)
class Reports:
    """Makes reports by the actions that the doors use. Calling it gives one in the wanted status."""

    casework: Casework
    receipts: dict[ReportCode, Receipt] = field(default_factory=dict)

    def __call__(self, status: Status = Status.SUBMITTED, *, by: str = "citizen", **changes: Any) -> Report:
        """A report sent by one of the cast, or by "guest" (then with `contact`), walked to `status`.

        `changes` are fields of `Submission`. A guest's is confirmed on the way.
        """
        if by == "guest":
            changes.setdefault("contact", _GUEST)
        receipt = submit(self.casework, a_submission(**changes), by=actor(by))
        self.receipts[receipt.code] = receipt
        self._owner = Actor(holds=frozenset({receipt.code})) if receipt.secret else actor(by)
        self._code = receipt.code
        if receipt.status is Status.UNCONFIRMED and status is not Status.UNCONFIRMED:
            self.deed(receipt.code, do.Confirm(), by=self._owner)
        for step in _WAYS[status]:
            step(self)
        with self.casework.db.read() as session:
            # The current row, as every deed starts from it.
            return deeds.reports.load(session, receipt.code)

    def two_late_and_two_to_come(self, clock: Clock) -> list[ReportCode]:
        """Four that wait for an answer: those to come, the nearest first, then the late, the latest first."""
        oldest = self(Status.ACCEPTED)
        clock.advance(days=20)
        late = self(Status.ACCEPTED)
        clock.advance(days=60)
        nearest = self(Status.ACCEPTED)
        clock.advance(days=3)
        furthest = self(Status.ACCEPTED)
        return [one.code for one in (nearest, furthest, late, oldest)]

    def trust(self, who: str) -> None:
        """Let the newsroom have accepted enough of somebody's posts, so that they may send many in a day."""
        user = actor(who).user
        assert user is not None
        with self.casework.db.write() as session:
            for _accepted in range(TRUSTED_AFTER):
                standing.accept(session, user)

    def deed(self, code: str, command: do.Command, *, by: str | Actor) -> Report:
        """One deed on a report, by one of the cast or by an actor."""
        who = actor(by) if isinstance(by, str) else by
        return deeds.perform(self.casework, ReportCode(code), command, by=who)

    def owner(self, code: str) -> Actor:
        """Who holds the report's code and secret."""
        return Actor(holds=frozenset({ReportCode(code)}))

    def step(self, command: do.Command, by: str | None = None) -> None:
        """The next deed on the report that is being walked; by its owner unless said."""
        self.deed(self._code, command, by=by or self._owner)

    def merge(self) -> None:
        """Send the same once more and merge this one into it."""
        twin = submit(self.casework, a_submission(), by=actor("business"))
        self.step(do.Merge(into=twin.code), "moderator.bnd")


def _words(command: Callable[..., do.Command], words: str, **more: Any) -> do.Command:
    return command(post=new_post_id(), words=words, **more)


def _ask(walk: Reports) -> None:
    walk.step(_words(do.AskInfo, "Bạn nộp hồ sơ ở bộ phận một cửa nào?"), "moderator.bnd")


def _decline(walk: Reports) -> None:
    why = "Việc này thuộc thủ tục khiếu nại, bạn cần gửi đơn tới UBND huyện."
    walk.step(_words(do.Decline, why, reason=DeclineReason.COMPLAINT_PROCEDURE), "moderator.bnd")


def _route(walk: Reports) -> None:
    walk.step(_words(do.ApproveAndRoute, "", agency=STNMT), "moderator.bnd")


def _accept(walk: Reports) -> None:
    walk.step(do.Accept(), "officer.stnmt")


def _return(walk: Reports) -> None:
    why = "Hồ sơ nộp tại UBND huyện, do huyện giải quyết."
    walk.step(_words(do.Return, why, reason=ReturnReason.NOT_OUR_AREA), "officer.stnmt")


def _answer(walk: Reports) -> None:
    walk.step(_words(do.SignReply, "Giấy chứng nhận đã ký, bạn nhận từ ngày 18/11/2026."), "signer.stnmt")


def _reopen(walk: Reports) -> None:
    walk.step(_words(do.Reopen, "Tôi đến nhận nhưng vẫn chưa có giấy."))


def _rate(walk: Reports) -> None:
    walk.step(_words(do.Rate, "Cảm ơn tòa soạn.", solved=True, stars=5))


def _withdraw(walk: Reports) -> None:
    walk.step(_words(do.Withdraw, "Việc đã xong."))


_WAYS: Final[Mapping[Status, tuple[Callable[[Reports], None], ...]]] = {
    Status.UNCONFIRMED: (),
    Status.SUBMITTED: (),
    Status.NEEDS_INFO: (_ask,),
    Status.DECLINED: (_decline,),
    Status.MERGED: (Reports.merge,),
    Status.ROUTED: (_route,),
    Status.ACCEPTED: (_route, _accept),
    Status.RETURNED: (_route, _return),
    Status.ANSWERED: (_route, _accept, _answer),
    Status.REOPENED: (_route, _accept, _answer, _reopen),
    Status.CLOSED: (_route, _accept, _answer, _rate),
    Status.WITHDRAWN: (_route, _withdraw),
}
