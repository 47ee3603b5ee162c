"""What anybody can check: the journal's heads, one's own receipt, what the newsrooms declined or changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.documents.tables import csv_lines
from casework.domain import events as ev
from casework.domain.policy import Permission
from casework.domain.values import OutletCode
from casework.readings import journal as readings
from casework.readings import ledger as acts
from casework.readings.directory import Directory, directory
from casework.readings.ledger import Entry
from forum.door import door
from web import cache, choices, months, paging
from web.choices import SelectChoice
from web.fields import Form, LineField, Required
from web.guard import requires
from web.i18n import iso_day, language
from web.kitchen import casework
from web.limits import limit
from web.page import page
from web.words import word

_MOST_HEADS = 4000
_DAY = re.compile(r"20\d\d-[01]\d-[0-3]\d", re.ASCII)
# What an act is called; the reason follows where there is one.
ACTS: Mapping[str, Any] = MappingProxyType(
    {
        ev.Declined.__name__: _l("Không tiếp nhận"),
        ev.AppealDecided.__name__: _l("Xem lại việc không tiếp nhận"),
        ev.Edited.__name__: _l("Sửa chữ"),
        ev.Redacted.__name__: _l("Che đoạn văn"),
        ev.PictureRedacted.__name__: _l("Che một phần ảnh"),
        ev.Corrected.__name__: _l("Đính chính"),
        ev.Removed.__name__: _l("Gỡ khỏi diễn đàn"),
        ev.Restored.__name__: _l("Đăng lại"),
        ev.CommentReviewed.__name__: _l("Không đăng bình luận"),
    }
)


class ReceiptForm(Form):
    receipt = LineField(
        _l("Biên nhận"),
        [Required(_l("Xin chép biên nhận vào đây."))],
        description=_l("Một số, rồi tám nhóm chữ và số. Ví dụ: 1234-ab12-cd34-…"),
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 200},
    )


@dataclass(frozen=True, kw_only=True)
class Act:
    """One line of the ledger, in words."""

    at: datetime
    label: str
    reason: str
    outlet: str
    code: str  # empty where the report never was public


@door.get("/journal")
@requires(Permission.READ_PUBLIC)
def journal() -> ResponseReturnValue:
    """What the journal is, the heads of its days, and the form that checks a receipt."""
    return _journal(ReceiptForm(formdata=None), None)


@door.post("/journal")
@requires(Permission.READ_PUBLIC)
@limit("20 per minute; 200 per hour")
def check_receipt() -> ResponseReturnValue:
    """Whether a receipt stands in the journal; nothing of what it stands for."""
    form = ReceiptForm()
    if not form.validate():
        return _journal(form, None), 422
    found = readings.check(casework(), form.receipt.data or "")
    if found is None:
        form.receipt.errors = [
            _("Không có biên nhận này trong nhật ký. Xin xem lại từng chữ; nếu chép đúng, hãy báo tòa soạn.")
        ]
        return _journal(form, None), 422
    return _journal(form, found)


@door.get("/journal/heads.csv")
@requires(Permission.READ_PUBLIC)
def journal_heads() -> ResponseReturnValue:
    """Every head, for who keeps them elsewhere."""
    rows = [
        (iso_day(head.day), head.seq, head.hash) for head in readings.heads(casework(), limit=_MOST_HEADS)
    ]
    return _csv(("day", "last_event", "sha256"), rows, "journal-heads.csv")


@door.get("/ledger")
@requires(Permission.READ_PUBLIC)
def ledger() -> ResponseReturnValue:
    """What the newsrooms declined, changed and took down."""
    asked = _asked()

    def make() -> str:
        house = casework()
        named = directory(house)
        found = acts.entries(house, **asked, after=paging.after())
        month = asked["month"] or months.this_month()
        return page(
            "forum/ledger.html",
            acts=[_act(entry, named) for entry in found.rows],
            pager=paging.links(found),
            month=month,
            sums=_sums(acts.sums(house, month), named),
            outlets=choices.outlets(named),
            outlet=asked["outlet"] or "",
            kinds=[SelectChoice(name, str(label)) for name, label in ACTS.items()],
            kind=asked["kind"],
            months=months.choices(),
            chosen_month=f"{month.first:%Y-%m}" if asked["month"] else "",
            csv_url=paging.with_query(url_for("forum.ledger_csv")),
        )

    return cache.shared(make)


@door.get("/ledger.csv")
@requires(Permission.READ_PUBLIC)
def ledger_csv() -> ResponseReturnValue:
    """The same as a table, a page at a time; the header Link names the next."""
    named = directory(casework())
    found = acts.entries(casework(), **_asked(), after=paging.after())
    lines = [_act(entry, named) for entry in found.rows]
    rows = [(iso_day(act.at), act.label, act.reason, act.outlet, act.code) for act in lines]
    response = _csv((_("ngày"), _("việc"), _("lý do"), _("tòa soạn"), _("mã")), rows, "ledger.csv")
    following = paging.links(found)["next_url"]
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _journal(form: ReceiptForm, found: readings.Checked | None) -> str:
    before = request.args.get("before", "")
    day = _day(before)
    heads = readings.heads(casework(), before=day, limit=readings.A_PAGE + 1)
    shown = heads[: readings.A_PAGE]
    older = url_for("forum.journal", before=iso_day(shown[-1].day)) if len(heads) > len(shown) else None
    return page(
        "forum/journal.html",
        form=form,
        found=found,
        heads=shown,
        pager={"next_url": older, "first_url": url_for("forum.journal") if day else None},
    )


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if _DAY.fullmatch(given) else None
    except ValueError:
        return None


def _asked() -> dict[str, Any]:
    """What of the ledger is wanted; what is no choice of ours counts for nothing."""
    named, args = directory(casework()), request.args
    outlet = args.get("outlet", "")
    return {
        "outlet": OutletCode(outlet)
        if outlet in {choice.value for choice in choices.outlets(named)}
        else None,
        "kind": args.get("kind", "") if args.get("kind", "") in ACTS else "",
        "month": months.asked(),
    }


def _act(entry: Entry, named: Directory) -> Act:
    event = entry.event
    reason = word(event.reason) if isinstance(event, ev.Declined | ev.Removed) else ""
    if isinstance(event, ev.AppealDecided):
        reason = _("Được nhận lại") if event.upheld else _("Vẫn không tiếp nhận")
    return Act(
        at=entry.at,
        label=str(ACTS[type(event).__name__]),
        reason=reason,
        outlet=named.outlet_name(entry.outlet, language()),
        code=entry.code or "",
    )


def _sums(counted: Mapping[str, Mapping[OutletCode, int]], named: Directory) -> list[tuple[str, list[int]]]:
    """For each kind of act how often each outlet did it, in the outlets' order."""
    outlets = [OutletCode(choice.value) for choice in choices.outlets(named)]
    return [
        (str(label), [counted.get(name, {}).get(outlet, 0) for outlet in outlets])
        for name, label in ACTS.items()
    ]


def _csv(head: Sequence[str], rows: Sequence[Sequence[object]], name: str) -> Response:
    response = Response("".join(csv_lines(head, rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = cache.SHARED if cache.for_everybody() else "private, no-store"
    return response
