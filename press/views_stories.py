"""Linking what the press has written to a report, and the newsroom that looks at it first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from re import ASCII, compile
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from casework.actions import stories as actions
from casework.actions.stories import Linking
from casework.domain.calendar import LOCAL
from casework.domain.codes import parse_code
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from casework.domain.stories import (
    LONGEST_MEDIUM,
    LONGEST_TITLE,
    LONGEST_URL,
    Story,
    StoryState,
    handles,
    is_author,
    link_of,
)
from casework.domain.values import ReportCode
from casework.readings import stories as readings
from casework.readings.lists import is_public
from press.door import door
from press.forms_accreditation import ReasonForm
from web.fields import AtMost, DayField, Form, LineField, Required
from web.guard import requires
from web.i18n import local
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor
from web.stories import story_views
from web.words import word

_: Callable[..., str] = gettext
_HOUR: Final = compile(r"([01]?\d|2[0-3]):([0-5]\d)", ASCII)


class StoryForm(Form):
    """A story: where it stands, and from when."""

    title = LineField(_l("Tên bài"), [Required(), AtMost(LONGEST_TITLE)])
    medium = LineField(_l("Báo, đài"), [Required(), AtMost(LONGEST_MEDIUM)])
    url = LineField(
        _l("Địa chỉ bài"), [Required(), AtMost(LONGEST_URL)], description=_l("Bắt đầu bằng https://")
    )
    day = DayField(_l("Ngày đăng"), [Required()])
    hour = LineField(
        _l("Giờ đăng"),
        [Required()],
        description=_l("Như 08:30, giờ Việt Nam. Giờ còn ở phía trước thì đến lúc đó bạn đọc mới thấy."),
    )

    def begin(self) -> None:
        now = local(casework().now())
        self.day.data, self.hour.data = now.date(), f"{now:%H:%M}"

    def validate_url(self, field: Field) -> None:
        try:
            link_of(field.data or "")
        except ValueError:
            raise ValidationError(
                _("Địa chỉ phải có dạng https://baonamdinh.vn/…, không dấu cách.")
            ) from None

    def validate_hour(self, field: Field) -> None:
        if not _HOUR.fullmatch(field.data or ""):
            raise ValidationError(_("Xin viết giờ như 08:30."))

    def linking(self) -> Linking:
        hour, minute = (self.hour.data or "").split(":")
        day = self.day.data or abort(422)
        return Linking(
            title=self.title.data or "",
            medium=self.medium.data or "",
            url=self.url.data or "",
            published_at=datetime.combine(day, time(int(hour), int(minute)), LOCAL).astimezone(UTC),
        )


@door.get("/stories")
@requires(Permission.LINK_STORIES)
def stories() -> ResponseReturnValue:
    """What waits for one's newsroom, what is shown at its reports, and what one has linked."""
    found, actor = readings.workroom(casework(), current_actor()), current_actor()
    return page(
        "press/stories.html",
        waiting=story_views(found.waiting),
        shown=story_views(found.shown),
        declined=story_views(found.declined),
        own=story_views(found.own),
        is_newsroom=bool(actor.outlets),
    )


@door.get("/stories/new")
@requires(Permission.LINK_STORIES)
def new_story() -> ResponseReturnValue:
    form = StoryForm(formdata=None)
    form.begin()
    return _page(form, _report())


@door.post("/stories/new")
@requires(Permission.LINK_STORIES)
def link_story() -> ResponseReturnValue:
    form, code = StoryForm(), _report()
    if not form.validate():
        return _page(form, code), 422
    try:
        story = actions.link(casework(), code, form.linking(), by=current_actor())
    except Refused as refused:
        form.url.errors = [word(refused.why)]
        return _page(form, code), 422
    waits = story.state is StoryState.WAITING
    said = _("Đã gửi. Tòa soạn xem rồi mới hiện.") if waits else _("Đã gắn bài vào phản ánh.")
    return redirect_to("forum.report", code=code, said=said)


@door.get("/stories/<int(max=2147483647):number>")
@requires(Permission.MODERATE)
def story(number: int) -> ResponseReturnValue:
    """One of them, for the newsroom to decide."""
    return _story_page(_handled(number), ReasonForm(formdata=None))


@door.post("/stories/<int(max=2147483647):number>/show")
@requires(Permission.MODERATE)
def show_story(number: int) -> ResponseReturnValue:
    """The newsroom has looked at it."""
    _handled(number)
    said = _("Đã cho hiện bài, và báo cho người gắn bài.")
    return _do(lambda: actions.show(casework(), number, seen=_seen(), by=current_actor()), said)


@door.post("/stories/<int(max=2147483647):number>/decline")
@requires(Permission.MODERATE)
def decline_story(number: int) -> ResponseReturnValue:
    """Not, or no more; the reason goes to who linked it. Where a colleague has shown it meanwhile, the page
    says so, and keeps the reason."""
    found, form = _handled(number), ReasonForm()
    if not form.validate():
        return _story_page(found, form), 422
    reason = form.words.data or ""
    try:
        actions.decline(casework(), number, reason=reason, seen=_seen(), by=current_actor())
    except Refused as refused:
        if refused.why is Why.ALREADY_DECIDED and (fresh := _handled(number)).state is not StoryState.REMOVED:
            form.form_errors.append(word(refused.why))
            return _story_page(fresh, form), 409
        return redirect_to("press.stories", said=word(refused.why), tone="warning")
    return redirect_to("press.stories", said=_("Đã ghi là không gắn, và báo lý do cho người gắn bài."))


@door.post("/stories/<int(max=2147483647):number>/remove")
@requires(Permission.LINK_STORIES)
def remove_story(number: int) -> ResponseReturnValue:
    """Its author takes it away."""
    actor = current_actor()
    if not is_author(actor, readings.find(casework(), actor, number) or abort(404)):
        abort(404)
    return _do(lambda: actions.remove(casework(), number, by=actor), _("Đã bỏ bài khỏi phản ánh."))


def _do(deed: Callable[[], None], said: str) -> ResponseReturnValue:
    try:
        deed()
    except Refused as refused:
        return redirect_to("press.stories", said=word(refused.why), tone="warning")
    return redirect_to("press.stories", said=said)


def _seen() -> StoryState:
    """How the story stood on the page; what is no state counts as waiting."""
    said = request.form.get("seen")
    return next((state for state in StoryState if state == said), StoryState.WAITING)


def _handled(number: int) -> Story:
    """One that the moderator's newsroom decides about."""
    actor = current_actor()
    found = readings.find(casework(), actor, number) or abort(404)
    return found if handles(actor, found) else abort(404)


def _story_page(found: Story, form: ReasonForm) -> str:
    is_own = is_author(current_actor(), found) and not found.by_newsroom
    return page("press/story.html", story=story_views([found])[0], form=form, is_own=is_own)


def _report() -> ReportCode:
    """The public report that the address names."""
    code = ReportCode(parse_code(request.args.get("report", "")) or abort(404))
    return code if is_public(casework(), code) else abort(404)


def _page(form: StoryForm, code: ReportCode) -> str:
    actor = current_actor()
    return page(
        "press/new_story.html",
        form=form,
        code=code,
        sites=readings.own_sites(casework(), actor),
        is_newsroom=bool(actor.outlets),
    )
