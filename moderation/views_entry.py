"""Enter what reached the newsroom another way: the same code, clock and updates as on the web."""

from __future__ import annotations

import hashlib

from flask.typing import ResponseReturnValue

from casework.actions import deeds
from casework.actions.submit import FileRefused, Receipt, submit
from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.policy import Permission
from casework.domain.values import PostId
from casework.readings.directory import directory
from moderation.door import door
from moderation.forms_entry import EntryForm
from web.guard import requires
from web.kitchen import casework
from web.page import page
from web.session import current_actor
from web.uploads import let_in, takes_files

let_in(door)


@door.get("/reports/new")
@requires(Permission.MODERATE)
def new_entry() -> ResponseReturnValue:
    """An empty form."""
    return page("moderation/entry.html", form=_form())


@door.post("/reports/new")
@requires(Permission.MODERATE)
@takes_files
def enter() -> ResponseReturnValue:
    """Take the report in and show the code and the secret, to be read out."""
    form = _form()
    if not form.validate():
        return _again(form)
    submission = form.submission()
    try:
        receipt = submit(casework(), submission, by=current_actor())
    except FileRefused as refused:
        form.attachments.refuse(refused)
        return _again(form)
    _note_the_day(receipt, form)
    house = casework()
    return page(
        "moderation/entered.html",
        code=receipt.code,
        secret=receipt.secret,
        title=submission.title,
        first_look_due=house.terms().first_look_due(house.now()),
        has_email=bool(submission.contact.email),
    )


def _again(form: EntryForm) -> ResponseReturnValue:
    form.attachments.ask_again()
    return page("moderation/entry.html", form=form), 422


def _note_the_day(receipt: Receipt, form: EntryForm) -> None:
    """A letter that lay some days: the day it came is kept beside the report."""
    if not form.note:
        return
    # From the code, so that the form sent twice leaves one note.
    post = PostId(hashlib.sha256(f"received {receipt.code}".encode()).hexdigest()[:32])
    deeds.perform(
        casework(), receipt.code, do.AddNewsroomNote(post=post, words=form.note), by=current_actor()
    )


def _form() -> EntryForm:
    house = casework()
    return EntryForm(current_actor(), directory(house), local_day(house.now()))
