"""Forms that send a report to the agency that must answer."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from casework.domain import commands as do
from casework.domain.values import AgencyCode, Display
from casework.readings.ready_texts import Use
from moderation.desk import Desk
from moderation.forms_desk import DeskForm, _, words_field
from moderation.proposing import OfferedField, offers
from web import choices
from web.beside import BesideField
from web.i18n import language, written_date
from web.names import then_and_now


class _RoutingForm(DeskForm):
    """An agency that leads, others beside it, and words to them."""

    use = Use.AGENCY
    picture = "send"
    folded = frozenset({"beside"})
    agency = OfferedField(_l("Cơ quan xử lý"), by_key=True)
    beside = BesideField(_l("Cơ quan phối hợp"))
    words = words_field(
        _l("Lời nhắn cho cơ quan"), needed=False, description=_l("Không bắt buộc; không đăng công khai.")
    )

    def offer(self, desk: Desk) -> None:
        offered, names = choices.agencies(desk.directory, desk.today), desk.directory
        found, standing = desk.proposals.agencies, desk.proposals.standing
        self.agency.of(offered)
        self.agency.propose(
            offers(found, names, lambda code: names.agency_name(code, language())),
            standing=standing.code if standing else "",
        )
        if not found:
            self.agency.description = _("Trong bài chưa có gì để đề xuất: xin chọn trong danh sách.")
        elif not self.agency.chosen:
            self.agency.description = _("Chưa cơ quan nào đủ chắc để chọn sẵn: xin chọn một.")
        self.beside.choices = offered
        self.beside.say_when(desk.terms.contribute_due(desk.thread.report.kind, desk.now, self.due(desk)))
        self.remarks = self.clock(desk)

    def due(self, desk: Desk) -> datetime | None:
        """By when the agency will have to answer, before anybody confirms."""
        raise NotImplementedError

    def clock(self, desk: Desk) -> list[str]:
        """The same in words."""
        return _clock(self.due(desk), desk.terms.accept_due(desk.now))

    def validate_beside(self, field: BesideField) -> None:
        """Everybody stands there once, and the lead does not stand beside itself."""
        field.check(self.agency.chosen)

    @property
    def typed(self) -> list[tuple[str, str]]:
        return [*super().typed, *((str(self.beside.label.text), row.words) for row in self.beside.data)]


class RouteForm(_RoutingForm):
    key = "r"
    deed, does = "route", do.ApproveAndRoute
    title = _l("Duyệt và chuyển cơ quan")
    button = _l("Duyệt và chuyển")
    done = _l("Đã duyệt và chuyển %(code)s.")
    folded = frozenset({"beside", "restrict"})
    restrict = BooleanField(
        _l("Không công khai phản ánh này"),
        description=_l(
            "Chỉ người gửi, tòa soạn và cơ quan xử lý đọc được; dùng khi đăng lên là lộ người gửi."
        ),
    )

    def offer(self, desk: Desk) -> None:
        super().offer(desk)
        report = desk.thread.report
        if not report.publish:
            self.remarks.append(_("Người gửi không muốn đăng: phản ánh sẽ không công khai."))
            del self.restrict
        elif report.display is Display.CONFIDENTIAL:
            self.remarks.append(
                _("Danh tính được bảo mật: hãy chắc rằng trong bài không còn gì lộ ra người gửi.")
            )

    def due(self, desk: Desk) -> datetime | None:
        return desk.terms.answer_due(desk.thread.report.kind, desk.now)

    def command(self, desk: Desk) -> do.ApproveAndRoute:
        return do.ApproveAndRoute(
            post=self.post_id,
            words=self.words.data or "",
            agency=AgencyCode(self.agency.chosen),
            co_agencies=self.beside.agencies,
            asked=self.beside.asked,
            restrict="restrict" in self and bool(self.restrict.data),
        )


class RerouteForm(_RoutingForm):
    key = "r"
    deed, does = "reroute", do.Reroute
    title = _l("Chuyển lại cơ quan khác")
    button = _l("Chuyển lại")
    done = _l("Đã chuyển lại %(code)s.")

    def offer(self, desk: Desk) -> None:
        super().offer(desk)
        back, meant = desk.last_return, desk.proposed
        if back and back.proposed and (meant is None or meant.code != back.proposed):
            named = then_and_now(back.proposed, desk.directory, desk.today)
            self.remarks.insert(0, _("Cơ quan trả lại đề xuất: %(agency)s.", agency=named))
        self.remarks.append(_("Nếu lại bị trả lại, Sở Nội vụ sẽ quyết định cơ quan xử lý."))

    def due(self, desk: Desk) -> datetime | None:
        left = desk.thread.report.days_left
        return None if left is None else desk.terms.calendar.deadline(desk.now, max(left, 1))

    def clock(self, desk: Desk) -> list[str]:
        return [
            *super().clock(desk),
            _("Đồng hồ chạy tiếp chỗ đã dừng, không tính lại từ đầu."),
        ]

    def command(self, desk: Desk) -> do.Reroute:
        return do.Reroute(
            post=self.post_id,
            words=self.words.data or "",
            agency=AgencyCode(self.agency.chosen),
            co_agencies=self.beside.agencies,
            asked=self.beside.asked,
        )


def _clock(due: datetime | None, accept_due: datetime) -> list[str]:
    if due is None:
        return [_("Lời khen được chuyển để cơ quan biết: không có hạn trả lời.")]
    return [
        _(
            "Hạn trả lời sẽ là %(due)s; cơ quan phải tiếp nhận trước hết ngày %(accept)s.",
            due=written_date(due),
            accept=written_date(accept_due),
        )
    ]
