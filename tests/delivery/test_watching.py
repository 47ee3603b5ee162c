"""Following an agency, a field, an area, an outlet or a search: who is told of what, and never too much."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from casework.actions import watching, wishes
from casework.delivery import paper, searches
from casework.delivery.post_office import Shut
from casework.delivery.worker import Round, run
from casework.domain import commands as do
from casework.domain.calendar import LOCAL
from casework.domain.refusals import Refused, Why
from casework.domain.values import AreaCode, FieldCode, RemoveReason, ReturnReason, Status
from casework.domain.watching import MOST_PLACES, MOST_SEARCHES, Watch, Watched, search
from casework.domain.wishes import Concern, Often
from casework.store import directory, published
from casework.store import watching as kept
from casework.store.casework import Casework, new_post_id
from casework.store.tables import DeliveryRow, WatchRow
from tests.delivery.conftest import URL, Box, everything, text_of
from tests.doors.stage import PTTH, STNMT, SYT, Reports, actor
from tests.house import Clock

Post = Callable[[], dict[str, EmailMessage]]
Work = Callable[[], Round]
BUSINESS, CITIZEN = "business@demo.test", "citizen@demo.test"
STNMT_PLACE = Watch(what=Watched.AGENCY, key=STNMT)


def at(day: int, hour: int = 7, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LOCAL)


def wish(casework: Casework, who: str, often: Often, **more: Often) -> None:
    user = actor(who).user
    assert user
    wishes.choose(
        casework, user, {Concern.PLACES: often} | {Concern(one): other for one, other in more.items()}
    )


def watch(casework: Casework, what: Watch, who: str = "business", often: Often | None = None) -> None:
    watching.start(casework, what, by=actor(who), often=often)


def find(q: str = "", **filters: str) -> Watch:
    return search({**filters, **({"q": q} if q else {})}, f"Tìm {q or filters}")


def sign(a_report: Reports, code: str) -> None:
    a_report.deed(code, do.SignReply(post=new_post_id(), words="Đã ký."), by="signer.stnmt")


# ---- places


@pytest.mark.parametrize(
    ("what", "key"),
    [
        (Watched.AGENCY, "STNMT"),
        (Watched.FIELD, "dat-dai"),
        (Watched.AREA, "362"),
        (Watched.OUTLET, "BND"),
    ],
)
def test_who_follows_a_place_is_told_of_new_reports_and_replies_there(
    a_report: Reports, post: Post, casework: Casework, what: Watched, key: str
) -> None:
    wish(casework, "business", Often.AT_ONCE)
    watch(casework, Watch(what=what, key=key))
    report = a_report()
    assert BUSINESS not in post(), "nobody has published it yet"
    a_report.deed(
        report.code, do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT), by="moderator.bnd"
    )
    told = post()[BUSINESS]
    assert told["Subject"] == f"Phản ánh mới gửi Sở Tài nguyên và Môi trường: {report.code}"
    assert "Ba lần hẹn trả sổ đỏ" in text_of(told)
    assert "đang theo dõi cơ quan, lĩnh vực" in text_of(told)
    a_report.deed(report.code, do.Accept(), by="officer.stnmt")
    assert BUSINESS not in post()
    sign(a_report, report.code)
    assert "đã trả lời" in post()[BUSINESS]["Subject"]


def test_who_follows_another_place_is_told_nothing(a_report: Reports, post: Post, casework: Casework) -> None:
    wish(casework, "business", Often.AT_ONCE)
    for other in (
        Watch(what=Watched.AGENCY, key=SYT),
        Watch(what=Watched.FIELD, key="y-te"),
        Watch(what=Watched.AREA, key="356"),
        Watch(what=Watched.OUTLET, key=PTTH),
    ):
        watch(casework, other)
    sign(a_report, a_report(Status.ACCEPTED).code)
    assert BUSINESS not in post()


def test_by_itself_it_comes_once_a_day_and_each_report_once_however_many_places_are_followed(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    for place in (STNMT_PLACE, Watch(what=Watched.FIELD, key="dat-dai"), Watch(what=Watched.AREA, key="362")):
        watch(casework, place)
    report = a_report(Status.ROUTED, title="Chờ sổ đỏ")
    assert BUSINESS not in post()
    clock.set(at(3))
    letter = post()[BUSINESS]
    assert letter["Subject"] == "1 tin mới từ diễn đàn, ngày 03/11/2026"
    assert "NƠI TÔI THEO DÕI" in text_of(letter)
    assert text_of(letter).count(f"Phản ánh mới gửi Sở Tài nguyên và Môi trường: {report.code}") == 1


def test_who_follows_the_report_too_is_told_as_its_follower(
    a_report: Reports, post: Post, casework: Casework
) -> None:
    wish(casework, "citizen", Often.AT_ONCE)
    watch(casework, STNMT_PLACE, "citizen")
    a_report(Status.ROUTED)
    assert "Phản ánh của bạn đã được chuyển" in text_of(post()[CITIZEN])
    watch(casework, STNMT_PLACE, "officer.stnmt")
    wish(casework, "officer.stnmt", Often.AT_ONCE)
    a_report(Status.ROUTED, by="business")
    assert "được chuyển tới cơ quan" in post()["officer.stnmt@demo.test"]["Subject"]


def test_a_report_that_moves_is_news_to_who_follows_the_agency_it_comes_to_and_to_nobody_else(
    a_report: Reports, post: Post, casework: Casework
) -> None:
    wish(casework, "business", Often.AT_ONCE)
    wish(casework, "journalist", Often.AT_ONCE)
    watch(casework, Watch(what=Watched.AGENCY, key=SYT))
    watch(casework, Watch(what=Watched.FIELD, key="dat-dai"), "journalist")
    report = a_report(Status.ROUTED)
    assert "journalist@demo.test" in post()
    returned = do.Return(post=new_post_id(), words="Không thuộc Sở.", reason=ReturnReason.NOT_OUR_FIELD)
    a_report.deed(report.code, returned, by="officer.stnmt")
    a_report.deed(report.code, do.Reroute(post=new_post_id(), words="", agency=SYT), by="moderator.bnd")
    told = post()
    assert BUSINESS in told and "journalist@demo.test" not in told


@pytest.mark.parametrize("often", [Often.AT_ONCE, Often.DAILY])
def test_nothing_is_told_of_a_report_that_is_not_for_everybody(
    a_report: Reports, post: Post, casework: Casework, clock: Clock, often: Often
) -> None:
    wish(casework, "business", often)
    watch(casework, STNMT_PLACE)
    watch(casework, find("hẹn"), often=often)
    hidden = a_report(Status.ACCEPTED, publish=False)
    sign(a_report, hidden.code)
    gone = a_report(Status.ROUTED, title="Lộ ra mất rồi")
    if often is Often.DAILY:
        post()
    clock.advance(minutes=2)
    why = do.Remove(post=new_post_id(), words="Lộ tên.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(gone.code, why, by="moderator.bnd")
    told = [post(), clock.set(at(3)) or post()]
    for letter in (one[BUSINESS] for one in told if BUSINESS in one):
        for trace in (gone.code, hidden.code, "Lộ ra mất rồi"):
            assert trace not in everything(letter)
    assert not any(BUSINESS in one for one in told)


def test_who_has_stopped_is_told_no_more_not_even_what_waits(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    watch(casework, STNMT_PLACE)
    a_report(Status.ROUTED)
    post()
    watching.stop(casework, Watched.AGENCY, STNMT, by=actor("business"))
    clock.set(at(3))
    assert post() == {}


# ---- searches


def test_a_search_is_looked_at_for_the_digest_and_tells_only_what_is_new(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    old = a_report(Status.ROUTED, title="Sổ đỏ từ trước")
    clock.advance(hours=1)
    watch(casework, find("sổ đỏ", area="362"))
    clock.advance(hours=1)
    new = a_report(Status.ROUTED, title="Lại hẹn trả sổ đỏ")
    elsewhere = a_report(Status.ROUTED, title="Sổ đỏ nơi khác", area=AreaCode("356"))
    assert BUSINESS not in post(), "nobody asked for it at once"
    clock.set(at(3))
    letter = post()[BUSINESS]
    assert "Tìm kiếm: Tìm sổ đỏ" in text_of(letter) and f"Mới đăng: {new.code}" in text_of(letter)
    for other in (old, elsewhere):
        assert other.code not in everything(letter)
    clock.set(at(4))
    assert post() == {}, "nothing is told twice, and of nothing there is no letter"


def test_what_was_published_while_a_digest_was_written_comes_with_the_next(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    watch(casework, find("sổ đỏ"))
    clock.set(at(3, 6, 59).replace(second=30))
    late = a_report(Status.ROUTED)
    clock.set(at(3))
    assert BUSINESS not in post()
    clock.set(at(4))
    assert late.code in text_of(post()[BUSINESS])


@pytest.mark.parametrize("down", [True, False])
def test_searches_come_weekly_once_also_after_a_week_without_mail(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock, down: bool
) -> None:
    wish(casework, "business", Often.OFF, own=Often.OFF)
    watch(casework, find(field="dat-dai"), often=Often.WEEKLY)
    codes = []
    for day in range(3, 17):
        clock.set(at(day, 8))
        codes.append(a_report(Status.ROUTED).code)
        if day < 10:
            box.trouble = (lambda letter: Shut("421")) if down else (lambda letter: None)
        else:
            box.trouble = lambda letter: None
        work()
    told = [letter for letter in box.letters if letter["To"] == BUSINESS]
    assert len(told) == 2, "on the Mondays, or what was late as soon as it went"
    assert [letter["Subject"].partition(" ")[0] for letter in told] == ["6", "7"]
    found = [{code for code in codes if code in text_of(letter)} for letter in told]
    assert (len(found[0]), len(found[1])) == (6, 7)
    assert not found[0] & found[1]


def test_two_workers_look_at_a_search_once(
    a_report: Reports, box: Box, casework: Casework, clock: Clock
) -> None:
    for who in ("business", "citizen", "journalist"):
        watch(casework, find("sổ đỏ"), who)
        wish(casework, who, Often.DAILY, own=Often.OFF)
    report = a_report(Status.ROUTED)
    clock.set(at(3))
    with ThreadPoolExecutor(3) as crowd:
        list(crowd.map(lambda _: run(casework, box, URL, once=True), range(3)))
    run(casework, box, URL, once=True)
    to = [str(letter["To"]) for letter in box.letters if report.code in text_of(letter)]
    wanted = [BUSINESS, CITIZEN, "journalist@demo.test"]
    assert sorted(one for one in to if one in wanted) == sorted(wanted)


def test_a_search_that_finds_hundreds_is_one_letter_of_twenty_lines(
    a_report: Reports, post: Post, casework: Casework, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "MOST_FOUND", 25)
    watch(casework, find(field="dat-dai"))
    for _ in range(27):
        a_report(Status.ROUTED)
    post()
    clock.set(at(3))
    text = text_of(post()[BUSINESS])
    assert text.count("Mới đăng: ") == 20
    assert "… và 5 tin khác." in text


def test_a_search_goes_by_the_one_query_of_what_is_public(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    since = clock()
    for status in Status:
        a_report(status)
        a_report(status, publish=False)
        clock.advance(minutes=1)
    with casework.db.read() as session:
        names = directory.load(session)
        every = published.lines(session, names, published.Filters(), after=None, limit=100)
        between = published.published_between(
            session, names, published.Filters(), since.replace(year=2025), clock(), limit=100
        )
        later = published.published_between(session, names, published.Filters(), clock(), at(30), limit=100)
    assert sorted(line.code for line in every) == sorted(between)
    assert later == []


def test_who_turns_it_on_again_is_not_told_of_what_came_meanwhile(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    watch(casework, find("sổ đỏ"), often=Often.OFF)
    a_report(Status.ROUTED)
    clock.set(at(3))
    assert BUSINESS not in post()
    clock.advance(hours=5)
    watch(casework, find("sổ đỏ"), often=Often.DAILY)
    clock.set(at(4))
    assert post() == {}
    new = a_report(Status.ROUTED)
    clock.set(at(5))
    assert new.code in text_of(post()[BUSINESS])


def test_a_search_for_what_there_is_no_longer_finds_nothing_and_stops_nobody(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    watch(casework, search({"status": "gone", "q": "sổ"}, "Cũ"))
    watch(casework, search({"colour": "red"}, "Lạ"))
    watch(casework, find("sổ đỏ"))
    report = a_report(Status.ROUTED)
    clock.set(at(3))
    assert report.code in text_of(post()[BUSINESS])


def test_a_digest_waits_only_for_who_follows_a_search_and_wants_it(
    casework: Casework, work: Work, clock: Clock
) -> None:
    watch(casework, STNMT_PLACE)
    watch(casework, find("sổ"), "citizen")
    watch(casework, find("sổ"), "journalist", Often.OFF)
    for day in (3, 4):
        clock.set(at(day, 9))
        work()
    with casework.db.read() as session:
        rows = session.execute(select(DeliveryRow.recipient, DeliveryRow.about, DeliveryRow.state)).all()
    me = f"user:{actor('citizen').user}"
    assert sorted(rows) == [(me, "digest:2026-11-03", "dropped"), (me, "digest:2026-11-04", "dropped")]


# ---- following and its limits


def test_following_twice_is_once_and_two_spellings_of_one_search_are_one(casework: Casework) -> None:
    for q in ("Sổ đỏ", "sổ  đỏ".replace("  ", " "), "SỔ ĐỎ", "so do"):
        watch(casework, find(q, sort="oldest"))
        watch(casework, STNMT_PLACE)
    user = actor("business").user
    assert user
    with casework.db.read() as session:
        assert kept.count(session, user) == 2
        assert [one.watch.what for one in kept.of_user(session, user)] == [Watched.AGENCY, Watched.SEARCH]


def test_there_is_a_limit_to_searches_and_to_places(casework: Casework, clock: Clock) -> None:
    user = actor("business").user
    assert user
    for number in range(MOST_SEARCHES):
        watch(casework, find(f"sổ {number}"))
    with pytest.raises(Refused) as refused:
        watch(casework, find("một nữa"))
    assert refused.value.why is Why.TOO_MANY_SEARCHES
    watch(casework, find("sổ 3"))
    with casework.db.write() as session:
        for number in range(MOST_PLACES - MOST_SEARCHES):
            kept.start(session, user, Watch(what=Watched.FIELD, key=f"f{number}"), clock())
    with pytest.raises(Refused) as refused:
        watch(casework, STNMT_PLACE)
    assert refused.value.why is Why.TOO_MANY_FOLLOWED
    watch(casework, STNMT_PLACE, "citizen")
    watching.stop(casework, Watched.FIELD, "f7", by=actor("business"))
    watch(casework, STNMT_PLACE)


def test_nobody_stops_what_somebody_else_follows(casework: Casework) -> None:
    watch(casework, STNMT_PLACE)
    with casework.db.read() as session:
        number = session.scalars(select(WatchRow.id)).one()
    for other in ("citizen", "admin"):
        watching.stop_one(casework, number, by=actor(other))
    with casework.db.read() as session:
        assert session.scalars(select(WatchRow.id)).all() == [number]
    with pytest.raises(Refused):
        watching.start(casework, STNMT_PLACE, by=actor("guest"))
    watching.stop_one(casework, number, by=actor("business"))
    watching.stop_one(casework, number, by=actor("business"))
    with casework.db.read() as session:
        assert session.scalars(select(WatchRow.id)).all() == []


def test_matching_a_report_takes_one_query_however_many_follow(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ROUTED, field=FieldCode("dat-dai"))
    for who in ("business", "citizen", "journalist", "overseer"):
        watch(casework, STNMT_PLACE, who)
    said: list[str] = []
    stop = casework.db.on_statement(said.append)
    with casework.db.read() as session:
        names = directory.kept(casework.db)
        said.clear()
        places = kept.places_of(report, names, clock().date())
        assert len(kept.watchers(session, places)) == 4
    stop()
    assert len([one for one in said if "watch" in one]) == 1


@pytest.mark.parametrize("language", paper.LANGUAGES)
def test_what_a_search_found_could_be_a_letter_of_its_own(language: str) -> None:
    facts = {
        "lang": language,
        "name": "Hoa",
        "capacity": "searcher",
        "code": "PA-7K3M-9QXT",
        "title": "Chờ sổ đỏ",
        "words": "",
        "outlet": "Báo Nam Định",
        "search": "sổ <b>đỏ</b>",
        "link": f"{URL}/reports/PA-7K3M-9QXT",
        "ends": "",
        "chooses": "",
        "answers": None,
    }
    written = paper.write("found", language, facts)
    assert "sổ <b>đỏ</b>" in written.subject and "sổ <b>đỏ</b>" in written.plain
    assert "sổ &lt;b&gt;đỏ" in written.html and "<b>" not in written.html
