"""Words about people and their accounts, and the faults of forms about them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from casework.actions.accounts import BadAccount, Fault
from casework.actions.passwords import LONGEST, SHORTEST, SHORTEST_OF_STAFF, PasswordFault
from casework.domain.policy import Membership
from casework.readings.directory import Directory
from web.fields import Form
from web.i18n import language

KINDS: Mapping[str, Any] = {
    "citizen": _l("Người dân"),
    "business": _l("Doanh nghiệp, tổ chức"),
    "staff": _l("Cán bộ, phóng viên"),
}
LOCALES: Mapping[str, str] = {"vi": "Tiếng Việt", "en": "English"}
HINT_PASSWORD = _l("Từ %(least)s ký tự trở lên; một câu dễ nhớ là tốt nhất.", least=SHORTEST)
HINT_PASSWORD_OF_STAFF = _l(
    "Người làm việc ở đây cần mật khẩu từ %(least)s ký tự trở lên; một câu dễ nhớ là tốt nhất.",
    least=SHORTEST_OF_STAFF,
)

_FAULTS: Mapping[tuple[type[StrEnum], str], Any] = {
    (Fault, Fault.MISSING): _l("Xin điền mục này."),
    (Fault, Fault.TOO_LONG): _l("Dài quá, xin viết ngắn lại."),
    (Fault, Fault.UNCLEAN): _l("Có ký tự không đọc được, xin gõ lại."),
    (Fault, Fault.BAD_EMAIL): _l("Địa chỉ thư chưa đúng. Ví dụ đúng: ten@vidu.vn"),
    (Fault, Fault.DISPOSABLE_EMAIL): _l("Hộp thư tạm ai cũng mở đọc được. Xin dùng địa chỉ khác."),
    (Fault, Fault.BAD_KIND): _l("Xin chọn một mục trong danh sách."),
    (Fault, Fault.WRONG_PASSWORD): _l("Mật khẩu hiện nay không đúng."),
    (Fault, Fault.TAKEN): _l("Địa chỉ này đã có tài khoản. Hãy tìm tài khoản đó trong danh sách."),
    (PasswordFault, PasswordFault.TOO_SHORT): _l("Mật khẩu ngắn quá."),
    (PasswordFault, PasswordFault.TOO_LONG): _l("Mật khẩu dài quá: tối đa %(most)s ký tự.", most=LONGEST),
    (PasswordFault, PasswordFault.COMMON): _l("Mật khẩu này dễ đoán, nhiều người dùng. Xin đặt câu khác."),
    (PasswordFault, PasswordFault.CONTAINS_EMAIL): _l("Mật khẩu không được chứa tên trong địa chỉ thư."),
}


def blame(form: Form, bad: BadAccount) -> None:
    """Put each fault beside its field, in words."""
    for name, fault in bad.faults.items():
        field = form[name]
        field.errors = [*field.errors, str(_FAULTS[type(fault), fault.value])]


def place(membership: Membership, directory: Directory) -> str:
    """Where somebody plays a role; empty for a role of the whole province."""
    if membership.agency:
        return directory.agency_name(membership.agency, language())
    return directory.outlet_name(membership.outlet, language())
