"""Forms that make one of two reports, and two of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from casework.domain import commands as do
from casework.domain.codes import parse_code
from casework.domain.values import ReportCode
from moderation.desk import Desk
from moderation.forms_desk import DeskForm, _, words_field
from moderation.similar import named_target
from web.fields import AtMost, LineField, Required


class MergeForm(DeskForm):
    key = "m"
    deed, does, tone, picture = "merge", do.Merge, "outline-primary", "merge"
    title = _l("Gộp vào phản ánh khác")
    about = _l(
        "Khi cùng một việc đã có phản ánh trước: người theo dõi và lượt «tôi cũng gặp» chuyển sang bên đó."
    )
    button = _l("Gộp")
    done = _l("Đã gộp %(code)s.")
    into = LineField(_l("Mã phản ánh kia"), [Required(), AtMost(60)], description=_l("Ví dụ: PA-7K3M-9QXT"))

    @classmethod
    def start(cls, desk: Desk) -> Mapping[str, Any]:
        return {"into": named_target() or ""}

    def validate_into(self, field: LineField) -> None:
        """A code however it was typed."""
        if parse_code(field.data or "") is None:
            raise ValidationError(_("Mã này chưa đúng. Mã có dạng PA-7K3M-9QXT."))

    def command(self, desk: Desk) -> do.Merge:
        return do.Merge(into=ReportCode(parse_code(self.into.data or "") or ""))


class UnmergeForm(DeskForm):
    key = "m"
    deed, does, stays, tone, picture = "unmerge", do.Unmerge, True, "outline-primary", "return"
    title = _l("Gộp nhầm? Tách phản ánh này ra")
    about = _l(
        "Phản ánh này trở lại đúng chỗ trước khi gộp. Người theo dõi và lượt «tôi cũng gặp» đi theo nó về như"
        " cũ; ai bấm thêm ở phản ánh chung thì vẫn ở đó."
    )
    button = _l("Tách phản ánh ra")
    done = _l("Đã tách %(code)s ra; người gửi được báo.")
    words = words_field(_l("Lý do, gửi cho người phản ánh"))

    def command(self, desk: Desk) -> do.Unmerge:
        return do.Unmerge(post=self.post_id, words=self.words.data or "")
