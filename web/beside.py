"""Agencies beside the lead in a form that sends a report on: rows of who, and what they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from casework.domain.shares import MOST, Asking
from casework.domain.text import Unclean, normalise
from casework.domain.values import AgencyCode
from casework.store.casework import new_post_id
from web.choices import Choices
from web.i18n import written_date

_: Callable[..., str] = gettext
LONGEST_PART = 1_000


@dataclass(kw_only=True)
class Row:
    """One agency; `name` begins the names of its inputs, `error` says what is wrong with it."""

    name: str
    id: str = ""
    code: str = ""
    words: str = ""
    error: str = ""

    @property
    def is_filled(self) -> bool:
        return bool(self.code or self.words)


class BesideField(Field):
    """Up to four rows, all of them there without a script; templates/components/beside.html shows them.

    The form's own validation asks `check`, since only it knows who leads.
    """

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, **more)
        self.choices: Choices = []
        self.longest = LONGEST_PART
        self.lines = [Row(name=f"{self.name}-{number}") for number in range(1, MOST + 1)]

    @property
    def rows(self) -> list[Row]:
        for number, row in enumerate(self.lines, 1):
            row.id = f"{self.id}-{number}"
        return self.lines

    @property
    def groups(self) -> Mapping[str, Choices]:
        """What may be chosen, by level, in the directory's order."""
        found: dict[str, Choices] = {}
        for choice in self.choices:
            found.setdefault(choice.optgroup or "", []).append(choice)
        return found

    def process(self, formdata: Any, *more: Any, **named: Any) -> None:
        """Take what was sent: a row's agency under its name, what it is asked for under a name beside it."""
        super().process(None, *more, **named)
        for row in self.lines if formdata is not None else ():
            row.code = (formdata.get(row.name) or "").strip()
            row.words = formdata.get(f"{row.name}-part") or ""
            try:
                row.words = normalise(row.words)
            except Unclean:
                row.words = "".join(sign for sign in row.words if sign.isprintable() or sign in "\n\t")
                row.error = _("Có ký tự không đọc được; chúng tôi đã bỏ đi, xin xem lại rồi gửi.")
        self.data = [row for row in self.lines if row.is_filled]

    def check(self, lead: str) -> None:
        """Say beside each row what is wrong with it. Raises ValidationError where anything is."""
        offered, seen = {choice.value for choice in self.choices}, set[str]()
        for row in self.data:
            row.error = row.error or self._fault(row, lead, offered, seen)
            seen.add(row.code)
        faults = [row.error for row in self.data if row.error]
        if faults:
            raise ValidationError(faults[0])

    def _fault(self, row: Row, lead: str, offered: set[str], seen: set[str]) -> str:
        if not row.code:
            return _("Xin chọn cơ quan cho phần việc này.")
        if row.code not in offered:
            return _("Xin chọn một mục trong danh sách.")
        if row.code == lead:
            return _("Cơ quan chủ trì không thể đồng thời là cơ quan phối hợp.")
        if row.code in seen:
            return _("Cơ quan này đã có ở một dòng trên.")
        if len(row.words) > LONGEST_PART:
            return _("Dài quá: nhiều nhất %(most)s ký tự.", most=LONGEST_PART)
        return ""

    @property
    def agencies(self) -> tuple[AgencyCode, ...]:
        return tuple(AgencyCode(row.code) for row in self.data if row.code)

    @property
    def asked(self) -> tuple[Asking, ...]:
        """What some of them are asked for."""
        return tuple(
            Asking(agency=AgencyCode(row.code), post=new_post_id(), words=row.words)
            for row in self.data
            if row.code and row.words
        )

    def say_when(self, due: datetime | None) -> None:
        """Tell by when they have to have given their share."""
        if due is not None:
            self.description = _(
                "Cơ quan phối hợp góp ý trước hết ngày %(day)s. Bạn đọc không thấy phần việc.",
                day=written_date(due),
            )
