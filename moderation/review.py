"""The review page: the report, and beside it what may be done, the likeliest step first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask.typing import ResponseReturnValue

from casework.actions.deeds import Stale
from casework.domain import commands as do
from casework.domain.merging import taken_in
from casework.domain.refusals import Refused, Why
from casework.domain.values import Status
from casework.readings.pages import Page
from moderation import way
from moderation.desk import Desk
from moderation.diffs import changes
from moderation.forms_classify import ClassifyForm
from moderation.forms_correct import CorrectForm
from moderation.forms_desk import DeskForm, _
from moderation.forms_merge import MergeForm, UnmergeForm
from moderation.forms_press import PressLetterForm
from moderation.forms_route import RerouteForm, RouteForm
from moderation.forms_text import (
    BlackOutForm,
    ClaimForm,
    EditForm,
    HandOverForm,
    NoteForm,
    RedactForm,
    ReleaseForm,
    to_bring_back,
)
from moderation.forms_verdict import (
    AppealForm,
    AskForm,
    DeclineForm,
    ExtensionForm,
    RestoreForm,
    SettleFlagsForm,
)
from moderation.gate import gate_view
from moderation.leaks import post_leaks
from moderation.proposing import OfferedField
from moderation.similar import named_target, similar_views
from web import paging, present
from web.corrections import corrections
from web.dossier import dossier
from web.page import page
from web.session import current_actor
from web.words import word

# In the order in which a desk offers them; the first of LEADS that is allowed is the next step.
FORMS: tuple[type[DeskForm], ...] = (
    SettleFlagsForm,
    AppealForm,
    ExtensionForm,
    PressLetterForm,
    RerouteForm,
    RouteForm,
    RestoreForm,
    ClassifyForm,
    AskForm,
    EditForm,
    RedactForm,
    CorrectForm,
    DeclineForm,
    MergeForm,
    UnmergeForm,
    HandOverForm,
    NoteForm,
)
LEADS = frozenset({AppealForm, ExtensionForm, PressLetterForm, RerouteForm, RouteForm, RestoreForm})
CLAIMS: tuple[type[DeskForm], ...] = (ClaimForm, ReleaseForm)
BESIDE_THE_TEXT: tuple[type[DeskForm], ...] = (BlackOutForm,)
DEEDS = {form.deed: form for form in (*FORMS, *CLAIMS, *BESIDE_THE_TEXT)}


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why a deed was not done, and what was typed for it."""

    form: DeskForm
    why: str = ""
    since: Sequence[str] = ()
    kept: Sequence[tuple[str, str]] = field(default=())  # when the deed is no longer offered


def review_page(desk: Desk, *, trouble: Trouble | None = None) -> str:
    """The page about one report; with `trouble`, the form that did not go through stands open in it."""
    thread = desk.thread
    forms = (
        [] if desk.is_own else [_form(kind, desk, trouble) for kind in FORMS if _fits(kind, desk, trouble)]
    )
    lead = next((form for form in forms if _leads(form, desk)), None)
    others = [form for form in forms if form is not lead]
    comments = Page(rows=thread.comments, next_key=_comment_key(desk))
    may_review_comments = not desk.is_own and do.ReviewComment in thread.allowed
    black_out, noted = BlackOutForm(desk), corrections(thread)
    return page(
        "moderation/review.html",
        dossier=dossier(thread, desk.directory, now=desk.now, terms=desk.terms),
        correspondence=desk.correspondence,
        lead=lead,
        others=others,
        open_deed=trouble.form.deed if trouble else _asked_for(desk),
        trouble=trouble,
        standing="" if lead or None in desk.flags else _standing(desk),
        claim=_claim(desk),
        due=present.due_view(thread.report, now=desk.now, terms=desk.terms),
        may_remove=not desk.is_own and do.Remove in thread.allowed,
        may_review_comments=may_review_comments,
        is_published=thread.report.is_published,
        changes=changes(thread),
        may_edit=any(isinstance(form, EditForm) for form in forms),
        gate=gate_view(desk.thread),
        similar=similar_views(desk),
        watched=desk.watched,
        merged_into=thread.report.merged_into,
        taken_in=taken_in(thread.history),
        may_pass_on=not desk.is_own and do.PassToInspectorate in thread.allowed,
        comments=[
            (present.post_view(post, desk.directory, noted.get(post.id, ())), post.state.value)
            for post in comments.rows
        ],
        comment_flags=desk.flags,
        comment_leaks=post_leaks(desk, comments.rows) if may_review_comments and comments.rows else {},
        black_out=black_out if black_out.leaks else None,
        held_since=thread.report.held_at if thread.report.held and not desk.is_own else None,
        reply_requests=0 if desk.is_own else thread.reply_requests,
        awaits_press_letter=thread.report.awaits_press_letter and not desk.is_own,
        pictures=_pictures(desk),
        waiting_comments=thread.waiting_comments,
        comment_pages=paging.links(comments),
        way=way.arguments(),
        shortcuts=_shortcuts(lead, others),
    )


def trouble_of(error: Refused, form: DeskForm, desk: Desk) -> Trouble:
    """What the page says when somebody has acted meanwhile, or the deed is refused; `desk` is read anew."""
    form.renew(desk)
    since = []
    if isinstance(error, Stale):
        since = [present.event_label(recorded.event, desk.directory) for recorded in error.since]
    offered = not desk.is_own and form.does in desk.thread.allowed
    return Trouble(form=form, why=word(error.why), since=since, kept=() if offered else form.typed)


def _shortcuts(lead: DeskForm | None, others: Sequence[DeskForm]) -> list[tuple[str, str]]:
    """The keys of this page, in the order of their use."""
    found = [("a", _("Đến nút “%(button)s”; Enter để làm", button=lead.button))] if lead else []
    if any(_chooses_by_key(form) for form in (lead, *others) if form):
        found.append(("1 2 3", _("Chọn cơ quan được đề xuất thứ nhất, thứ hai, thứ ba")))
    found += [(form.key, str(form.title)) for form in (*([lead] if lead else []), *others) if form.key]
    found.append(("c", _("Nhận xử lý, hoặc trả lại hàng chờ")))
    if way.waits():
        found += [("j", _("Để sau, xem phản ánh kế")), ("k", _("Phản ánh trước")), ("u", _("Về hàng chờ"))]
    return found


def _chooses_by_key(form: DeskForm) -> bool:
    return any(isinstance(field, OfferedField) and field.by_key and field.offers for field in form)


def _pictures(desk: Desk) -> list[present.FileView]:
    """The pictures of which parts may be painted over."""
    thread = desk.thread
    if desk.is_own or do.RedactPicture not in thread.allowed:
        return []
    files = [*thread.files, *(file for post in thread.posts for file in post.files)]
    return present.file_views(file for file in files if file.is_picture)


def _form(kind: type[DeskForm], desk: Desk, trouble: Trouble | None) -> DeskForm:
    return trouble.form if trouble and isinstance(trouble.form, kind) else kind(desk)


def _fits(kind: type[DeskForm], desk: Desk, trouble: Trouble | None) -> bool:
    """Whether the deed is allowed and the form is of use, or was sent a moment ago."""
    was_sent = trouble is not None and isinstance(trouble.form, kind)
    return kind.does in desk.thread.allowed and (was_sent or kind.is_offered(desk))


def _asked_for(desk: Desk) -> str:
    """The deed that the address begins already."""
    if to_bring_back(desk):
        return EditForm.deed
    return MergeForm.deed if named_target() else ""


def _leads(form: DeskForm, desk: Desk) -> bool:
    waits_for_reporter = desk.thread.report.status is Status.NEEDS_INFO
    return type(form) in LEADS and not waits_for_reporter


def _standing(desk: Desk) -> str:
    """What there is to do, or why there is nothing, where no step leads."""
    thread, report = desk.thread, desk.thread.report
    if desk.is_own:
        return word(Why.OWN_REPORT)
    if report.status is Status.NEEDS_INFO:
        return _("Đang chờ người gửi trả lời câu hỏi của tòa soạn.")
    if report.status is Status.RETURNED and do.Reroute not in thread.allowed:
        return word(Why.OVERSIGHT_DECIDES)
    if report.appeal_pending and do.DecideAppeal not in thread.allowed:
        return word(Why.SAME_PERSON)
    if report.is_late(desk.now):
        return _("Cơ quan đã quá hạn trả lời; hệ thống nhắc và báo cấp trên theo lịch.")
    if report.is_with_agency:
        return _("Phản ánh đang ở cơ quan xử lý. Tòa soạn chưa phải làm gì thêm.")
    return _("Không còn việc gì phải làm với phản ánh này.")


@dataclass(frozen=True, kw_only=True)
class ClaimView:
    """Who is on it; `form` claims it or gives it back, or is None where neither is possible."""

    by: str
    is_mine: bool
    form: DeskForm | None


def _claim(desk: Desk) -> ClaimView:
    report, allowed = desk.thread.report, desk.thread.allowed
    kind = next((kind for kind in CLAIMS if kind.does in allowed), None)
    return ClaimView(
        by=desk.thread.claimed_by,
        is_mine=report.claimed_by is not None and report.claimed_by == current_actor().user,
        form=kind(desk) if kind and not desk.is_own else None,
    )


def _comment_key(desk: Desk) -> tuple[str, str] | None:
    key = desk.thread.next_comments
    return (key[0].isoformat(), key[1]) if key else None


def unprocessable(desk: Desk, form: DeskForm) -> ResponseReturnValue:
    """The same page with the errors beside the fields."""
    return review_page(desk, trouble=Trouble(form=form)), 422
