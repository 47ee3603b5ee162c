"""The forms of being let in as a journalist."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField
from wtforms.validators import ValidationError

from casework.actions.accreditation import Asking
from casework.actions.addresses import BadAddress, normal_address
from casework.domain.accreditation import (
    LONGEST_CARD,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_SITES,
    MOST_DAYS,
    USUAL_DAYS,
    sites_of,
)
from casework.domain.calendar import local_day
from casework.domain.values import OutletCode
from casework.readings.directory import directory
from web import choices
from web.fields import AtMost, DayField, Form, LineField, Required, TextField
from web.kitchen import casework

_LONGEST_ADDRESS = 254


class AskForm(Form):
    """To be let in, of one outlet."""

    outlet = SelectField(
        _l("Cơ quan báo chí xét"),
        description=_l("Nơi bạn làm việc; nếu bạn ở báo khác, nơi bạn muốn được công nhận."),
    )
    name = LineField(_l("Tên bạn ký bài"), [Required(), AtMost(LONGEST_NAME)])
    medium = LineField(
        _l("Báo, đài bạn đang làm"),
        [AtMost(LONGEST_NAME)],
        description=_l("Để trống nếu chính là cơ quan báo chí chọn ở trên."),
    )
    card = LineField(
        _l("Số thẻ nhà báo"),
        [AtMost(LONGEST_CARD)],
        description=_l("Chưa có thẻ thì ghi số giấy giới thiệu, hoặc để trống."),
    )
    email = LineField(_l("Thư điện tử nơi làm việc"), [Required(), AtMost(_LONGEST_ADDRESS)])

    def offer(self) -> None:
        house = casework()
        self.outlet.choices = choices.outlets(directory(house), local_day(house.now()))

    def validate_email(self, field: Field) -> None:
        try:
            normal_address(field.data or "")
        except BadAddress:
            raise ValidationError(_("Địa chỉ thư này không đúng. Xin viết như ten@bao.vn.")) from None

    def asking(self) -> Asking:
        return Asking(
            outlet=OutletCode(self.outlet.data),
            name=self.name.data or "",
            medium=self.medium.data or "",
            card=self.card.data or "",
            email=self.email.data or "",
        )


class AcceptForm(Form):
    """Up to which day, and whose sites."""

    until = DayField(_l("Công nhận đến hết ngày"), [Required()], description=_l("Nhiều nhất hai năm."))
    sites = LineField(
        _l("Trang báo của người này"),
        [AtMost(LONGEST_SITES)],
        description=_l("Như baonamdinh.vn. Chỉ bài ở những trang này mới được gắn vào phản ánh."),
    )

    def begin(self) -> None:
        self.until.data = _today() + timedelta(days=USUAL_DAYS)

    def validate_until(self, field: Field) -> None:
        day: date = field.data
        if not _today() < day <= _today() + timedelta(days=MOST_DAYS):
            raise ValidationError(_("Ngày phải sau hôm nay, và trong vòng hai năm."))

    def validate_sites(self, field: Field) -> None:
        try:
            sites_of(field.data or "")
        except ValueError:
            raise ValidationError(
                _("Xin viết tên trang như example.com, cách nhau bằng dấu phẩy, nhiều nhất năm trang.")
            ) from None


class ReasonForm(Form):
    """Why not, or why no more: it is mailed to who asked."""

    words = TextField(_l("Lý do"), [Required(), AtMost(LONGEST_REASON)])


def _today() -> date:
    return local_day(casework().now())
