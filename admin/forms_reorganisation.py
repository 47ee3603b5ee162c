"""One change at a time: another name, an end, a merger, a split by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import Optional, ValidationError

from admin.change_form import ChangeForm, NewAgencyForm
from casework.domain.values import AgencyCode, FieldCode
from casework.readings.directory import Agency, Directory, Takeover
from web import choices
from web.fields import Required
from web.i18n import language

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
_PART: Final = "to_"


class RenameForm(NewAgencyForm):
    kind = "rename"
    title = _l("Đổi tên một cơ quan")
    about = _l("Tên cũ ở lại trên phản ánh cũ; từ ngày đó mọi việc mang tên mới.")
    asks, new_title = ("agency",), _l("Tên mới")
    agency = SelectField(_l("Cơ quan đổi tên"), [Required(_l("Xin chọn cơ quan."))])

    def offer(self, agencies: choices.Choices) -> None:
        self.agency.choices = [choices.nothing(_("Chọn cơ quan")), *agencies]

    def change(self) -> dict[str, Any]:
        new = self.new_agency(self.agency.data)
        return {"agencies": (new,), "agencies_end": {AgencyCode(self.agency.data): new.code}}

    def called(self) -> str:
        was = self.names.agency_name(self.agency.data, "vi")
        return f"Đổi tên {was} thành {self.new_name.data}"


class EndForm(ChangeForm):
    kind = "end"
    title = _l("Kết thúc một cơ quan")
    about = _l("Việc đang giải quyết chuyển sang cơ quan kế thừa, hạn trả lời giữ nguyên.")
    asks = ("agency", "successor")
    agency = SelectField(_l("Cơ quan kết thúc hoạt động"), [Required(_l("Xin chọn cơ quan."))])
    successor = SelectField(_l("Cơ quan kế thừa"), [Optional()])

    def offer(self, agencies: choices.Choices) -> None:
        self.agency.choices = [choices.nothing(_("Chọn cơ quan")), *agencies]
        nobody = _("Không có: từng phản ánh về cơ quan phụ trách lĩnh vực đó")
        self.successor.choices = [choices.nothing(nobody), *agencies]

    def change(self) -> dict[str, Any]:
        successor = AgencyCode(self.successor.data) if self.successor.data else None
        return {"agencies_end": {AgencyCode(self.agency.data): successor}}

    def called(self) -> str:
        return f"Kết thúc hoạt động của {self.names.agency_name(self.agency.data, 'vi')}"


class MergeForm(NewAgencyForm):
    kind = "merge"
    title = _l("Hợp nhất nhiều cơ quan")
    about = _l("Cơ quan nhận có thể là một cơ quan đang có hoặc một cơ quan mới.")
    new_title = _l("Cơ quan mới, nếu không chọn cơ quan đang có")
    asks = ("agency_1", "agency_2", "agency_3", "agency_4", "into")
    agency_1 = SelectField(_l("Cơ quan thứ nhất"), [Required(_l("Xin chọn cơ quan."))])
    agency_2 = SelectField(_l("Cơ quan thứ hai"), [Required(_l("Xin chọn cơ quan."))])
    agency_3 = SelectField(_l("Cơ quan thứ ba, nếu có"), [Optional()])
    agency_4 = SelectField(_l("Cơ quan thứ tư, nếu có"), [Optional()])
    into = SelectField(_l("Thành cơ quan"), [Optional()])

    @property
    def begins(self) -> bool:
        return not self.into.data

    def offer(self, agencies: choices.Choices) -> None:
        for field in self.merging:
            field.choices = [choices.nothing(_("Chọn cơ quan")), *agencies]
        self.into.choices = [choices.nothing(_("Cơ quan mới, điền ở dưới")), *agencies]

    @property
    def merging(self) -> tuple[SelectField, ...]:
        return self.agency_1, self.agency_2, self.agency_3, self.agency_4

    @property
    def chosen(self) -> list[str]:
        """Those that merge, each once, in the order in which they were named."""
        return list(dict.fromkeys(field.data for field in self.merging if field.data))

    def validate_agency_2(self, field: SelectField) -> None:
        """Two of the same are one."""
        if field.data and len(self.chosen) < 2:
            raise ValidationError(_("Xin chọn hai cơ quan khác nhau."))

    def change(self) -> dict[str, Any]:
        new = self.new_agency(self.chosen[0]) if self.begins else None
        into = new.code if new is not None else AgencyCode(self.into.data)
        return {
            "agencies": (new,) if new is not None else (),
            "agencies_end": {AgencyCode(code): into for code in self.chosen if code != into},
        }

    def called(self) -> str:
        merged = ", ".join(self.names.agency_name(code, "vi") for code in self.chosen)
        into = self.new_name.data if self.begins else self.names.agency_name(self.into.data, "vi")
        return f"Hợp nhất {merged} thành {into}"


class SplitForm(ChangeForm):
    """The form of one agency (`split_form`): only then are there fields to part."""

    kind = "split"
    title = _l("Chia việc của một cơ quan")
    about = _l("Chọn nơi nhận cho từng lĩnh vực; phần còn lại về một nơi.")
    asks = ()
    whole: ClassVar[Agency]
    leads: ClassVar[frozenset[str]] = frozenset()  # the fields that the agency leads
    agency = HiddenField()
    rest = SelectField(_l("Phần còn lại"), [Optional()])

    @property
    def first(self) -> list[Any]:
        return [part for part in self.parts if part.short_name.removeprefix(_PART) in self.leads]

    @property
    def last(self) -> list[Any]:
        return [self.rest]

    @property
    def tucked(self) -> list[Any]:
        return [part for part in self.parts if part.short_name.removeprefix(_PART) not in self.leads]

    @property
    def parts(self) -> list[SelectField]:
        """A choice for each field."""
        return [field for field in self if field.short_name.startswith(_PART)]

    def offer(self, agencies: choices.Choices) -> None:
        self.agency.data = self.whole.code
        here = choices.SelectChoice(self.whole.code, _("Cơ quan này tiếp tục làm"))
        others = [choice for choice in agencies if choice.value != self.whole.code]
        nobody = choices.nothing(_("Cơ quan này kết thúc; từng phản ánh về cơ quan phụ trách lĩnh vực đó"))
        self.rest.choices = [here, nobody, *others]
        for part in self.parts:
            part.choices = [choices.nothing(_("Theo phần còn lại")), *others]

    def validate_rest(self, field: SelectField) -> None:
        """Nothing is parted when everything stays, or when nothing is there any more."""
        if self.whole.has_ended(self.today):
            raise ValidationError(_("Cơ quan này đã kết thúc hoạt động, không còn việc để chia."))
        if not any(part.data for part in self.parts):
            raise ValidationError(_("Xin chọn nơi nhận cho ít nhất một lĩnh vực."))

    def change(self) -> dict[str, Any]:
        code = self.whole.code
        assert self.day.data is not None, "the form was found valid"
        parts = tuple(
            Takeover(
                agency=code,
                field=FieldCode(part.short_name.removeprefix(_PART)),
                area=None,
                taken_by=AgencyCode(part.data),
                since=self.day.data,
            )
            for part in self.parts
            if part.data
        )
        rest = AgencyCode(self.rest.data) if self.rest.data else None
        return {"takeovers": parts, "agencies_end": {} if rest == code else {code: rest}}

    def called(self) -> str:
        return f"Chia việc của {self.whole.name}"


def split_form(names: Directory, agency: Agency, today: date) -> type[SplitForm]:
    """The form for one agency, with a choice for each field."""
    led = {rule.field for rule in names.leads(today) if rule.agency == agency.code}
    lang = language()
    parts = {_PART + one.code: SelectField(one.called(lang), [Optional()]) for one in names.fields}
    return type("SplitFormOfOne", (SplitForm,), {**parts, "whole": agency, "leads": frozenset(led)})


FORMS: Mapping[str, type[ChangeForm]] = MappingProxyType(
    {form.kind: form for form in (RenameForm, MergeForm, EndForm, SplitForm)}
)
