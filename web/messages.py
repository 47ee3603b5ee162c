"""The two channels between a reporter and who handles the report: what they show, and the handlers' form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from casework.actions import deeds
from casework.domain import commands as do
from casework.domain.policy import POST_READERS
from casework.domain.refusals import Refused, Why
from casework.domain.values import Part, PostKind
from casework.readings.directory import Directory
from casework.readings.thread import Post, Thread
from web import present
from web.errors import refusal_status
from web.fields import LONGEST_TEXT, AtMost, DeedForm, Required, TextField
from web.i18n import language
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped

NEWSROOM, AGENCY = PostKind.NEWSROOM_MESSAGE, PostKind.AGENCY_MESSAGE
WRITES: Mapping[PostKind, type[do.MessageNewsroom] | type[do.MessageAgency]] = MappingProxyType(
    {NEWSROOM: do.MessageNewsroom, AGENCY: do.MessageAgency}
)
_NAMES = {NEWSROOM: "newsroom", AGENCY: "agency"}


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message. Who wrote it is a house, the reporter, or "Bạn"; `by` is the colleague, for handlers."""

    anchor: str
    who: str
    by: str
    is_reporter: bool
    at: datetime
    exact: bool
    html: str
    attachments: list[present.FileView]


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One channel as its reader sees it; `waits` when the reporter waits for an answer."""

    name: str  # newsroom or agency
    title: str
    readers: str  # who reads it
    messages: tuple[Message, ...]
    may_write: bool
    waits: bool


class MessageForm(DeedForm):
    """A handler writes to the reporter."""

    words = TextField(
        _l("Tin nhắn cho người gửi"),
        [Required(), AtMost(LONGEST_TEXT)],
        description=_l(
            "Người gửi đọc trên trang phản ánh; ai muốn nhận thư thì được báo có tin, không kèm nội dung."
        ),
    )

    def __init__(self, thread: Thread, *, formdata: Any = None) -> None:
        super().__init__(formdata=formdata, data={"version": str(thread.report.version)})
        for field in self:
            field.id = f"message-{field.short_name}"
            field.label.field_id = field.id

    def command(self, channel: PostKind) -> do.Worded:
        return WRITES[channel](post=self.post_id, words=self.words.data or "")


def channel(thread: Thread, kind: PostKind, names: Directory, *, to_owner: bool = False) -> Channel:
    """One channel of a thread; `to_owner` is how its reporter reads it."""
    return Channel(
        name=_NAMES[kind],
        title=_title(thread, kind, names, to_owner=to_owner),
        readers=_readers(kind, to_owner=to_owner),
        messages=tuple(_message(post, names, to_owner=to_owner) for post in thread.of_kind(kind)),
        may_write=WRITES[kind] in thread.allowed,
        waits=kind in thread.waiting,
    )


def _title(thread: Thread, kind: PostKind, names: Directory, *, to_owner: bool) -> str:
    newsroom = names.outlet_name(thread.report.outlet, language())
    agency = names.agency_name(thread.report.agency, language()) or word(Part.OFFICER)
    house = newsroom if kind is NEWSROOM else agency
    if to_owner:
        return _("Với %(house)s", house=house)
    return _("Người gửi và %(house)s", house=house)


def _readers(kind: PostKind, *, to_owner: bool) -> str:
    if to_owner and kind is NEWSROOM:
        return _(
            "Bạn, tòa soạn và Sở Nội vụ (theo dõi, đôn đốc) đọc được. Cơ quan xử lý và bạn đọc thì không."
        )
    if to_owner:
        return _(
            "Bạn, cơ quan đang xử lý, tòa soạn và Sở Nội vụ (theo dõi, đôn đốc) đọc được. Bạn đọc thì không."
        )
    if kind is NEWSROOM:
        return _("Người gửi, tòa soạn và cơ quan theo dõi đọc được. Cơ quan xử lý và bạn đọc thì không.")
    return _("Người gửi, cơ quan đang xử lý, tòa soạn và cơ quan theo dõi đọc được. Bạn đọc thì không.")


def _message(post: Post, names: Directory, *, to_owner: bool) -> Message:
    is_reporter = post.part is Part.OWNER
    return Message(
        anchor=present.anchor(post.id),
        who=_who(post, names, to_owner=to_owner),
        by="" if to_owner or is_reporter else post.author_name,
        is_reporter=is_reporter,
        at=post.at,
        exact=post.exact,
        html=post.html,
        attachments=present.file_views(post.files),
    )


def _who(post: Post, names: Directory, *, to_owner: bool) -> str:
    if post.part is Part.OWNER:
        return _("Bạn") if to_owner else present.author_name(post) or word(Part.OWNER)
    house = names.outlet_name(post.outlet, language()) if post.outlet else ""
    return house or names.agency_name(post.agency, language()) or word(post.part)


@dataclass(frozen=True, kw_only=True)
class Correspondence:
    """The channels that a handler reads, and the form for the one they write in."""

    channels: tuple[Channel, ...]
    form: MessageForm | None
    writes: str = ""  # the name of that channel

    @property
    def waiting(self) -> Channel | None:
        """The handler's own channel while the reporter waits there."""
        return next((one for one in self.channels if one.waits and one.name == self.writes), None)


def correspondence(thread: Thread, names: Directory, *, own: PostKind | None) -> Correspondence:
    """What a handler reads of it; `own` is the channel of their house, None for who only reads."""
    readable = [kind for kind in WRITES if _may_read(thread, kind)]
    channels = [channel(thread, kind, names) for kind in readable]
    writes = next((one for one in channels if own and one.name == _NAMES[own] and one.may_write), None)
    return Correspondence(
        channels=tuple(one for one in channels if one.messages or one is writes),
        form=MessageForm(thread) if writes else None,
        writes=writes.name if writes else "",
    )


def _may_read(thread: Thread, kind: PostKind) -> bool:
    return bool(thread.parts & POST_READERS[kind])


def send(thread: Thread, kind: PostKind, *, door: str, case: str) -> ResponseReturnValue:
    """Send what a handler wrote, and go back to the case; what cannot be sent is given back with its words.

    `door` is the endpoint of the handler's list, `case` that of their page about a report.
    """
    code = thread.report.code
    form = MessageForm(thread, formdata=request.form)
    why, status = "", 422
    if form.validate():
        try:
            deeds.perform(casework(), code, form.command(kind), by=current_actor(), seen=form.seen)
        except Refused as refused:
            if refused.why is Why.NOT_ALLOWED:
                raise
            why, status = word(refused.why), refusal_status(refused)
            form.version.data = str(thread.report.version)
        else:
            return redirect_to(
                case, said=_("Đã gửi tin nhắn."), code=code, _anchor=f"messages-{_NAMES[kind]}"
            )
    shown = page(
        "messages_again.html",
        form=form,
        why=why,
        code=code,
        title=thread.title,
        list_url=url_for(door),
        case_url=url_for(case, code=code),
    )
    return make_response(shown, status)
