"""The promises of an official reply: the days that it names, ticked or added by hand when it is signed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from agency.case import Case
from agency.forms_case import SignForm
from casework.actions import leak_guard
from casework.domain import commands as do
from casework.domain.calendar import end_of_day
from casework.domain.checks_promises import is_good_day
from casework.domain.promised_days import PromisedDay, promised_days
from casework.domain.values import PostId
from web import present
from web.kitchen import casework


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A day that the reply names, as it can be ticked."""

    key: str
    sentence: str
    named: str
    due: present.Due
    is_ticked: bool


def offers(case: Case, form: SignForm, *, is_first: bool) -> list[Offer]:
    """What to tick on the page on which it is signed; at first what is likely a promise is ticked."""
    chosen = set(form.promised.data or ())
    return [
        Offer(
            key=_key(day),
            sentence=day.sentence,
            named=day.named,
            due=present.countdown(end_of_day(day.by), now=case.now, terms=case.terms),
            is_ticked=day.is_likely if is_first else _key(day) in chosen,
        )
        for day in _days(case, form)
    ]


def is_well_added(case: Case, form: SignForm) -> bool:
    """Whether what was added by hand is whole; says beside its field what is not."""
    what, by = form.promise_what.data or "", form.promise_by.data
    if not what and by is None:
        return True
    if not what:
        form.promise_what.errors = [_("Xin ghi cam kết làm việc gì.")]
    elif by is None:
        form.promise_by.errors = [_("Xin chọn ngày phải xong.")]
    elif not is_good_day(by, case.today):
        form.promise_by.errors = [_("Ngày cam kết phải sau hôm nay, và không quá mười năm nữa.")]
    elif _guard(case).check(what).findings:
        form.promise_what.errors = [_("Có thể lộ thông tin cá nhân: xin viết lại, bỏ tên người và các số.")]
    else:
        return True
    return False


def promises(case: Case, form: SignForm) -> list[do.MakePromise]:
    """What follows the signature; the same form gives the same posts, so that sent twice it promises once."""
    chosen = set(form.promised.data or ())
    made = [
        _command(form, _key(day), day.sentence, day.by) for day in _days(case, form) if _key(day) in chosen
    ]
    if form.promise_what.data and form.promise_by.data:
        made.append(_command(form, "by hand", form.promise_what.data, form.promise_by.data))
    return made


def _command(form: SignForm, key: str, what: str, by: date) -> do.MakePromise:
    post = hashlib.sha256(f"{form.post_id} {key}".encode()).hexdigest()[:32]
    return do.MakePromise(post=PostId(post), words=what, by=by)


def _days(case: Case, form: SignForm) -> Sequence[PromisedDay]:
    return promised_days(form.typed, signed=case.today, calendar=case.terms.calendar)


def _key(day: PromisedDay) -> str:
    return f"{day.by.isoformat()}.{day.start}"


def _guard(case: Case) -> leak_guard.Guard:
    return leak_guard.guard_for(casework(), case.code, by=case.actor)
