"""The form by which a newsroom tells that it has turned to who is over an agency that did not answer it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.codes import is_letter_number, letter_number
from casework.domain.values import LetterNumber
from casework.readings.press_letter import addressee
from moderation.desk import Desk
from moderation.forms_desk import DeskForm, _
from web.fields import AtMost, DayField, LineField, Required
from web.i18n import language, written_date


class PressLetterForm(DeskForm):
    key = "r"
    deed, does, picture = "press-letter", do.RecordPressLetter, "send"
    title = _l("Kiến nghị cơ quan cấp trên")
    about = _l(
        "Tải dự thảo, sửa, trình ký rồi gửi. Gửi xong, ghi số và ngày công văn vào đây: hai mục này đăng ở "
        "trang phản ánh, và người gửi được báo."
    )
    button = _l("Ghi là đã gửi công văn")
    done = _l("Đã ghi công văn kiến nghị của %(code)s.")
    number = LineField(_l("Số công văn"), [Required(), AtMost(40)], description=_l("Ví dụ: 05/BND"))
    sent_on = DayField(_l("Ngày gửi"), [Required()])

    def offer(self, desk: Desk) -> None:
        to = addressee(desk.directory, desk.thread.report, desk.today)
        self.sent_on.render_kw = {"max": desk.today.isoformat()}
        self.remarks = [
            _("Nơi nhận: %(agency)s.", agency=to.called(language()))
            if to
            else _("Danh bạ chưa ghi cơ quan cấp trên; xin điền nơi nhận trong dự thảo.")
        ]
        self._today = desk.today
        since = desk.thread.report.press_from
        self._since = local_day(since) if since else desk.today

    def validate_number(self, field: LineField) -> None:
        """A number with signs, and no words: it is published."""
        if not is_letter_number(letter_number(field.data or "")):
            raise ValidationError(_("Số công văn có dạng 05/BND: chữ số, gạch chéo, rồi ký hiệu viết tắt."))

    def validate_sent_on(self, field: DayField) -> None:
        """After the agency got it, and not to come."""
        if field.data is None or not self._since < field.data <= self._today:
            raise ValidationError(
                _(
                    "Ngày gửi phải sau %(since)s, là ngày chuyển cơ quan, và không muộn hơn hôm nay.",
                    since=written_date(self._since),
                )
            )

    def command(self, desk: Desk) -> do.RecordPressLetter:
        assert self.sent_on.data is not None, "the form was found valid"
        to = addressee(desk.directory, desk.thread.report, desk.today)
        return do.RecordPressLetter(
            number=LetterNumber(letter_number(self.number.data or "")),
            sent_on=self.sent_on.data,
            to=to.code if to else None,
        )
