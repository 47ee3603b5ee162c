"""What a report is about, proposed: a click where its field or its task is missing or looks wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from casework.domain import commands as do
from casework.domain.proposals import CONFIDENT, Proposal
from casework.domain.values import FieldCode, RevisionId, TaskCode
from moderation.desk import Desk
from moderation.forms_desk import DeskForm, _
from moderation.proposing import OfferedField, offers
from web import choices
from web.i18n import language


class ClassifyForm(DeskForm):
    """An edit that leaves the words alone. What nothing is chosen for stays as it is."""

    deed, does, stays, tone = "classify", do.Edit, True, "outline-primary"
    stands_open = True
    title = _l("Đề xuất phân loại")
    button = _l("Lưu phân loại")
    done = _l("Đã lưu phân loại của %(code)s.")
    field = OfferedField(_l("Lĩnh vực"), needed=False)
    task = OfferedField(_l("Nhiệm vụ cải cách hành chính"), needed=False)

    @classmethod
    def is_offered(cls, desk: Desk) -> bool:
        """Before it is sent, when something is missing or looks wrong, and only then."""
        is_useful = desk.thread.report.is_in_newsroom and bool(_fields(desk) or _tasks(desk))
        return super().is_offered(desk) and is_useful

    @property
    def shown(self) -> list[Any]:
        """What has something to choose, what is missing, and what was chosen or wrong a moment ago."""
        return [
            field
            for field in super().shown
            if field.offers or field.is_needed or field.chosen or field.errors
        ]

    def offer(self, desk: Desk) -> None:
        names, report, lang = desk.directory, desk.thread.report, language()
        self.field.of(choices.fields(names), blank=_kept(names.field_name(report.field, lang)))
        self.field.propose(offers(_fields(desk), names, lambda code: names.field_name(code, lang)))
        self.task.of(choices.tasks(names), blank=_kept(names.task_name(report.task, lang)))
        self.task.propose(offers(_tasks(desk), names, lambda code: f"{code} {names.task_name(code, lang)}"))
        for each, is_there in ((self.field, report.field), (self.task, report.task)):
            each.is_needed = not is_there

    def validate_field(self, field: OfferedField) -> None:
        self._refuse_nothing(field)

    def validate_task(self, field: OfferedField) -> None:
        self._refuse_nothing(field)

    def _refuse_nothing(self, field: OfferedField) -> None:
        """What stays as it is needs no deed; it is said once, beside the first field of the page."""
        both = (self.field, self.task)
        if field is (self.shown or both)[0] and not any(one.chosen or one.is_needed for one in both):
            raise ValidationError(_("Chưa có gì được chọn: không cần lưu."))

    def command(self, desk: Desk) -> do.Edit:
        thread, report = desk.thread, desk.thread.report
        return do.Edit(
            revision=RevisionId(self.post_id),
            title=thread.title,
            body=thread.body,
            field=FieldCode(self.field.chosen or report.field or ""),
            area=report.area,
            task=TaskCode(self.task.chosen or report.task or ""),
        )


def _kept(name: str) -> str:
    return _("Giữ như cũ: %(name)s", name=name) if name else _("Chọn…")


def _fields(desk: Desk) -> Sequence[Proposal]:
    """Where the likeliest is another one than what the report has."""
    found, has = desk.proposals.fields, desk.thread.report.field
    return found if found and found[0].code != has else ()


def _tasks(desk: Desk) -> Sequence[Proposal]:
    """Where there is none yet, or the likeliest is surely another one."""
    found, has = desk.proposals.tasks, desk.thread.report.task
    if not found or (has is not None and (has == found[0].code or has.startswith(f"{found[0].code}."))):
        return ()
    return found if has is None or found[0].share >= CONFIDENT else ()
