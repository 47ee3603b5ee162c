"""Forms about the text of a report and about who works on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from casework.domain import commands as do
from casework.domain.text import normalise
from casework.domain.values import AreaCode, FieldCode, OutletCode, RevisionId, TaskCode
from casework.readings.thread import Revision
from moderation.desk import Desk
from moderation.forms_desk import ChoiceField, DeskForm, _, words_field
from moderation.leaks import TextLeaks, guard_of, standing_leaks, text_leaks
from web import choices, leaks
from web.fields import LONGEST_TEXT, LONGEST_TITLE, AtMost, LineField, Required, TextField


class ClaimForm(DeskForm):
    key = "c"
    deed, does, stays = "claim", do.Claim, True
    title = button = _l("Nhận xử lý")
    tone = "outline-primary"
    done = _l("Bạn đã nhận phản ánh %(code)s.")


class ReleaseForm(DeskForm):
    key = "c"
    deed, does = "release", do.Release
    title = button = _l("Trả lại hàng chờ")
    tone = "outline-secondary"
    done = _l("Đã trả phản ánh %(code)s lại hàng chờ.")


class HandOverForm(DeskForm):
    key = "o"
    deed, does, tone = "hand-over", do.HandOver, "outline-primary"
    title = _l("Chuyển sang tòa soạn kia")
    about = _l("Biên tập viên của tòa soạn nhận sẽ xử lý tiếp; bạn không còn thấy phản ánh này nữa.")
    button = _l("Chuyển tòa soạn")
    done = _l("Đã chuyển %(code)s sang tòa soạn kia.")
    outlet = ChoiceField(_l("Tòa soạn nhận"))

    @classmethod
    def is_offered(cls, desk: Desk) -> bool:
        """Where there is another newsroom."""
        return super().is_offered(desk) and bool(_others(desk))

    def offer(self, desk: Desk) -> None:
        self.outlet.of(_others(desk))

    def command(self, desk: Desk) -> do.HandOver:
        return do.HandOver(outlet=OutletCode(self.outlet.data))


def _others(desk: Desk) -> choices.Choices:
    here = desk.thread.report.outlet
    return [choice for choice in choices.outlets(desk.directory, desk.today) if choice.value != here]


def looked_field() -> BooleanField:
    """The word of who has looked at what the leak guard found, and lets it stand."""
    return BooleanField(_l("Tôi đã xem những chỗ được đánh dấu: được phép đăng như vậy"))


def must_be_looked_at(form: Any) -> bool:
    """Whether a form with `leaks` and `looked` comes back: something was found that nobody has let stand, or
    was just blacked out."""
    if form.leaks and not form.looked.data:
        form.looked.errors = [_("Xin xem những chỗ được đánh dấu: che, sửa hoặc xác nhận.")]
    return leaks.asked_to_black_out() or bool(form.looked.errors)


class EditForm(DeskForm):
    key = "e"
    deed, does, stays, tone, picture = "edit", do.Edit, True, "outline-primary", "pen"
    title = _l("Biên tập tiêu đề, nội dung, phân loại")
    about = _l("Bản gốc được giữ lại; bạn đọc thấy là tòa soạn có biên tập.")
    button = _l("Lưu bản biên tập")
    done = _l("Đã lưu bản biên tập của %(code)s; bản gốc vẫn được giữ.")
    headline = LineField(_l("Tiêu đề"), [Required(), AtMost(LONGEST_TITLE)])
    body = TextField(_l("Nội dung"), [Required(), AtMost(LONGEST_TEXT)])
    field = ChoiceField(_l("Lĩnh vực"))
    area = ChoiceField(_l("Địa bàn"), needed=False, blank=_l("Toàn tỉnh hoặc chưa rõ"))
    task = ChoiceField(_l("Nhiệm vụ cải cách hành chính"))
    looked = looked_field()
    leaks: TextLeaks | None = None  # what was found that may lead to a person

    @property
    def shown(self) -> list[Any]:
        return [field for field in super().shown if field.short_name != "looked" or self.leaks]

    @classmethod
    def start(cls, desk: Desk) -> Mapping[str, Any]:
        thread, report = desk.thread, desk.thread.report
        area = desk.directory.area_heir(report.area or "", desk.today)
        text = to_bring_back(desk) or thread
        return {
            "headline": text.title,
            "body": text.body,
            "field": report.field or "",
            "area": area.code if area is not None else "",
            "task": report.task or "",
        }

    def offer(self, desk: Desk) -> None:
        self.field.of(choices.fields(desk.directory))
        self.area.of(choices.areas(desk.directory, desk.today))
        self.task.of(choices.tasks(desk.directory))
        if to_bring_back(desk):
            self.remarks.append(
                _("Bản cũ đang ở trong ô, chưa lưu. Bấm lưu để đăng lại bản này; bản đang đăng vẫn được giữ.")
            )

    def find_leaks(self, desk: Desk) -> bool:
        """Look through the words; whether somebody has to look at them before they are kept."""
        if leaks.asked_to_black_out():
            guard = guard_of(desk)
            self.headline.data = leaks.blacked_out(self.headline.data or "", guard)
            self.body.data = leaks.blacked_out(self.body.data or "", guard)
        self.leaks = text_leaks(desk, self.headline.data or "", self.body.data or "") or None
        return must_be_looked_at(self)

    def command(self, desk: Desk) -> do.Edit:
        return do.Edit(
            revision=RevisionId(self.post_id),
            title=self.headline.data or "",
            body=self.body.data or "",
            field=FieldCode(self.field.data),
            area=AreaCode(self.area.data) if self.area.data else None,
            task=TaskCode(self.task.data),
        )


def to_bring_back(desk: Desk) -> Revision | None:
    """The earlier text that `back` of the query names, to be looked at and kept anew; None for none."""
    wanted = request.args.get("back", "")
    return next((past for past in desk.thread.revisions if past.id == wanted), None)


class RedactForm(DeskForm):
    key = "b"
    deed, does, stays, tone, picture = "redact", do.Redact, True, "outline-primary", "eye-off"
    title = _l("Che thông tin cá nhân")
    about = _l(
        "Dán từng đoạn cần che, mỗi đoạn một dòng, đúng như trong bài: số điện thoại, số giấy tờ, tên người."
    )
    button = _l("Che các đoạn này")
    done = _l("Đã che thông tin trong %(code)s.")
    passages = TextField(_l("Các đoạn cần che"), [Required(), AtMost(LONGEST_TEXT)])

    def offer(self, desk: Desk) -> None:
        self._standing = f"{desk.thread.title}\n{desk.thread.body}"

    def validate_passages(self, field: TextField) -> None:
        """Every passage stands in the report; the first that does not is named."""
        for passage in self._passages():
            if passage not in self._standing:
                raise ValidationError(_("Không thấy đoạn «%(passage)s» trong bài.", passage=passage[:80]))

    def _passages(self) -> tuple[str, ...]:
        lines = (normalise(line) for line in (self.passages.data or "").split("\n"))
        return leaks.longest_first(line for line in lines if line)

    def command(self, desk: Desk) -> do.Redact:
        return do.Redact(revision=RevisionId(self.post_id), passages=self._passages())


class BlackOutForm(DeskForm):
    """What the leak guard found in a report, blacked out by one click beside it."""

    deed, does, stays = "black-out", do.Redact, True
    title = button = _l("Che")
    done = _l("Đã che thông tin trong %(code)s.")
    black_out = SelectMultipleField(choices=[], validate_choice=False, widget=HiddenInput())

    def offer(self, desk: Desk) -> None:
        self.leaks = standing_leaks(desk)

    def validate_black_out(self, field: SelectMultipleField) -> None:
        """Something is named that stands there and was found."""
        if not self._wanted():
            raise ValidationError(_("Chỗ cần che không còn trong bài."))

    def _wanted(self) -> tuple[str, ...]:
        found = self.leaks.passages if self.leaks else ()
        named = found if "black_out_all" in request.form else leaks.passages("black_out")
        return leaks.longest_first(set(found) & set(named))

    def command(self, desk: Desk) -> do.Redact:
        return do.Redact(revision=RevisionId(self.post_id), passages=self._wanted())


class NoteForm(DeskForm):
    key = "g"
    deed, does, stays, tone, picture = "note", do.AddNewsroomNote, True, "outline-primary", "document"
    title = _l("Ghi chú nội bộ")
    about = _l("Chỉ tòa soạn và cơ quan theo dõi đọc được.")
    button = _l("Lưu ghi chú")
    done = _l("Đã lưu ghi chú ở %(code)s.")
    words = words_field(_l("Ghi chú"))

    def command(self, desk: Desk) -> do.AddNewsroomNote:
        return do.AddNewsroomNote(post=self.post_id, words=self.words.data or "")
