"""What somebody may do on the page of a report: a form for each command that is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from casework.actions.taking_part import may_follow, may_support
from casework.domain.values import PostId, PostKind
from casework.readings.thread import Post, Thread
from forum.forms_deeds import (
    FORMS,
    AnswerPromiseForm,
    AppealForm,
    CommentForm,
    EraseContactForm,
    MessageAgencyForm,
    MessageNewsroomForm,
    RateForm,
    ReopenForm,
    SupplyInfoForm,
    ThreadForm,
    WithdrawForm,
)
from web.session import current_actor

NONE: Mapping[str, ThreadForm] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Panels:
    """A form where something is allowed, else None. `support` and `follow` say whether it is on."""

    supply_info: SupplyInfoForm | None
    appeal: AppealForm | None
    promise: AnswerPromiseForm | None
    rate: RateForm | None
    reopen: ReopenForm | None
    withdraw: WithdrawForm | None
    message_newsroom: MessageNewsroomForm | None
    message_agency: MessageAgencyForm | None
    erase_contact: EraseContactForm | None
    comment: CommentForm | None
    support: bool | None
    follow: bool | None
    question_html: str  # what the newsroom asked last
    promised_html: str  # what was promised, where its reporter is asked of it

    @property
    def owner_may_act(self) -> bool:
        return any((self.supply_info, self.appeal, self.promise, self.rate, self.reopen, self.withdraw))

    @property
    def may_take_part(self) -> bool:
        return self.comment is not None or self.support is not None or self.follow is not None


def panels(thread: Thread, filled: Mapping[str, ThreadForm] = NONE) -> Panels:
    """The panels of this thread for whoever reads it; `filled` are forms to show as they were sent, by name.

    Every form gets the version that its reader sees now.
    """
    actor, report = current_actor(), thread.report
    questions = thread.of_kind(PostKind.QUESTION)
    offered: dict[str, ThreadForm | None] = {}
    for form_class in FORMS:
        name = form_class.panel.replace("-", "_")
        # What was typed stays even if it can no longer be sent: its writer may want to copy it.
        if form_class.panel in filled or _is_offered(form_class, thread):
            form = filled.get(form_class.panel) or form_class(formdata=None)
            form.version.data = str(report.version)
            offered[name] = form
        else:
            offered[name] = None
    promise = offered["promise"]
    meant = _asked_about(thread, promise) if isinstance(promise, AnswerPromiseForm) else None
    return Panels(
        **offered,
        promised_html=meant.html if meant else "",
        support=thread.supported if may_support(actor, report) or thread.supported else None,
        follow=thread.follows if may_follow(actor, report) or thread.follows else None,
        question_html=questions[-1].html if questions else "",
    )


def _is_offered(form_class: type[ThreadForm], thread: Thread) -> bool:
    plays = form_class.only_for is None or form_class.only_for in thread.parts
    if form_class.without_account and thread.report.reporter is not None:
        return False
    return plays and form_class.command_type in thread.allowed


def _asked_about(thread: Thread, form: AnswerPromiseForm) -> Post | None:
    """What the form asks about: what it was sent about, else the first promise that waits for a word."""
    first = next((one.post for one in thread.report.promises if one.is_asked), "")
    form.promise.data = form.promise.data or first
    return thread.post(PostId(form.promise.data))
