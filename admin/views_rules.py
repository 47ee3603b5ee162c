"""The periods of the rules: what holds, and what is to hold from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from admin.door import door
from admin.rules import LABELS, UNITS, grouped, lasting
from casework.actions import rules as actions
from casework.actions.rules import BadSetting, Fault
from casework.domain.policy import Permission
from casework.domain.rules import LONGEST_SOURCE
from casework.domain.text import whole_number
from casework.readings import rules as readings
from casework.readings.rules import Course, Setting
from web.fields import AtMost, DayField, Form, LineField, Required
from web.guard import requires
from web.i18n import written_date
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor


class RuleForm(Form):
    value = LineField(
        _l("Thời hạn mới"), [Required()], render_kw={"inputmode": "numeric", "autocomplete": "off"}
    )
    valid_from = DayField(_l("Áp dụng từ ngày"), [Required()])
    source = LineField(
        _l("Căn cứ"),
        [Required(), AtMost(LONGEST_SOURCE)],
        description=_l("Số và ngày của văn bản quy định."),
        render_kw={"autocomplete": "off"},
    )

    @property
    def number(self) -> int:
        """What was typed as a number; 0, which no period is, for anything else."""
        return whole_number(self.value.data or "") or 0

    def blame(self, fault: Fault, course: Course) -> None:
        """Say beside its field what is wrong."""
        if fault is Fault.OUT_OF_RANGE:
            least, most = course.rule.least, lasting(course.rule.most, course.rule.unit)
            self.value.errors = [_("Xin ghi một số từ %(least)s đến %(most)s.", least=least, most=most)]
        elif fault is Fault.IN_THE_PAST:
            self.valid_from.errors = [_("Hạn đã báo thì không sửa lùi: xin chọn hôm nay hoặc sau này.")]
        else:
            self.source.errors = [_("Xin ghi căn cứ.")]


class DayForm(Form):
    """Which day a button is about."""

    valid_from = DayField("", [Required()])


@dataclass(frozen=True, kw_only=True)
class Line:
    """One period in words."""

    name: str
    label: str
    course: Course

    @property
    def value(self) -> str:
        return lasting(self.course.value, self.course.rule.unit)

    @property
    def unit(self) -> str:
        """What the number counts."""
        return str(UNITS[self.course.rule.unit])

    def of(self, setting: Setting) -> str:
        return lasting(setting.value, self.course.rule.unit)


@door.get("/rules")
@requires(Permission.ADMINISTER)
def rules() -> ResponseReturnValue:
    found = readings.courses(casework(), by=current_actor())
    groups = [(title, [_line(name, found[name]) for name in names]) for title, names in grouped()]
    return page("admin/rules.html", groups=groups)


@door.get("/rules/<name>")
@requires(Permission.ADMINISTER)
def rule(name: str) -> ResponseReturnValue:
    """One period, with a form for what is to hold from a day on."""
    return _page(name, RuleForm(formdata=None))


@door.post("/rules/<name>")
@requires(Permission.ADMINISTER)
def set_rule(name: str) -> ResponseReturnValue:
    form, course = RuleForm(), _course(name)
    day: date | None = form.valid_from.data
    if not form.validate() or day is None:
        return _page(name, form), 422
    setting = Setting(valid_from=day, value=form.number, source=form.source.data or "")
    try:
        actions.change(casework(), name, setting, by=current_actor())
    except BadSetting as bad:
        form.blame(bad.fault, course)
        return _page(name, form), 422
    said = _("Từ %(day)s: %(value)s.", day=written_date(day), value=lasting(setting.value, course.rule.unit))
    return redirect_to("admin.rule", said=said, name=name)


@door.post("/rules/<name>/take-back")
@requires(Permission.ADMINISTER)
def take_back_rule(name: str) -> ResponseReturnValue:
    """Forget what was to hold from a day that has not come."""
    _course(name)
    form = DayForm()
    if not form.validate() or form.valid_from.data is None:
        abort(400)
    was = actions.take_back(casework(), name, form.valid_from.data, by=current_actor())
    said = _("Đã bỏ thay đổi ấy.") if was else _("Thay đổi ấy không còn, hoặc đã có hiệu lực.")
    return redirect_to("admin.rule", said=said, name=name)


def _course(name: str) -> Course:
    return readings.courses(casework(), by=current_actor()).get(name) or abort(404)


def _line(name: str, course: Course) -> Line:
    return Line(name=name, label=str(LABELS[name]), course=course)


def _page(name: str, form: RuleForm) -> str:
    course = _course(name)
    return page("admin/rule.html", line=_line(name, course), form=form)
