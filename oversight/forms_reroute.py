"""Where a report goes that two agencies have given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from casework.domain import commands as do
from casework.domain.values import AgencyCode
from oversight.case import Case
from web import choices
from web.beside import BesideField
from web.fields import LONGEST_TEXT, AtMost, DeedForm, Required, TextField

_: Callable[..., str] = gettext


class RerouteForm(DeedForm):
    agency = SelectField(_l("Cơ quan phải trả lời"), [Required(_l("Xin chọn cơ quan."))])
    beside = BesideField(_l("Cơ quan phối hợp, nếu cần"))
    words = TextField(
        _l("Lời nhắn cho cơ quan"),
        [AtMost(LONGEST_TEXT)],
        description=_l("Vì sao việc này thuộc cơ quan được chọn. Các cơ quan và tòa soạn đọc được."),
    )

    def __init__(self, case: Case, *, formdata: Any = None) -> None:
        start = {
            "version": str(case.thread.report.version),
            "agency": proposed(case) or "",
        }
        super().__init__(formdata=formdata, data=start)
        offered = choices.agencies(case.directory, case.today)
        self.agency.choices = [choices.nothing(_("Chọn cơ quan")), *offered]
        self.beside.choices = offered
        self.beside.say_when(case.terms.contribute_due(case.report.kind, case.now, case.resumed_due))

    def validate_beside(self, field: BesideField) -> None:
        """Everybody stands there once, and the lead does not stand beside itself."""
        field.check(self.agency.data)

    def command(self) -> do.Reroute:
        return do.Reroute(
            post=self.post_id,
            words=self.words.data or "",
            agency=AgencyCode(self.agency.data),
            co_agencies=self.beside.agencies,
            asked=self.beside.asked,
        )

    def renew(self, case: Case) -> None:
        """Let it be sent again after somebody else has acted."""
        self.version.data = str(case.thread.report.version)


def proposed(case: Case) -> AgencyCode | None:
    """What the last agency proposed, else what the rules say; None where those have had it already."""
    report, today = case.report, case.today
    named = [one.proposed for one in reversed(case.custody.given_back) if one.proposed is not None]
    heirs = [case.directory.taker(code, report.field, report.area, today) for code in named]
    ruled = case.directory.agency_for(report.field or "", report.area, today)
    fit = (one.code for one in (*heirs, ruled) if one is not None and one.code not in case.had_it)
    return next(fit, None)
