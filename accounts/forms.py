"""The forms of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField
from wtforms.widgets import EmailInput, TelInput

from casework.actions.accounts import SignUp
from web.choices import SelectChoice
from web.fields import DecoyField, Form, LineField, Required
from web.i18n import language
from web.people import HINT_PASSWORD, KINDS, LOCALES


class EmailField(LineField):
    """An e-mail address; whether it is one, the action says."""

    widget = EmailInput()


class SignInForm(Form):
    next = HiddenField()
    email = EmailField(_l("Địa chỉ thư điện tử"), [Required()], render_kw={"autocomplete": "username"})
    password = PasswordField(
        _l("Mật khẩu"), [Required()], render_kw={"autocomplete": "current-password", "spellcheck": "false"}
    )
    remember = BooleanField(
        _l("Nhớ tôi trên máy này 30 ngày"),
        description=_l("Đừng chọn ở máy dùng chung. Tài khoản cán bộ không dùng được."),
    )


class SignUpForm(Form):
    homepage = DecoyField()
    kind = RadioField(
        _l("Bạn đăng ký với tư cách"),
        choices=[SelectChoice(kind, KINDS[kind]) for kind in ("citizen", "business")],
        default="citizen",
    )
    name = LineField(
        _l("Họ và tên"),
        [Required()],
        description=_l("Khi gửi phản ánh, bạn chọn có ghi tên này hay không."),
        render_kw={"autocomplete": "name"},
    )
    organisation = LineField(
        _l("Tên doanh nghiệp, tổ chức"),
        description=_l("Chỉ cần khi bạn đăng ký cho doanh nghiệp, tổ chức."),
        render_kw={"autocomplete": "organization"},
    )
    email = EmailField(
        _l("Địa chỉ thư điện tử"),
        [Required()],
        description=_l("Dùng để đăng nhập và nhận tin về phản ánh của bạn; không đăng lên diễn đàn."),
        render_kw={"autocomplete": "email"},
    )
    password = PasswordField(
        _l("Mật khẩu"),
        [Required()],
        description=HINT_PASSWORD,
        render_kw={"autocomplete": "new-password", "spellcheck": "false"},
    )

    def filled_in(self) -> SignUp:
        """What was typed, for the action that judges it."""
        return SignUp(
            email=self.email.data or "",
            name=self.name.data or "",
            password=self.password.data or "",
            kind=self.kind.data or "",
            organisation=self.organisation.data or "",
            locale=language(),
        )


class ForgotForm(Form):
    email = EmailField(_l("Địa chỉ thư điện tử"), [Required()], render_kw={"autocomplete": "username"})


class NewPasswordForm(Form):
    password = PasswordField(
        _l("Mật khẩu mới"),
        [Required()],
        description=HINT_PASSWORD,
        render_kw={"autocomplete": "new-password", "spellcheck": "false"},
    )


class DescriptionForm(Form):
    """What somebody says about themselves."""

    name = LineField(_l("Họ và tên"), [Required()], render_kw={"autocomplete": "name"})
    organisation = LineField(_l("Doanh nghiệp, tổ chức"), render_kw={"autocomplete": "organization"})
    phone = LineField(
        _l("Số điện thoại"),
        description=_l("Không bắt buộc. Chỉ tòa soạn xử lý phản ánh của bạn thấy số này."),
        widget=TelInput(),
        render_kw={"autocomplete": "tel"},
    )
    locale = SelectField(
        _l("Ngôn ngữ của thư gửi cho bạn"), choices=[SelectChoice(*one) for one in LOCALES.items()]
    )


class PasswordForm(Form):
    current = PasswordField(
        _l("Mật khẩu hiện nay"),
        [Required()],
        render_kw={"autocomplete": "current-password", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Mật khẩu mới"),
        [Required()],
        render_kw={"autocomplete": "new-password", "spellcheck": "false"},
    )
