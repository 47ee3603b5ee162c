"""What is not public leaves by no way: no page, list, count, feed, file, picture or answer to a program tells
of it. Every way out stands in WAYS; who makes a new one adds it there."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pytest
from PIL import Image
from werkzeug.test import TestResponse

import app as house
from casework.actions import webhooks
from casework.delivery import exports
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.hook_targets import Allowed
from casework.domain.policy import Actor
from casework.domain.values import AgencyCode, Display, PostId, RemoveReason, ReportCode, Status
from casework.domain.webhooks import Happening
from casework.readings import webhooks as readings
from casework.store import threads
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from config import Settings
from tests.delivery.conftest import Box
from tests.delivery.receiver import Heard
from tests.doors.client import Visit
from tests.doors.crawl import everything
from tests.doors.stage import PTTH, Reports, actor
from tests.house import Clock

# Words of nobody's language: MARK stands in all that is not public; SOUGHT too, and somebody types it who
# has heard of the matter.
MARK, SOUGHT, PHONE = "zuqixo", "wojyka", "0987654321"
WORDS: Final = f"Chuyện {MARK} và {SOUGHT} không ai được đọc, ở một cửa huyện."
GUEST: Final = Contact(name=f"Nguyễn {MARK}", email=f"{MARK}@nha.test", phone=PHONE, organisation="")
ALL_OF_IT: Final = webhooks.Wanted(
    name="Cổng tin", url="https://tin.example.vn/nhan", happenings=frozenset(Happening)
)
STNMT: Final = "so-tai-nguyen-va-moi-truong"
# {hidden} is each report that is not public in its turn, {public} the one that is, {file} each file of those.
WAYS: Final[Mapping[str, Sequence[str]]] = {
    "page": (
        *(
            "/",
            "/en/",
            "/reports/{hidden}",
            "/en/reports/{hidden}",
            "/r/{hidden}",
            "/r/{hidden}/qr.svg",
            "/reports/{public}",
        ),
        *("/a-z", "/fields/dat-dai", "/areas/huyen-nam-truc", "/procedures/tach-thua-hop-thua"),
        "/reports/{public}?v=1",
        *("/agencies", "/outlets/bao-nam-dinh", "/outlets/dai-phat-thanh-truyen-hinh", "/robots.txt"),
    ),
    "list": (
        *("/reports", "/reports?sort=waiting", "/reports?sort=supported", "/reports?status=overdue"),
        *(
            "/overdue",
            "/overdue?agency=STNMT",
            "/thanks",
            "/thanks?month=2026-11",
            "/reports?sort=late",
            *("/reports?rating=unsolved", "/reports?rating=1", "/reports?sort=best", "/reports?sort=worst"),
            "/reports?view=compact",
        ),
        *("/reports?outlet=PTTH", "/reports?field=dat-dai", f"/reports?q={SOUGHT}"),
    ),
    "count": (f"/agencies/{STNMT}", f"/agencies/{STNMT}?map=now", "/agencies?map=now"),
    "search and facet": (
        f"/search?q={SOUGHT}",
        "/search?q=chuyen",
        "/search?q={hidden}",
        *("/search?field=dat-dai", "/search?q=chuyen&rating=unsolved", "/search?rating=solved"),
    ),
    "suggestion": (f"/search/suggest?q={SOUGHT}", "/search/suggest?q=chuyen", "/search/suggest?q=viec"),
    "feed": (
        "/feeds/reports.atom?rating=unsolved",
        *("/feeds/reports.atom", f"/feeds/reports.atom?q={SOUGHT}", f"/feeds/search.atom?q={SOUGHT}"),
        *("/feeds/replies.atom", f"/agencies/{STNMT}/feed.atom", f"/agencies/{STNMT}/deadlines.ics"),
        "/agency/calendar/nobodys.ics",
        *("/outlets/bao-nam-dinh/feed.atom", "/reports/{hidden}/feed.atom", "/reports/{public}/feed.atom"),
    ),
    "answer to a program": (
        *("/api/v1/reports?rating=unsolved", "/api/v1/reports?sort=worst"),
        *("/api/v1/reports", "/api/v1/reports/{hidden}", "/en/api/v1/reports/{hidden}"),
        *("/api/v1/reports/{public}", f"/api/v1/search?q={SOUGHT}", "/api/v1/search?q=chuyen"),
        *("/api/v1/statistics", "/api/v1/agencies", "/api/v1/agencies/STNMT"),
        *("/open311/v2/requests.json", "/open311/v2/requests.xml?extended_attributes=true"),
        *("/open311/v2/requests.json?service_request_id={hidden}", "/open311/v2/requests/{hidden}.json"),
        "/open311/v2/requests/{hidden}.xml",
    ),
    "sitemap": ("/sitemap.xml", "/sitemaps/places.xml", "/sitemaps/{hidden}.xml", "/sitemaps/{public}.xml"),
    "export": (
        *("/reports/export", "/reports/export.csv", "/reports/export.json", "/reports/export.xlsx"),
        *(f"/reports/export.csv?q={SOUGHT}", "/reports/export.json?sort=waiting"),
        *("/reports/export.csv?rating=unsolved", "/reports/export.json?sort=worst"),
    ),
    "dump": ("/open-data", "/open-data/reports.zip", "/open-data/datapackage.json"),
    "embed": (f"/embed/agencies/{STNMT}",),
    "picture": ("/files/{file}", "/files/{file}/view", "/files/{file}/thumb"),
}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is not public, by why; and the one report that is."""

    hidden: Mapping[str, ReportCode]
    public: ReportCode
    files: tuple[str, ...]

    def addresses(self, way: str) -> list[tuple[str, str]]:
        """Each address of a way out, with the code that stands in it; empty where none does."""
        codes = tuple(self.hidden.values()) if "{hidden}" in way else ("",)
        files = self.files if "{file}" in way else ("",)
        return [
            (way.format(hidden=code, public=self.public, file=file), code) for code in codes for file in files
        ]


def unpacked(answer: TestResponse) -> TestResponse:
    """The answer with what lies in its archive, where it is one."""
    body = answer.get_data()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            answer.set_data(b"\n".join(packed.read(name) for name in packed.namelist()))
    return answer


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", comment=MARK.encode())
    return out.getvalue()


def publish_one(a_report: Reports) -> ReportCode:
    """A published report of somebody who must not be known."""
    title = "Việc ai cũng đọc được ở huyện"
    code = a_report(
        Status.ANSWERED, by="guest", contact=GUEST, display=Display.CONFIDENTIAL, title=title
    ).code
    _rate(a_report, code, solved=True)
    return code


def _rate(a_report: Reports, code: ReportCode, *, solved: bool) -> None:
    rating = do.Rate(post=new_post_id(), words="", solved=solved, stars=5 if solved else 1)
    a_report.deed(code, rating, by=a_report.owner(code))


def hide_many(casework: Casework, a_report: Reports, public: ReportCode) -> Kept:
    """Something that is not public in every way that there is, some of it on the published report."""
    a_report.trust("citizen")

    def made(status: Status, **more: object) -> ReportCode:
        told = {"title": f"Việc {MARK} {SOUGHT}", "body": WORDS, "uploads": [(photograph(), f"{MARK}.jpg")]}
        return a_report(status, **{**told, **more}).code

    hidden = {status.value: made(status) for status in (Status.SUBMITTED, Status.NEEDS_INFO, Status.DECLINED)}
    hidden["unconfirmed"] = made(Status.UNCONFIRMED, by="guest", contact=GUEST)
    hidden["not to be published"] = made(Status.ANSWERED, publish=False)
    hidden["of the other outlet"] = made(Status.SUBMITTED, outlet=PTTH)
    hidden["taken down"] = made(Status.ANSWERED)
    for rated in ("not to be published", "taken down"):
        _rate(a_report, hidden[rated], solved=False)
    removal = do.Remove(post=new_post_id(), words=WORDS, reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(hidden["taken down"], removal, by="moderator.bnd")
    owner: Actor = a_report.owner(public)
    a_report.deed(public, do.MessageNewsroom(post=new_post_id(), words=WORDS), by=owner)
    a_report.deed(public, do.Comment(post=PostId("c" * 32), words=WORDS), by="business")
    with casework.db.read() as session:
        files = tuple(row.id for code in hidden.values() for row in threads.files(session, code))
    assert len(files) == len(hidden)
    return Kept(hidden=hidden, public=public, files=files)


@pytest.mark.parametrize("kind", WAYS)
def test_nothing_that_is_not_public_leaves(
    kind: str, casework: Casework, a_report: Reports, visit: Visit
) -> None:
    kept = hide_many(casework, a_report, publish_one(a_report))
    exports.call(casework)
    exports.make_next(casework, "http://localhost")
    for way in WAYS[kind]:
        for address, code in kept.addresses(way):
            answer = visit.browser("guest").get(address)
            body = everything(unpacked(answer)).decode(errors="replace").lower()
            told = [word for word in (MARK, PHONE) if word in body]
            told += [one for one in kept.hidden.values() if one != code and one.lower() in body]
            assert not told, f"{told} at {address}"
            if way.startswith(("/reports/{hidden}", "/files/", "/sitemaps/{hidden}")):
                assert answer.status_code in (404, 410), (address, answer.status_code)


def test_what_is_not_public_changes_no_byte_of_what_is(
    casework: Casework, a_report: Reports, settings: Settings
) -> None:
    public = publish_one(a_report)
    ways = [way for some in WAYS.values() for way in some if "{hidden}" not in way and "{file}" not in way]
    ways = [way for way in ways if not way.endswith((".xlsx", ".zip"))]  # they say when they were made
    before = _told(settings, casework, public, ways)
    hide_many(casework, a_report, public)
    after = _told(settings, casework, public, ways)
    assert [way for way in ways if before[way] != after[way]] == []


def test_a_webhook_tells_nothing_of_what_is_not_public_and_the_same_of_what_is(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    endpoints = {
        who: webhooks.register(casework, new_post_id(), agency, ALL_OF_IT, Allowed(), by=actor(who))[0].id
        for who, agency in (("admin", None), ("signer.stnmt", AgencyCode("STNMT")))
    }
    public = publish_one(a_report)
    before = _told_by_webhooks(casework)
    clock.advance(days=1)  # what a confidential reporter did is told the next morning
    before |= _told_by_webhooks(casework)
    assert _types(before) == {"report.published", "reply.official", "report.closed"} and len(before) == 6

    kept = hide_many(casework, a_report, public)
    later = _told_by_webhooks(casework)
    assert _types(later) == {"report.taken_down"} and len(later) == 2
    assert [json.loads(body)["data"] for body in later.values()] == [{"code": kept.hidden["taken down"]}] * 2

    for who, endpoint in endpoints.items():
        for told in readings.log(casework, endpoint, None, by=actor(who)).rows:
            assert webhooks.send_again(casework, endpoint, told.id, by=actor(who))
    again = _told_by_webhooks(casework)
    assert again == before | later, "each is made anew from what is public by then: not a byte is another"
    said = b"\n".join(again.values()).decode()
    assert not [word for word in (MARK, SOUGHT, PHONE) if word in said.lower()]
    assert not [code for why, code in kept.hidden.items() if why != "taken down" and code in said]


def _told_by_webhooks(casework: Casework) -> dict[str, bytes]:
    """What endpoints are told now, by its id."""
    ear = Heard()
    run(casework, Box(), "http://localhost", caller=ear, once=True)  # type: ignore[arg-type]  # because it hears only
    return {headers["webhook-id"]: body for _, headers, body in ear.calls}


def _types(told: Mapping[str, bytes]) -> set[str]:
    return {json.loads(body)["type"] for body in told.values()}


def _told(
    settings: Settings, casework: Casework, public: ReportCode, ways: Sequence[str]
) -> Mapping[str, bytes]:
    """What a process that has just begun answers a guest."""
    forum = house.create_app(settings)
    forum.extensions["casework"] = dataclasses.replace(forum.extensions["casework"], clock=casework.clock)
    guest = forum.test_client()
    try:
        return {way: guest.get(way.format(public=public)).get_data() for way in ways}
    finally:
        forum.extensions["casework"].db.dispose()
