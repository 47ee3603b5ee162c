"""The forms of the administrator's door."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.widgets import EmailInput

from casework.actions.roles import BadRole, RoleFault
from casework.domain.values import Role
from casework.readings.directory import Directory
from web.choices import SelectChoice, level
from web.fields import Form, LineField, Required
from web.i18n import language
from web.people import LOCALES
from web.words import word

_AGENCY, _OUTLET = "agency:", "outlet:"


class InvitationForm(Form):
    name = LineField(_l("Họ và tên"), [Required()], render_kw={"autocomplete": "off"})
    email = LineField(
        _l("Địa chỉ thư điện tử"),
        [Required()],
        description=_l("Thư mời được gửi tới đây; cũng là tên đăng nhập."),
        widget=EmailInput(),
        render_kw={"autocomplete": "off"},
    )
    locale = SelectField(_l("Ngôn ngữ của thư"), choices=[SelectChoice(*one) for one in LOCALES.items()])


class RevokeForm(Form):
    """The role that a button takes back, and the code of the place it was for."""

    role = LineField()
    place = LineField()

    @property
    def chosen(self) -> Role | None:
        """None for what is no role."""
        return next((one for one in Role if one.value == self.role.data), None)


class GrantForm(Form):
    """A role, and where: an outlet's or an agency's code under its own prefix, or nowhere."""

    role = SelectField(_l("Vai trò"), [Required(_l("Xin chọn một vai trò."))])
    where = SelectField(_l("Ở đâu"))

    def offer(self, directory: Directory, today: date) -> None:
        """Fill the lists; agencies that have ended are not offered."""
        self.role.choices = [
            SelectChoice("", _("– Chọn vai trò –")),
            *(SelectChoice(role.value, word(role)) for role in Role),
        ]
        press, lang = _("Cơ quan báo chí"), language()
        self.where.choices = [
            SelectChoice("", _("– Không gắn với nơi nào –")),
            *(
                SelectChoice(_OUTLET + outlet.code, outlet.called(lang), optgroup=press)
                for outlet in directory.outlets_in_force(today)
            ),
            *(
                SelectChoice(_AGENCY + agency.code, agency.called(lang), optgroup=level(agency.level))
                for agency in directory.agencies_in_force(today)
            ),
        ]

    @property
    def place(self) -> str:
        """The code of the place."""
        return (self.where.data or "").partition(":")[2]

    def fits(self) -> bool:
        """Whether the role belongs to such a place; if not, it is said beside the field."""
        given = self.where.data or ""
        needed = _PLACES[Role(self.role.data)]
        if (needed is not None and given.startswith(needed)) or (needed is None and not given):
            return True
        fault = _FAULTS[needed]
        self.where.errors = [str(_REFUSALS[fault])]
        return False

    def blame(self, bad: BadRole) -> None:
        self.where.errors = [str(_REFUSALS[bad.fault])]


_PLACES = {
    Role.MODERATOR: _OUTLET,
    Role.JOURNALIST: _OUTLET,
    Role.OFFICER: _AGENCY,
    Role.SIGNER: _AGENCY,
    Role.OVERSEER: None,
    Role.ADMIN: None,
    Role.KEEPER: _AGENCY,
}
_FAULTS = {
    _OUTLET: RoleFault.NEEDS_OUTLET,
    _AGENCY: RoleFault.NEEDS_AGENCY,
    None: RoleFault.NEEDS_NEITHER,
}
_REFUSALS = {
    RoleFault.NEEDS_AGENCY: _l("Vai trò này cần một cơ quan xử lý: xin chọn trong danh sách."),
    RoleFault.NEEDS_OUTLET: _l("Vai trò này cần một cơ quan báo chí: xin chọn báo hoặc đài."),
    RoleFault.NEEDS_NEITHER: _l("Vai trò này không gắn với nơi nào: xin chọn dòng đầu tiên."),
    RoleFault.UNKNOWN_PLACE: _l("Không còn nơi này trong danh bạ. Xin chọn nơi khác."),
    RoleFault.NEEDS_INSPECTORATE: _l(
        "Chỉ cơ quan thanh tra của tỉnh giữ kênh kín: xin chọn đúng cơ quan ấy."
    ),
    RoleFault.KEEPS_ALONE: _l(
        "Người giữ kênh kín không được có vai trò nào khác: xin bỏ vai trò kia trước, hoặc chọn người khác."
    ),
    RoleFault.UNKNOWN_PERSON: _l("Không còn tài khoản này."),
}
