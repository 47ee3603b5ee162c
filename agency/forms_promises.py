"""What an agency does about its promises once the reply is signed: one more, done, or a later day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import ValidationError

from agency.case import Case
from agency.forms_case import CaseForm, _, _Worded
from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.calendar import local_day
from casework.domain.checks_promises import is_good_day
from casework.domain.promises import Promise, find
from casework.domain.values import PostId
from web import choices
from web.fields import LONGEST_TEXT, AtMost, DayField, Required, TextField
from web.i18n import written_date

LONGEST_PROMISE = 400


class MakePromiseForm(_Worded):
    deed, does, leaves = "promise", do.MakePromise, ev.PromiseMade
    is_guarded = True
    title = _l("Thêm một cam kết")
    about = _l("Cam kết hiện ở trang phản ánh. Đến ngày, người gửi được hỏi đã làm chưa.")
    button, picture = _l("Đăng cam kết"), "calendar"
    done = _l("Đã đăng cam kết.")
    words = TextField(_l("Cam kết làm gì"), [Required(), AtMost(LONGEST_PROMISE)])
    by = DayField(_l("Xong trước hết ngày"), [Required()])

    def offer(self, case: Case) -> None:
        self._today = case.today
        self.by.render_kw = {"min": (case.today + timedelta(days=1)).isoformat()}

    def validate_by(self, field: DayField) -> None:
        if field.data is None or not is_good_day(field.data, self._today):
            raise ValidationError(_("Ngày cam kết phải sau hôm nay, và không quá mười năm nữa."))

    def command(self) -> do.Command:
        assert self.by.data is not None, "the form was found valid"
        return do.MakePromise(post=self.post_id, words=self.words.data or "", by=self.by.data)


class _OfOne:
    """Which promise it is about: one of those that wait for their day."""

    promise: SelectField

    def offer_waiting(self, case: Case, *, movable: bool = False) -> None:
        waiting = [
            one
            for one in case.report.promises
            if one.is_waiting and one.agency in case.actor.agencies and not (movable and one.first_by)
        ]
        offered = [choices.SelectChoice(one.post, _called(case, one)) for one in waiting]
        self.promise.choices = offered if len(offered) == 1 else [choices.nothing(_("Chọn…")), *offered]


class ReportPromiseForm(CaseForm, _OfOne):
    deed, does, leaves = "keep-promise", do.ReportPromise, ev.PromiseAsked
    title = _l("Báo cam kết đã làm xong")
    about = _l("Người gửi được hỏi ngay, không chờ đến ngày.")
    button, picture = _l("Báo đã làm xong"), "check"
    done = _l("Đã báo; người gửi được hỏi.")
    promise = SelectField(_l("Cam kết"), [Required(_l("Xin chọn một mục."))], choices=[])

    def offer(self, case: Case) -> None:
        self.offer_waiting(case)

    def command(self) -> do.Command:
        return do.ReportPromise(promise=PostId(self.promise.data))


class MovePromiseForm(_Worded, _OfOne):
    deed, does, leaves = "move-promise", do.MovePromise, ev.PromiseMoved
    is_guarded = True
    title = _l("Lùi ngày một cam kết")
    about = _l("Chỉ một lần cho mỗi cam kết. Ngày cũ, ngày mới và lý do đều hiện công khai.")
    button, picture = _l("Lùi ngày"), "calendar"
    done = _l("Đã lùi ngày cam kết.")
    promise = SelectField(_l("Cam kết"), [Required(_l("Xin chọn một mục."))], choices=[])
    by = DayField(_l("Xong trước hết ngày"), [Required()])
    words = TextField(_l("Vì sao phải lùi"), [Required(), AtMost(LONGEST_TEXT)])

    def offer(self, case: Case) -> None:
        self._promises = case.report.promises
        self.offer_waiting(case, movable=True)

    def validate_by(self, field: DayField) -> None:
        """Later than the day that stands."""
        meant = find(self._promises, PostId(self.promise.data or ""))
        if meant and (field.data is None or not is_good_day(field.data, local_day(meant.by))):
            raise ValidationError(_("Ngày mới phải sau ngày %(day)s.", day=written_date(meant.by)))

    def command(self) -> do.Command:
        assert self.by.data is not None, "the form was found valid"
        return do.MovePromise(
            post=self.post_id,
            words=self.words.data or "",
            promise=PostId(self.promise.data),
            by=self.by.data,
        )


def _called(case: Case, promise: Promise) -> str:
    words: Any = case.thread.post(promise.post)
    said = words.source if words else ""
    return f"{written_date(promise.by)}: {said[:80]}{'…' if len(said) > 80 else ''}"


FORMS: tuple[type[CaseForm], ...] = (ReportPromiseForm, MovePromiseForm, MakePromiseForm)
