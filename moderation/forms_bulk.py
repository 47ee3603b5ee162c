"""Forms that do the same to several reports that are plainly alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Final

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from casework.domain import commands as do
from casework.domain.codes import parse_code
from casework.domain.values import AgencyCode, DeclineReason, PostId, ReportCode
from casework.readings.queue import Chosen
from moderation.forms_desk import ChoiceField, words_field
from web import choices
from web.choices import Choices
from web.fields import Form, kept_key

MOST: Final = 50
_ITEM: Final = re.compile(r"([0-9A-Z-]{4,40}):([0-9]{1,9}):([0-9a-f]{32})")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One report in the form: the version that was seen, and the key of the post to be."""

    code: ReportCode
    seen: int
    post: PostId

    def __str__(self) -> str:
        return f"{self.code}:{self.seen}:{self.post}"


def fresh_items(chosen: Sequence[Chosen]) -> list[Item]:
    """As a form that nobody has sent yet carries them."""
    return [Item(code=one.code, seen=one.version, post=PostId(kept_key(None))) for one in chosen]


def in_form(items: Sequence[Item]) -> str:
    """As the form's hidden field carries them."""
    return " ".join(map(str, items))


def items_of(given: str) -> list[Item]:
    """What a form sent, once each; what is none of ours is left out."""
    found: dict[ReportCode, Item] = {}
    for text in given.split()[:MOST]:
        match = _ITEM.fullmatch(text)
        code = parse_code(match[1]) if match else None
        if match and code:
            item = Item(code=ReportCode(code), seen=int(match[2]), post=PostId(match[3]))
            found.setdefault(item.code, item)
    return list(found.values())


class BulkForm(Form):
    """One deed for all of them; `label` stands in the list of deeds."""

    deed: ClassVar[str]
    label: ClassVar[Any]
    tone: ClassVar[str] = "primary"
    picture: ClassVar[str] = ""

    def offer(self, agencies: Choices) -> None:
        """Fill the choices."""

    def command(self, post: PostId) -> do.Command:
        raise NotImplementedError

    def heading(self, count: int) -> str:
        """What the page is called, and its button."""
        raise NotImplementedError

    def done(self, count: int) -> str:
        """Said of those that went through."""
        raise NotImplementedError


class BulkClaimForm(BulkForm):
    deed, label, picture = "claim", _l("Nhận xử lý"), "pen"

    def command(self, post: PostId) -> do.Claim:
        return do.Claim()

    def heading(self, count: int) -> str:
        return str(ngettext("Nhận xử lý %(num)s phản ánh", "Nhận xử lý %(num)s phản ánh", count))

    def done(self, count: int) -> str:
        return str(ngettext("Bạn đã nhận %(num)s phản ánh.", "Bạn đã nhận %(num)s phản ánh.", count))


class BulkReleaseForm(BulkForm):
    deed, label, picture = "release", _l("Trả lại hàng chờ"), "return"

    def command(self, post: PostId) -> do.Release:
        return do.Release()

    def heading(self, count: int) -> str:
        return str(ngettext("Trả lại hàng chờ %(num)s phản ánh", "Trả lại hàng chờ %(num)s phản ánh", count))

    def done(self, count: int) -> str:
        return str(
            ngettext("Đã trả lại hàng chờ %(num)s phản ánh.", "Đã trả lại hàng chờ %(num)s phản ánh.", count)
        )


class BulkDeclineForm(BulkForm):
    deed, label, tone, picture = "decline", _l("Không tiếp nhận"), "danger", "x-circle"
    reason = ChoiceField(_l("Lý do"))
    words = words_field(
        _l("Lời giải thích cho người gửi"), description=_l("Mỗi người gửi nhận cùng lời này.")
    )

    def offer(self, agencies: Choices) -> None:
        self.reason.of(choices.of_words(DeclineReason))

    def command(self, post: PostId) -> do.Decline:
        return do.Decline(post=post, words=self.words.data or "", reason=DeclineReason(self.reason.data))

    def heading(self, count: int) -> str:
        return str(ngettext("Không tiếp nhận %(num)s phản ánh", "Không tiếp nhận %(num)s phản ánh", count))

    def done(self, count: int) -> str:
        return str(
            ngettext(
                "Đã báo người gửi: không tiếp nhận %(num)s phản ánh.",
                "Đã báo người gửi: không tiếp nhận %(num)s phản ánh.",
                count,
            )
        )


class BulkRouteForm(BulkForm):
    deed, label, picture = "route", _l("Duyệt và chuyển cơ quan"), "send"
    agency = ChoiceField(_l("Cơ quan xử lý"))
    words = words_field(
        _l("Lời nhắn cho cơ quan"), needed=False, description=_l("Không bắt buộc; không đăng công khai.")
    )

    def offer(self, agencies: Choices) -> None:
        self.agency.of(agencies)

    def command(self, post: PostId) -> do.ApproveAndRoute:
        return do.ApproveAndRoute(post=post, words=self.words.data or "", agency=AgencyCode(self.agency.data))

    def heading(self, count: int) -> str:
        return str(ngettext("Duyệt và chuyển %(num)s phản ánh", "Duyệt và chuyển %(num)s phản ánh", count))

    def done(self, count: int) -> str:
        return str(
            ngettext("Đã duyệt và chuyển %(num)s phản ánh.", "Đã duyệt và chuyển %(num)s phản ánh.", count)
        )


FORMS: Final[Mapping[str, type[BulkForm]]] = MappingProxyType(
    {form.deed: form for form in (BulkClaimForm, BulkReleaseForm, BulkRouteForm, BulkDeclineForm)}
)
