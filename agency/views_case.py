"""One case: what is asked, the report, and every deed of an agency on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import cast

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import CombinedMultiDict

from agency import forms_case as forms
from agency import forms_promises, promising
from agency.case import Case, ask, open_case, papers
from agency.door import door
from agency.forms_shares import ContributeForm
from casework.actions import deeds, leak_guard
from casework.actions.submit import FileRefused
from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.lifecycle import why_not
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from casework.domain.values import Part, PostId, PostKind, PostState, ReportCode
from casework.readings import inbox as readings
from casework.readings.inbox import NoSuchReport
from casework.readings.thread import Post
from web import leaks, present, uploads
from web.errors import note_refusal, refusal_status
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.promises import promise_views
from web.session import current_actor
from web.shares import waited_for
from web.words import word

_: Callable[..., str] = gettext
# The deeds of an agency as the last part of their address.
DEEDS = "accept, 'return', interim, extension, draft, note, sign, promise, 'move-promise', 'keep-promise'"
GUARDED = "interim, extension, sign, promise, 'move-promise'"  # what everybody reads
FORMS: tuple[type[forms.CaseForm], ...] = (ContributeForm, *forms.FORMS, *forms_promises.FORMS)
BY_DEED = {form.deed: form for form in FORMS}
REPLIES = "draft, sign"  # into which a contribution may be put
HELD = "interim, sign"  # what the newsroom may look at first
uploads.let_in(door)


@door.get("/reports/<code>")
@requires(Permission.WORK_FOR_AGENCY)
def case(code: str) -> ResponseReturnValue:
    return _page(open_case(ReportCode(code), current_actor()))


@door.post(f"/reports/<code>/<any({DEEDS}):deed>")
@requires(Permission.WORK_FOR_AGENCY)
def act(code: str, deed: str) -> ResponseReturnValue:
    """Do one of an agency's deeds."""
    return _carry_out(ReportCode(code), BY_DEED[deed])


@door.post("/reports/<code>/contribute")
@uploads.takes_files
@requires(Permission.WORK_FOR_AGENCY)
def contribute(code: str) -> ResponseReturnValue:
    """Give the share of an agency beside the lead, with files."""
    return _carry_out(ReportCode(code), ContributeForm)


@door.post(f"/reports/<code>/<any({REPLIES}):deed>/insert")
@requires(Permission.WORK_FOR_AGENCY)
def insert(code: str, deed: str) -> ResponseReturnValue:
    """Put a contribution under the words of the reply that are being written. Keeps nothing yet."""
    found, form = _offered(code, BY_DEED[deed])
    assert isinstance(form, forms.DraftForm | forms.SignForm), "the address names no other"
    form.insert(found.contribution(request.form.get("contribution", "")))
    return _page(found, form)


@door.post(f"/reports/<code>/<any({HELD}):deed>/hold")
@requires(Permission.WORK_FOR_AGENCY)
def hold(code: str, deed: str) -> ResponseReturnValue:
    """Hand a reply to the newsroom, who looks at it before readers do."""
    return _carry_out(ReportCode(code), BY_DEED[deed], is_held=True)


@door.post(f"/reports/<code>/<any({GUARDED}):deed>/preview")
@requires(Permission.WORK_FOR_AGENCY)
def preview(code: str, deed: str) -> ResponseReturnValue:
    """What readers will see, and what in it may lead to a person. Publishes nothing."""
    found, form = _offered(code, BY_DEED[deed])
    if not form.validate():
        return _page(found, form), 422
    guard = leak_guard.guard_for(casework(), found.code, by=found.actor)
    if leaks.asked_to_black_out():
        form.rewrite(leaks.blacked_out(form.typed, guard))
    checked = guard.check(form.typed)
    if checked.findings:
        return _leaking(found, form, checked)
    if isinstance(form, forms.SignForm):
        return _sign_page(found, form, is_first="offered" not in request.form)
    reply = _as_published(found, form.typed)
    return page("agency/clean.html", case=found, form=form, reply=reply)


def _offered(code: str, kind: type[forms.CaseForm]) -> tuple[Case, forms.CaseForm]:
    """The case with this form as it was filled in. Raises Refused where it is not offered."""
    actor = current_actor()
    found = open_case(ReportCode(code), actor)
    if not kind.is_offered(found):
        raise Refused(why_not(found.report, kind.does, actor=actor) or Why.WRONG_STATUS)
    return found, kind(found, formdata=request.form)


def _sign_page(found: Case, form: forms.SignForm, *, is_first: bool = False) -> str:
    """The reply as readers will see it, with the days that it names."""
    return page(
        "agency/sign.html",
        case=found,
        form=form,
        reply=_as_published(found, form.typed),
        is_public=found.report.is_published,
        waited_for=waited_for(found.thread, found.directory, found.now),
        offers=promising.offers(found, form, is_first=is_first),
        tomorrow=(found.today + timedelta(days=1)).isoformat(),
    )


def _carry_out(code: ReportCode, kind: type[forms.CaseForm], *, is_held: bool = False) -> ResponseReturnValue:
    """form → command → deed → redirect; whatever stands in the way gives the form back with its words."""
    actor = current_actor()
    try:
        found = open_case(code, actor)
    except NoSuchReport:
        return _gone(code, kind)
    form = kind(found, formdata=CombinedMultiDict((request.files, request.form)))
    if (wrong := _wrong(found, form, is_held=is_held)) is not None:
        return wrong, 422
    command = form.held() if is_held else form.command()
    done = _("Đã gửi tòa soạn xem trước khi đăng.") if is_held else form.done
    try:
        leak_guard.perform(casework(), code, command, by=actor, seen=form.seen, uploads=form.uploads)
        if isinstance(command, do.SignReply):
            _promise(found, form)
    except leak_guard.Leaking as leaking:
        return _leaking(found, form, leaking.checked), 422
    except FileRefused as refused_file:
        form.refuse_file(refused_file)
        return _page(found, form), 422
    except deeds.Stale as stale:
        if _is_second_click(ev.ReplyHeld if is_held else kind.leaves, stale):
            return _on(code, kind, done)
        fresh = open_case(code, actor)
        form.renew(fresh)
        return _page(fresh, form, refused=word(Why.STALE), since=fresh.events(stale.since)), 409
    except Refused as refused:
        if refused.why is Why.NOT_ALLOWED:
            raise
        return _page(open_case(code, actor), form, refused=word(refused.why)), refusal_status(refused)
    return _on(code, kind, done)


def _wrong(found: Case, form: forms.CaseForm, *, is_held: bool) -> str | None:
    """The page once more, where something is wrong with what was filled in."""
    if not form.validate():
        return _page(found, form)
    signs = isinstance(form, forms.SignForm) and not is_held
    if signs and not promising.is_well_added(found, cast(forms.SignForm, form)):
        return _sign_page(found, cast(forms.SignForm, form))
    return None


def _promise(found: Case, form: forms.CaseForm) -> None:
    """What the signed reply promises. What breaks off here is made up when the same form is sent again."""
    assert isinstance(form, forms.SignForm), "nothing else signs"
    for promise in promising.promises(found, form):
        leak_guard.perform(casework(), found.code, promise, by=found.actor)


def _leaking(found: Case, form: forms.CaseForm, checked: leak_guard.Checked) -> str:
    """What was found, in place, with every way on: black out, mend by hand, or let the newsroom look."""
    form.rewrite(checked.text)
    return page("agency/leaking.html", case=found, form=form, view=leaks.leak_view(checked))


def _on(code: ReportCode, kind: type[forms.CaseForm], said: object) -> ResponseReturnValue:
    """After a return there is no case any more."""
    if kind is forms.ReturnForm:
        return redirect_to("agency.inbox", said=str(said))
    return redirect_to("agency.case", code=code, said=str(said))


def _is_second_click(left: type[ev.Event] | None, stale: deeds.Stale) -> bool:
    """Whether all that happened since is this very deed by this very person."""
    mine = current_actor().user
    return any(type(entry.event) is left for entry in stale.since) and all(
        entry.actor == mine for entry in stale.since
    )


def _gone(code: ReportCode, kind: type[forms.CaseForm]) -> ResponseReturnValue:
    """The case is not this agency's: the second click of a return, or taken away while somebody wrote.

    The page is the same for a report that never was; whatever was typed is given back.
    """
    post = PostId(request.form.get("post", ""))
    if kind is forms.ReturnForm and readings.is_written(casework(), code, post, by=current_actor()):
        return redirect_to("agency.inbox", said=str(kind.done))
    note_refusal()
    return page("agency/gone.html", typed=request.form.get("words", "")), 404


def _page(
    found: Case, form: forms.CaseForm | None = None, *, refused: str = "", since: Sequence[str] = ()
) -> str:
    """The case with every form that its agency may fill in now; `form` is the one just sent."""
    offered = [
        form if form is not None and kind is type(form) else kind(found)
        for kind in FORMS
        if kind.is_offered(found)
    ]
    first = forms.next_deed(found)
    replies = [one.deed for one in offered if isinstance(one, forms.DraftForm | forms.SignForm)]
    is_lost = form is not None and form not in offered
    return page(
        "agency/case.html",
        case=found,
        dossier=papers(found),
        ask=ask(found),
        promises=promise_views(found.thread, found.directory, now=found.now, terms=found.terms),
        writes=next(iter(sorted(replies)), "") if found.is_lead else "",
        next_form=next((one for one in offered if one.deed == first), None),
        other_forms=[one for one in offered if one.deed != first],
        sent=form,
        drafts=[present.post_view(post, found.directory) for post in found.drafts],
        refused=refused,
        since=since,
        lost=form.typed if form is not None and is_lost else "",
    )


def _as_published(found: Case, words: str) -> present.PostView:
    """The reply as it will stand on the report's page."""
    return present.post_view(
        Post(
            id=PostId("0" * 32),
            kind=PostKind.OFFICIAL_REPLY,
            state=PostState.SHOWN,
            part=Part.SIGNER,
            author_name=found.actor.name,
            agency=found.agency,
            outlet=None,
            source=words,
            html=readings.as_published(words),
            at=found.now,
            files=(),
        ),
        found.directory,
    )
