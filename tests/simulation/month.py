"""A month of a province: who sends what, what five moderators and 25 agencies make of it, and a worker that
runs every three hours and is down for three days in the middle.

Everything is drawn from one seed, so that two runs are one. Nothing here knows when a clock should strike or
who should be written to: that is what `oracle` says, without a line of the house's own rules.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from casework.actions import deeds
from casework.actions.submit import submit
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.policy import Actor, Membership
from casework.domain.report import Report
from casework.domain.shares import Asking
from casework.domain.values import (
    AgencyCode,
    DeclineReason,
    Display,
    Kind,
    OutletCode,
    ReportCode,
    ReturnReason,
    Role,
    Status,
    UserId,
)
from casework.readings.directory import directory
from casework.store import reports
from casework.store.casework import Casework, new_post_id
from casework.store.tables import MembershipRow, UserRow
from tests.delivery.conftest import URL, Box
from tests.doors.stage import BND, PTTH, a_submission
from tests.house import MONDAY_MORNING, Clock

DAYS: Final = 30
AFTERWARDS: Final = 5  # days without anything new, in which the last clocks strike
DOWN: Final = range(14, 17)  # days without a worker
AGENCIES: Final = 25
CITIZENS: Final = 120
_A_ROUND: Final = timedelta(hours=3)
_KINDS: Final = (Kind.COMPLAINT,) * 6 + (Kind.SUGGESTION,) * 2 + (Kind.QUESTION,) * 2 + (Kind.PRAISE,)
_OF_THE_STAGE: Final = ("moderator.bnd", "moderator2.bnd", "moderator.ptth", "officer.stnmt", "signer.stnmt")


@dataclass
class Cast:
    """Who plays."""

    citizens: list[Actor] = field(default_factory=list)
    moderators: dict[OutletCode, list[Actor]] = field(default_factory=dict)
    officers: dict[AgencyCode, Actor] = field(default_factory=dict)
    signers: dict[AgencyCode, Actor] = field(default_factory=dict)


class Month:
    """`play` it; then `ticks` are the moments at which the worker ran."""

    def __init__(self, casework: Casework, clock: Clock, *, many: int, seed: int = 2026) -> None:
        self.casework, self.clock, self.many = casework, clock, many
        self.ticks: list[datetime] = []
        self.box = Box()
        self._draw = random.Random(seed)
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._calendar = casework.terms().calendar
        self._rerouted: set[ReportCode] = set()
        self.cast = self._come()

    def play(self) -> None:
        """Let the month pass."""
        for number in range(self.many):
            day = number * DAYS // self.many
            at = MONDAY_MORNING + timedelta(days=day, minutes=self._draw.randrange(1, 14 * 60))
            self._at(at, self._send)
        for tick in _rounds():
            self._until(tick)
            self.clock.set(tick)
            if (tick - MONDAY_MORNING).days in DOWN:
                continue
            run(self.casework, self.box, URL, once=True)
            self.ticks.append(tick)

    # ---- the agenda

    def _at(self, at: datetime, what: Callable[[], None]) -> None:
        # Never at the minute at which the worker runs: which of the two is first is not what is asked here.
        at = at.replace(minute=min(at.minute, 58), second=1 + next(self._order) % 58)
        heapq.heappush(self._agenda, (at, next(self._order), what))

    def _until(self, tick: datetime) -> None:
        while self._agenda and self._agenda[0][0] < tick:
            at, _order, what = heapq.heappop(self._agenda)
            self.clock.set(at)
            what()

    def _in_working_days(self, least: int, most: int) -> datetime:
        """Some minute of office hours, so many working days from now; later than now."""
        day = self._calendar.add_working_days(local_day(self.clock()), self._draw.randint(least, most))
        at = datetime.combine(day, datetime.min.time(), tzinfo=MONDAY_MORNING.tzinfo)
        at += timedelta(minutes=self._draw.randrange(60, 9 * 60))  # 8:00 to 16:00 there
        return max(at, self.clock() + timedelta(minutes=self._draw.randrange(2, 50)))

    def _chance(self, share: float) -> bool:
        return self._draw.random() < share

    # ---- what people do

    def _do(self, code: ReportCode, command: do.Command, by: Actor) -> Report:
        return deeds.perform(self.casework, code, command, by=by)

    def _now(self, code: ReportCode) -> Report:
        with self.casework.db.read() as session:
            return reports.load(session, code)

    def _send(self) -> None:
        by = self._draw.choice(self.cast.citizens)
        wanted = a_submission(
            kind=self._draw.choice(_KINDS),
            outlet=self._draw.choice((BND, BND, PTTH)),
            display=Display.HIDDEN,
        )
        code = submit(self.casework, wanted, by=by).code
        self._at(self._in_working_days(0, 2), lambda: self._look(code, by))

    def _look(self, code: ReportCode, owner: Actor) -> None:
        by = self._draw.choice(self.cast.moderators[self._now(code).outlet])
        self._do(code, do.Claim(), by)
        if self._chance(0.08):
            why = "Việc này đã được cơ quan trả lời công khai tháng trước, xin xem ở mục tin."
            self._do(code, do.Decline(post=new_post_id(), words=why, reason=DeclineReason.DUPLICATE), by)
        elif self._chance(0.05):
            self._do(code, do.AskInfo(post=new_post_id(), words="Bạn nộp hồ sơ ở đâu, ngày nào?"), by)
            self._at(self._in_working_days(1, 3), lambda: self._tell_more(code, owner))
        else:
            self._send_on(code, by, owner)

    def _tell_more(self, code: ReportCode, owner: Actor) -> None:
        self._do(code, do.SupplyInfo(post=new_post_id(), words="Ở bộ phận một cửa, ngày 12 tháng 3."), owner)
        outlet = self._now(code).outlet
        by = self._draw.choice(self.cast.moderators[outlet])
        self._at(self._in_working_days(0, 1), lambda: self._send_on(code, by, owner))

    def _send_on(self, code: ReportCode, by: Actor, owner: Actor) -> None:
        lead, *others = self._draw.sample(sorted(self.cast.officers), 3)
        helpers = tuple(others[: self._draw.choice((1, 1, 2))]) if self._chance(0.4) else ()
        words = "Xin xác nhận số liệu thuộc cơ quan mình."
        asked = tuple(
            Asking(agency=code, post=new_post_id(), words=words) for code in helpers if self._chance(0.6)
        )
        way = do.Reroute if self._now(code).status is Status.RETURNED else do.ApproveAndRoute
        self._do(code, way(post=new_post_id(), words="", agency=lead, co_agencies=helpers, asked=asked), by)
        self._at(self._in_working_days(0, 3), lambda: self._receive(code, owner))
        for helper in helpers:
            if self._chance(0.75):  # some never do
                longest = 18 if self._chance(0.4) else 7
                self._at(self._in_working_days(1, longest), lambda one=helper: self._contribute(code, one))

    def _contribute(self, code: ReportCode, agency: AgencyCode) -> None:
        report = self._now(code)
        if not report.is_with_agency or agency not in report.co_agencies or not report.asks_for_an_answer:
            return  # nobody asks for it any more
        words = "Số liệu đúng như phản ánh; cơ quan đã nhắc bộ phận một cửa."
        by = self.cast.officers[agency]
        self._do(code, do.Contribute(post=new_post_id(), words=words, agency=agency), by)
        if self._chance(0.1):
            self._at(self._in_working_days(1, 2), lambda: self._contribute(code, agency))

    def _receive(self, code: ReportCode, owner: Actor) -> None:
        report = self._now(code)
        assert report.agency is not None
        officer = self.cast.officers[report.agency]
        if code not in self._rerouted and self._chance(0.06):
            self._rerouted.add(code)
            why = "Việc này do cơ quan khác giải quyết theo phân cấp."
            back = do.Return(post=new_post_id(), words=why, reason=ReturnReason.NOT_OUR_FIELD)
            self._do(code, back, officer)
            by = self._draw.choice(self.cast.moderators[report.outlet])
            self._at(self._in_working_days(0, 2), lambda: self._send_on(code, by, owner))
            return
        self._do(code, do.Accept(), officer)
        if report.kind is Kind.PRAISE:
            return
        if self._chance(0.02):
            self._at(self._in_working_days(1, 4), lambda: self._take_back(code, owner))
            return
        if self._chance(0.1):
            self._at(self._in_working_days(1, 2), lambda: self._ask_for_longer(code))
        if self._chance(0.85):
            longest = 22 if self._chance(0.25) else 12
            self._at(self._in_working_days(1, longest), lambda: self._answer(code, owner))

    def _take_back(self, code: ReportCode, owner: Actor) -> None:
        self._do(code, do.Withdraw(post=new_post_id(), words="Việc đã xong."), owner)

    def _ask_for_longer(self, code: ReportCode) -> None:
        report = self._now(code)
        if report.status is not Status.ACCEPTED or report.due is None or report.due < self.clock():
            return
        assert report.agency is not None
        until = self._calendar.add_working_days(local_day(report.due), 5)
        words = "Cơ quan đang xác minh hồ sơ; xin lỗi bạn vì chậm trễ."
        ask = do.RequestExtension(post=new_post_id(), words=words, until=until)
        self._do(code, ask, self.cast.officers[report.agency])
        by = self._draw.choice(self.cast.moderators[report.outlet])
        self._at(self._in_working_days(0, 1), lambda: self._decide(code, by, self._chance(0.7)))

    def _decide(self, code: ReportCode, by: Actor, granted: bool) -> None:
        if self._now(code).extension_asked is None or not self._now(code).is_with_agency:
            return
        words = "" if granted else "Hạn đã đủ để trả lời."
        self._do(code, do.GrantExtension(post=new_post_id(), words=words, granted=granted), by)

    def _answer(self, code: ReportCode, owner: Actor) -> None:
        report = self._now(code)
        assert report.agency is not None
        words = "Hồ sơ đã được giải quyết, mời bạn tới nhận kết quả tại bộ phận một cửa."
        self._do(code, do.SignReply(post=new_post_id(), words=words), self.cast.signers[report.agency])
        if self._chance(0.5):
            self._at(self._in_working_days(1, 8), lambda: self._rate(code, owner))

    def _rate(self, code: ReportCode, owner: Actor) -> None:
        if self._now(code).status is not Status.ANSWERED:
            return
        solved = self._chance(0.75)
        stars = self._draw.randint(3, 5) if solved else self._draw.randint(1, 2)
        self._do(code, do.Rate(post=new_post_id(), words="", solved=solved, stars=stars), owner)
        if solved or self._now(code).reopened or not self._chance(0.6):
            return
        self._do(code, do.Reopen(post=new_post_id(), words="Tôi tới nhận nhưng vẫn chưa có."), owner)
        self._at(self._in_working_days(2, 9), lambda: self._answer(code, owner))

    # ---- the cast

    def _come(self) -> Cast:
        cast = Cast(moderators={BND: [], PTTH: []})
        today = local_day(self.clock())
        agencies = directory(self.casework).agencies_in_force(today)[:AGENCIES]
        with self.casework.db.write() as session:
            # The newsrooms and offices of the stage would be written to as well.
            for name in _OF_THE_STAGE:
                row = session.query(UserRow).filter_by(email=f"{name}@demo.test").one()
                session.query(MembershipRow).filter_by(user_id=row.id).delete()

            def comes(name: str, kind: str, *memberships: Membership) -> Actor:
                row = UserRow(
                    email=f"{name}@thang.test",
                    name=name,
                    kind=kind,
                    password_hash=None,
                    created_at=MONDAY_MORNING - timedelta(days=90),
                    confirmed_at=MONDAY_MORNING - timedelta(days=90),
                )
                session.add(row)
                session.flush()
                for one in memberships:
                    session.add(
                        MembershipRow(user_id=row.id, role=one.role, outlet=one.outlet, agency=one.agency)
                    )
                return Actor(user=UserId(row.id), name=name, memberships=memberships)

            for number in range(CITIZENS):
                cast.citizens.append(comes(f"dan{number}", "citizen"))
            for number, outlet in enumerate((BND, BND, BND, PTTH, PTTH)):
                member = Membership(role=Role.MODERATOR, outlet=outlet)
                cast.moderators[outlet].append(comes(f"btv{number}", "staff", member))
            for number, agency in enumerate(agencies):
                for role, there in ((Role.OFFICER, cast.officers), (Role.SIGNER, cast.signers)):
                    member = Membership(role=role, agency=agency.code)
                    there[agency.code] = comes(f"{role.value}{number}", "staff", member)
        return cast


def _rounds() -> Iterator[datetime]:
    tick = MONDAY_MORNING.replace(minute=59, second=30)
    while tick < MONDAY_MORNING + timedelta(days=DAYS + AFTERWARDS):
        yield tick
        tick += _A_ROUND
