"""What an agency beside the lead gives to the reply, as a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from agency.case import Case
from agency.forms_case import CaseForm
from casework.actions.submit import FileRefused
from casework.domain import commands as do
from web.fields import LONGEST_TEXT, AtMost, Required, TextField
from web.uploads import FilesField

_: Callable[..., str] = gettext


class ContributeForm(CaseForm):
    """For the agency whose share `case.own_share` is."""

    deed, does, leaves = "contribute", do.Contribute, None  # a colleague may add to it
    title = _l("Gửi góp ý")
    about = _l(
        "Cơ quan chủ trì dựa vào góp ý để trả lời. Chỉ các cơ quan xử lý phản ánh này, tòa soạn và bộ phận "
        "theo dõi, đôn đốc đọc được; người gửi và bạn đọc chỉ thấy là cơ quan đã góp ý."
    )
    button, picture = _l("Gửi góp ý"), "send"
    done = _l("Đã gửi góp ý.")
    words = TextField(_l("Góp ý"), [Required(), AtMost(LONGEST_TEXT)])
    attachments = FilesField(_l("Ảnh hoặc tài liệu PDF, nếu cần"))

    def offer(self, case: Case) -> None:
        share = case.own_share
        self._agency = share.agency if share else case.agency
        if share is not None and share.is_given:
            self.title = _("Gửi thêm góp ý")
            self.button = _("Gửi thêm")

    @property
    def uploads(self) -> Sequence[tuple[BinaryIO, str]]:
        return self.attachments.uploads

    def refuse_file(self, error: FileRefused) -> None:
        self.attachments.refuse(error)

    def renew(self, case: Case) -> None:
        super().renew(case)
        self.attachments.ask_again()

    def command(self) -> do.Command:
        assert self._agency is not None, "who opens a case has it for some agency"
        return do.Contribute(post=self.post_id, words=self.words.data or "", agency=self._agency)
