"""Proposals as a form offers them: a click each, with why, and the whole list below for everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import ngettext
from wtforms.validators import ValidationError

from casework.domain.proposals import (
    ByDecisions,
    ByKeywords,
    ByRule,
    Called,
    Chosen,
    Proposal,
    Reason,
    Suggested,
)
from casework.readings.directory import Agency, Directory
from moderation.forms_desk import ChoiceField, _
from web.i18n import language


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One proposal: its code, what it is called, and why it is proposed."""

    code: str
    label: str
    why: str


class OfferedField(ChoiceField):
    """One of a list, of which up to three are offered above it.

    Two inputs make one choice, so that no script is needed. Who takes something from the list means that, and
    not the offer that stood chosen from the beginning; who chose an offer and something else is asked.
    """

    def __init__(self, label: Any, *, needed: bool = True, by_key: bool = False, **more: Any) -> None:
        super().__init__(label, needed=False, **more)
        self.offers: tuple[Offer, ...] = ()
        self.above = self.began = ""  # the offer that is chosen now, and the one that was from the beginning
        self.is_needed = needed
        self.by_key = by_key  # whether 1, 2 and 3 choose an offer; of one field on a page

    def propose(self, offers: Iterable[Offer], *, standing: str = "") -> None:
        """Offer these; `standing` is the one that stands chosen unless somebody chose already."""
        self.offers = tuple(offers)
        if self.raw_data is None:
            self.above = self.began = standing
        elif not self.data and self.above not in {offer.code for offer in self.offers}:
            self.data, self.above = self.above, ""  # offered no more, and still chosen: in the list

    @property
    def chosen(self) -> str:
        """The code that was chosen, above or in the list; empty for none."""
        return self.data or self.above

    def process(self, formdata: Any, *more: Any, **named: Any) -> None:
        """Take what was sent: by the list under the field's name, by the offers under names beside it."""
        super().process(formdata, *more, **named)
        if formdata is None:
            return
        self.above = formdata.get(f"{self.name}-proposed", "")
        self.began = formdata.get(f"{self.name}-began", "")
        if self.data and self.above not in ("", self.data, self.began):
            self.process_errors = [_("Bạn đã chọn một mục ở trên và một mục khác ở đây: xin giữ lại một.")]

    def pre_validate(self, form: Any) -> None:
        """What was chosen is in the list."""
        if self.is_needed and not self.chosen:
            raise ValidationError(_("Xin chọn một mục."))
        listed: Any = self.iter_choices()
        if self.chosen and self.chosen not in {choice.value for choice in listed}:
            raise ValidationError(_("Xin chọn một mục trong danh sách."))


def offers(proposals: Sequence[Proposal], names: Directory, called: Callable[[str], str]) -> list[Offer]:
    """Proposals in the reader's language."""
    return [Offer(code=one.code, label=called(one.code), why=why(one, names)) for one in proposals]


def why(proposal: Proposal, names: Directory) -> str:
    """The reasons as one line: the rules and the lists first, then what others decided."""
    line = "; ".join(_words(reason, proposal.code, names) for reason in proposal.reasons)
    return line[:1].upper() + line[1:]


def _words(reason: Reason, code: str, names: Directory) -> str:
    match reason:
        case ByRule(field=field, area=area):
            named = names.field_name(field, language()).lower()
            where = names.area_name(area, language()) or _("toàn tỉnh")
            return _("theo lĩnh vực %(field)s ở %(area)s", field=named, area=where)
        case ByKeywords(words=words):
            return _("vì có chữ %(words)s", words=", ".join(f"“{word}”" for word in words))
        case ByDecisions(count=count):
            return _decided(count, names.agency(code))
        case Chosen():
            return _("người gửi muốn hỏi cơ quan này")
        case Called():
            return _("trong bài có nêu tên cơ quan này")
        case Suggested():
            return _("cơ quan trả lại đề xuất")


def _decided(count: int, agency: Agency | None) -> str:
    """What is decided of one district counts for all of them, so it is not said of one."""
    if agency is None:
        said = ngettext(
            "%(num)s phản ánh có từ ngữ như vậy đã được xếp vào mục này",
            "%(num)s phản ánh có từ ngữ như vậy đã được xếp vào mục này",
            count,
        )
    elif agency.area is None:
        said = ngettext(
            "%(num)s phản ánh có từ ngữ như vậy đã chuyển về đây",
            "%(num)s phản ánh có từ ngữ như vậy đã chuyển về đây",
            count,
        )
    else:
        said = ngettext(
            "%(num)s phản ánh có từ ngữ như vậy đã chuyển về huyện, thành phố nơi xảy ra",
            "%(num)s phản ánh có từ ngữ như vậy đã chuyển về huyện, thành phố nơi xảy ra",
            count,
        )
    return str(said)
