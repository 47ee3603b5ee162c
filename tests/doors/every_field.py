"""Every address of the house with all that it reads: the fields of its form, or the names of its query.

Which those are is heard from the view itself, so that nobody has to remember to list them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from casework.domain.values import Status
from casework.store.casework import new_post_id
from tests.doors.addresses import LET_IN, PEOPLE, Row, Stage
from tests.doors.stage import Reports
from tests.doors.test_who_may import ROWS, TURNS_INTO_ANOTHER

# What fills in every form of the house: each takes the fields that it knows.
FIELDS: Final[Mapping[str, str]] = {
    "title": "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả",
    "headline": "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả",
    "body": "Tôi nộp hồ sơ ngày 12/3, đến nay đã ba lần được hẹn lại.",
    "words": "Xin cho biết thêm về việc này, chúng tôi cần số và ngày của giấy hẹn.",
    "vi": "Xin cảm ơn bạn đã phản ánh.",
    "en": "Thank you for your report.",
    "watch_kind": "word",
    "text": "cho vay nóng",
    "looked": "y",
    "wrong": "report",
    "sure": "y",
    "accused": "Ông Trần Văn Thử, cán bộ địa chính xã",
    "understood": "y",
    "upheld": "yes",
    "left_1": "10",
    "top_1": "10",
    "width_1": "30",
    "height_1": "30",
    "passages": "ba lần",
    "kind": "complaint",
    "outlet": "BND",
    "field": "dat-dai",
    "area": "362",
    "agency": "SYT",
    "display": "hidden",
    "publish": "yes",
    "channel": "phone",
    "received": "2026-10-30",
    "name": "Trần Thị Hoa",
    "email": "hoa@dvc.gov.vn",
    "phone": "0912 345 678",
    "locale": "vi",
    "password": "con trâu đi trước cái cày",
    "current": "con trâu đi trước cái cày",
    "happenings": "report.published",
    "reason": "other",
    "medium": "Báo Lao Động",
    "card": "IBT 01234",
    "sites": "laodong.vn",
    "often": "weekly",
    "note": "Gọi lại chị Hoa.",
    "url": "https://baonamdinh.vn/bai",
    "hour": "08:00",
    "purpose": "Viết bài",
    "questions": "Bao giờ xong?",
    "answer": "yes",
    "solved": "yes",
    "kept": "yes",
    "stars": "4",
    "until": "2026-11-27",
    "role": "journalist",
    "where": "BND",
    "place": "BND",
    "on": "yes",
    "granted": "yes",
    "verdict": "no",
    "code": "PA-7K3M-9QXT",
    "into": "PA-7K3M-9QXT",
    "secret": "AAAA-BBBB",
    "form": "csv",
}
_CHANGE: Final = {"day": "2026-11-02", "source": "Quyết định 12/QĐ-UBND", "stamp": "another"}
_BEGINS: Final = {
    "new_name": "Sở Nông nghiệp và Môi trường",
    "new_name_en": "Department of Agriculture and Environment",
    "new_short_name": "Sở NN&MT",
    "new_code": "SNNMT",
    "new_email": "snnmt@namdinh.test",
}
_CHANGES: Final[Mapping[str, Mapping[str, str]]] = {
    "rename": _CHANGE | _BEGINS,
    "merge": _CHANGE | _BEGINS | {"agency_1": "STNMT", "agency_2": "SYT"},
    "end": _CHANGE | {"successor": "SXD"},
    "split": _CHANGE | {"agency": "STNMT", "to_dat-dai": "SXD", "rest": "STNMT"},
}
# Where a form wants something else, and in which status a report has to be for its deed.
FIELDS_AT: Final[Mapping[str, Mapping[str, str]]] = {
    "/signup": {"kind": "citizen"},
    "/moderation/reports/<code>/hand-over": {"outlet": "PTTH"},
    "/moderation/reports/<code>/edit": {"task": "2"},
    "/moderation/reports/new": {"agency": "", "reform_task": ""},
    "/moderation/texts": {"use": "ask"},
    "/admin/people/<person>/roles": {"where": "outlet:BND"},
    "/reports/new/gate": {"door": "complaint"},
    "/reports/new/slip": {"door": "complaint"},
    **{
        f"/admin/reorganisation/{kind}{step}{'?agency=STNMT' if kind == 'split' else ''}": fields
        for kind, fields in _CHANGES.items()
        for step in ("", "/preview")
    },
}
STATUS_AT: Final[Mapping[str, Status]] = {
    "/reports/<code>/supply-info": Status.NEEDS_INFO,
    "/reports/<code>/appeal": Status.DECLINED,
    "/reports/<code>/rate": Status.ANSWERED,
    "/agency/reports/<code>/accept": Status.ROUTED,
    "/moderation/reports/<code>/reroute": Status.RETURNED,
    "/moderation/reports/<code>/unmerge": Status.MERGED,
    **{
        f"/moderation/{where}": Status.SUBMITTED
        for deed in ("claim", "ask", "route", "decline", "merge", "hand-over", "edit", "redact")
        for where in (f"reports/<code>/{deed}", f"bulk/{deed}")
    },
}
_OF_A_PASSKEY: Final = re.compile(r"^[0-9a-f]{32}-")  # each has a form of its own on the page
# What a form of the newsroom carries for the page that comes after it.
_LEADS_ON: Final = frozenset({"after", "back", "waits"})
# Rows of a table in a form: areas of a picture, agencies that help, fields to deal out.
_OF_MANY: Final = re.compile(r"(?<=[_-])\d+|(?<=^to_).+")
_MOST_ALIKE: Final = 2
_FORM: Final = "application/x-www-form-urlencoded"


class Heard(ImmutableMultiDict[str, Any]):
    """A form or a query that remembers which names it was asked for."""

    names: ClassVar[set[str]] = set()

    def __contains__(self, key: object) -> bool:
        Heard.names.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: str) -> Any:
        Heard.names.add(key)
        return super().__getitem__(key)

    def get(self, key: str, *rest: Any, **more: Any) -> Any:
        Heard.names.add(key)
        return super().get(key, *rest, **more)

    def getlist(self, key: str, *rest: Any, **more: Any) -> list[Any]:
        Heard.names.add(key)
        return super().getlist(key, *rest, **more)


def column_of(row: Row) -> str:
    """Somebody whom a row lets in, rather than nobody in particular; the citizen where nobody's browser is,
    since programs alone are."""
    return next((column for column in ("C", "M", *PEOPLE) if row.marks[column] == LET_IN), "C")


class EveryField:
    """The stage of the table of addresses, with `Heard` in the place of every form and query."""

    def __init__(self, app: Flask, a_report: Reports, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(app.request_class, "parameter_storage_class", Heard)
        # Limits and quotas would hide what stands behind them.
        monkeypatch.setattr("web.limits._limiter.enabled", False)
        monkeypatch.setattr("casework.domain.standing.Standing.quota", lambda standing, act: 1_000_000)
        monkeypatch.setattr("casework.actions.exports.MOST_WAITING", 1_000_000)
        self._a_report = a_report
        self.stage = Stage(app, a_report)
        self._usual = self.stage.report

    def __iter__(self) -> Iterator[tuple[Row, tuple[str, ...]]]:
        """Each row of the table with each name that its view reads; together those that say where to go on
        alone, and two of those that are told apart by their number alone."""
        for row in ROWS:
            if row.address.startswith(TURNS_INTO_ANOTHER) or "static" in row.address:
                continue
            Heard.names.clear()
            self.send(row, {})
            names = Heard.names - {"csrf_token"}
            if leads_on := tuple(sorted(names & _LEADS_ON)):
                yield row, leads_on
            alike: Counter[str] = Counter()
            for name in sorted(names - _LEADS_ON):
                kind = _OF_MANY.sub("*", name)
                alike[kind] += 1
                if alike[kind] <= _MOST_ALIKE:
                    yield row, (_OF_A_PASSKEY.sub("<passkey>-", name),)

    def send(self, row: Row, changes: Mapping[str, str]) -> TestResponse:
        """What somebody gets whom the row lets in; `changes`, as bytes of a form, in place of the usual."""
        stage, column = self.stage, column_of(row)
        self._set(row)
        stage.arm(row, column)
        address, browser = stage.address(row, column), stage.visit.browser(PEOPLE[column])
        passkey = re.search(r"/passkeys/(\w+)/", address)
        own = passkey[1] if passkey else ""
        changed = [f"{name.replace('<passkey>', own)}={value}" for name, value in changes.items()]
        if row.method == "GET":
            return browser.get(f"{address}?{'&'.join(changed)}")
        fields = self._fields(row, column)
        if own and "<passkey>-name" not in changes:
            fields[f"{own}-name"] = "Máy của tôi"
        kept = urlencode({name: value for name, value in fields.items() if name not in changes})
        return browser.post(address, data="&".join([kept, *changed]), content_type=_FORM)

    def _set(self, row: Row) -> None:
        """Put a report on the stage to which the deed of a row can be done."""
        self.stage.report = self._usual
        self.stage.renew()
        self._usual = self.stage.report
        if row.address in STATUS_AT:
            self.stage.report = self._a_report(STATUS_AT[row.address])

    def _fields(self, row: Row, column: str) -> dict[str, str]:
        report, post = self.stage.report, new_post_id()
        return {
            **FIELDS,
            **FIELDS_AT.get(row.address, {}),
            "version": str(report.version),
            "post": post,
            "form_key": new_post_id(),
            "items": f"{report.code}:{report.version}:{post}",
            "csrf_token": self.stage.visit.token(PEOPLE[column]),
        }
