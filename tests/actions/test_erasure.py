"""Erasing a person: nothing of them is left, and nothing that happened is rewritten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from casework.actions import accounts, erasure, leak_guard, roles, sessions, taking_part, webhooks
from casework.actions.accounts import SignUp
from casework.actions.erasure import LastAdministrator
from casework.actions.factors import NotProven
from casework.actions.roles import CONSOLE
from casework.actions.submit import submit
from casework.delivery.post_office import Shut
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.hook_targets import Allowed
from casework.domain.policy import Actor, Membership
from casework.domain.queue import Waits
from casework.domain.refusals import Refused, Why
from casework.domain.values import PostKind, ReportCode, Role, Status, UserId
from casework.domain.webhooks import Deed, Happening
from casework.readings import webhooks as hooks
from casework.readings.thread import open_thread
from casework.store import erasing, erasures, journal, people, queue_places, reports
from casework.store.casework import Casework
from casework.store.contacts import Contact
from casework.store.tables import (
    AttachmentRow,
    DeliveryRow,
    EventRow,
    FarewellRow,
    FollowRow,
    MembershipRow,
    PostRow,
    ReportRow,
    SealedOriginalRow,
    SearchRow,
    UserRow,
)
from tests.actions.traces import (
    EMAIL,
    MARKS,
    NAME,
    WORD,
    WORDS,
    a_report,
    bytes_with,
    dao,
    erase,
    files_with,
    live_through_everything,
    report_row,
    rows_with,
    said,
    user_of,
)
from tests.delivery.conftest import URL, Box, text_of
from tests.delivery.receiver import Heard
from tests.doors import keys
from tests.doors.conftest import database_url, stages
from tests.doors.keys import PASSWORD
from tests.doors.stage import BND, STNMT, Reports, a_submission, actor
from tests.dump import everything_in
from tests.house import Clock

__all__ = ["a_report", "dao", "database_url", "stages"]


def test_nothing_of_an_erased_person_is_left_in_any_table_or_file(
    casework: Casework, a_report: Reports, dao: Actor, clock: Clock, tmp_path: Path, database_url: str
) -> None:
    codes = live_through_everything(casework, a_report, dao, clock)
    run(casework, Box(), URL, once=True)
    accounts.request_reset(casework, EMAIL)
    run(casework, Box(), URL, once=True)
    assert len({place.partition(":")[0] for place in rows_with(casework, MARKS)}) >= 12

    destroyed = (WORD, WORDS, "quyt xoai")
    assert {"learned_word.word: quyt xoai"} <= set(rows_with(casework, destroyed))

    erasure.erase_own_account(casework, user_of(dao), password=PASSWORD)

    assert rows_with(casework, (*MARKS, *destroyed)) == []
    box = Box()
    run(casework, box, URL, once=True)
    assert rows_with(casework, MARKS) == []
    assert files_with(tmp_path, MARKS) == []
    assert bytes_with(database_url, (*MARKS, WORD)) == []
    assert [str(letter["To"]) for letter in box.letters if EMAIL in str(letter["To"])] == [EMAIL]
    with casework.db.read() as session:
        journal.verify(session)
        assert erasures.of_user(user_of(dao)) in erasures.known(session)
        left = reports.load(session, codes["public"])
    assert left.reporter == dao.user and left.contact_erased


def test_an_endpoint_of_an_erased_signer_stays_and_is_silent_until_a_colleague_answers_for_it(
    casework: Casework, a_report: Reports, dao: Actor
) -> None:
    user, colleague = user_of(dao), actor("signer.stnmt")
    roles.grant(casework, user, Role.SIGNER, STNMT, by=CONSOLE)
    signer = Actor(user=user, name=NAME, memberships=(Membership(role=Role.SIGNER, agency=STNMT),))
    wanted = webhooks.Wanted(
        name=f"Trang của {NAME}",
        url="https://tin.example.vn/nhan",
        happenings=frozenset({Happening.PUBLISHED}),
    )
    for key, by in (("a" * 32, signer), ("b" * 32, colleague)):
        webhooks.register(casework, key, STNMT, wanted, Allowed(), by=by)
    webhooks.pause(casework, "b" * 32, by=signer)
    webhooks.resume(casework, "b" * 32, by=colleague)
    webhooks.ping(casework, "a" * 32, by=signer)

    erase(casework, dao)

    assert rows_with(casework, MARKS) == []
    found = {one.endpoint.id: one for one in hooks.endpoints(casework, [STNMT], by=colleague)}
    hers, his = found["a" * 32], found["b" * 32]
    assert (hers.endpoint.owner, hers.owner_name, hers.is_told) == (user, "", False)
    assert hers.endpoint.name == his.endpoint.name == "Trang của █████"
    assert (his.owner_name, his.is_told) == (colleague.name, True)
    done = hooks.changes(casework, "b" * 32, by=colleague)
    assert [(one.deed, one.by, one.by_name) for one in done] == [
        (Deed.RESUMED, colleague.user, colleague.name),
        (Deed.PAUSED, user, ""),
        (Deed.REGISTERED, colleague.user, colleague.name),
    ]
    ear = Heard()
    run(casework, Box(), URL, caller=ear, once=True)  # type: ignore[arg-type]  # because it hears only
    assert ear.calls == [], "what waited for her endpoint is not sent any more"
    webhooks.resume(casework, "a" * 32, by=colleague)
    a_report(Status.ROUTED)
    run(casework, Box(), URL, caller=ear, once=True)  # type: ignore[arg-type]  # because of the same
    assert ear.types == ["report.published"] * 2, "to both endpoints"


def test_what_only_the_newsroom_had_is_taken_back_and_destroyed_and_what_an_agency_has_stays_nameless(
    casework: Casework, a_report: Reports, dao: Actor, clock: Clock
) -> None:
    codes = live_through_everything(casework, a_report, dao, clock)
    before = casework.files.keys()

    erase(casework, dao)

    for name in ("waiting", "declined"):
        row = report_row(casework, codes[name])
        assert (row.status, row.title, row.body, row.appeal_pending) == (Status.WITHDRAWN, "", "", False)
    with casework.db.read() as session:
        assert session.scalars(select(PostRow).where(PostRow.report_code == codes["waiting"])).all() == []
        there = set(session.scalars(select(AttachmentRow.id)))
        assert session.scalars(select(SealedOriginalRow)).all() == []
        assert session.scalar(select(SearchRow).where(SearchRow.report_code == codes["waiting"])) is None
    assert casework.files.keys() == there and there < before
    public, unseen = report_row(casework, codes["public"]), report_row(casework, codes["unseen"])
    assert (public.status, public.shown_name, public.name_erased) == (Status.CLOSED, "", True)
    assert "Cán bộ hẹn bốn lần. Tôi là █████, █████, gọi █████" in public.body
    assert (unseen.status, unseen.name_erased) == (Status.ROUTED, False)
    thread = open_thread(casework, codes["public"], actor("guest"))
    assert thread.reply is not None and thread.reply.source.startswith("Kính gửi bà █████, đã ký giấy.")
    assert thread.reply.author_name == "Lê Thị Mai"
    assert [file.name for file in thread.files] == ["1.jpg"]


def test_comments_that_were_read_stay_nameless_and_others_go(
    casework: Casework, a_report: Reports, dao: Actor, clock: Clock
) -> None:
    codes = live_through_everything(casework, a_report, dao, clock)
    before = report_row(casework, codes["others"])
    assert (before.waiting_comments, before.comments, before.supports) == (1, 1, 1)

    erase(casework, dao)

    after = report_row(casework, codes["others"])
    assert (after.waiting_comments, after.comments, after.supports) == (0, 1, 0)
    assert after.stamp > before.stamp
    with casework.db.read() as session:
        assert all(said == stand for said, stand in queue_places.counted(session).values())
        assert queue_places.tallies(session, frozenset({BND}))[Waits.COMMENTS] == 0
    (comment,) = open_thread(casework, codes["others"], actor("guest")).comments
    assert (comment.source, comment.author_name, comment.name_erased) == (
        "Tôi cũng thế. █████, █████",
        "",
        True,
    )


def test_an_erased_person_is_nobody(casework: Casework, dao: Actor) -> None:
    user = user_of(dao)
    session_token = sessions.begin(casework, user, device="Chrome, Linux")
    assert session_token is not None
    cookie = sessions.remember(casework, session_token)
    link = keys.link(casework, "reset_password", EMAIL)
    other = a_second_report(casework)
    taking_part.set_follow(casework, other, by=dao, on=True)

    erase(casework, dao)

    assert accounts.authenticate(casework, EMAIL, PASSWORD) is None
    assert sessions.load(casework, session_token) is None
    assert cookie is not None and sessions.recall(casework, cookie, device="Chrome") is None
    assert sessions.begin(casework, user, device="Chrome, Linux") is None
    with pytest.raises(accounts.BadLink):
        accounts.reset_password(casework, link, "một câu khác hẳn để thử")
    with casework.db.read() as session:
        assert people.find(session, user) is None
        assert people.find_by_email(session, f"erased:{user}") is None
        assert people.contact(session, user) == Contact()
        assert session.scalars(select(FollowRow).where(FollowRow.user_id == user)).all() == []
        row = session.get_one(UserRow, user)
        assert (row.name, row.phone, row.organisation, row.password_hash) == ("", "", "", None)
        assert row.erased_at is not None and row.disabled_at is not None
    with pytest.raises(roles.BadRole):
        roles.enable(casework, user, by=actor("admin"))
    with pytest.raises(roles.BadRole):
        roles.grant(casework, user, "moderator", "BND", by=actor("admin"))


def a_second_report(casework: Casework) -> ReportCode:
    return Reports(casework=casework)(Status.ROUTED).code


# What each table of somebody's own is called in their data; empty for what is a secret.
GIVEN = {
    "follow": "follows",
    "support": "supports",
    "membership": "roles",
    "inherited_role": "",  # an older form of what is among the roles
    "session": "sessions",
    "access_token": "programs",
    "remembered": "sessions",
    "passkey": "second_factors",
    "one_time_password": "second_factors",
    "recovery_code": "second_factors",
    "wish": "letters_wanted",
    "watch": "follows_places",
    "saved_view": "saved_views",
    "flag": "flags",
    "standing": "standing",
    "reply_request": "reply_requests",
    "accreditation": "accreditations",
    "clipping": "clippings",
    "contact_request": "contact_requests",
    "token": "",  # the hash of a link that was sent to them
}


def test_every_table_of_somebodys_own_goes_with_them_and_was_given_to_them_or_says_why_not() -> None:
    assert {column.table.name for column in erasing.owned()} == set(GIVEN)


def test_history_grows_and_nothing_of_it_is_rewritten(
    casework: Casework, a_report: Reports, dao: Actor, clock: Clock
) -> None:
    live_through_everything(casework, a_report, dao, clock)
    before = everything_in(casework)["event"]

    erase(casework, dao)

    after = everything_in(casework)["event"]
    assert [row for row in after if row in before] == before
    with casework.db.read() as session:
        journal.verify(session)
        names = list(session.scalars(select(EventRow.name)))
    assert (names.count("ContactErased"), names.count("Withdrawn")) == (4, 2)
    assert len(after) == len(before) + 6


def test_a_wrong_password_changes_nothing(
    casework: Casework, a_report: Reports, dao: Actor, clock: Clock
) -> None:
    live_through_everything(casework, a_report, dao, clock)
    before = everything_in(casework)
    with pytest.raises(NotProven):
        erasure.erase_own_account(casework, user_of(dao), password="không phải câu này")
    assert everything_in(casework) == before
    assert casework.erasures.read() == {}


def test_two_erasures_at_once_are_one(
    casework: Casework, a_report: Reports, dao: Actor, clock: Clock
) -> None:
    live_through_everything(casework, a_report, dao, clock)

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda _: erasure.erase_person(casework, user_of(dao)), range(4)))

    assert rows_with(casework, MARKS) == []
    with casework.db.read() as session:
        assert session.scalar(select(func.count()).select_from(FarewellRow)) == 1
        for code in session.scalars(select(ReportRow.code).where(ReportRow.reporter == dao.user)):
            erased = [
                one for one in journal.of_report(session, code) if isinstance(one.event, ev.ContactErased)
            ]
            assert len(erased) == 1
        journal.verify(session)
    written = casework.erasures.path.read_text().splitlines()
    assert len(written) == len(casework.erasures.read()) == 5


def test_an_erased_address_signs_up_anew_as_a_stranger(
    casework: Casework, a_report: Reports, dao: Actor, clock: Clock
) -> None:
    live_through_everything(casework, a_report, dao, clock)
    erase(casework, dao)

    accounts.sign_up(casework, SignUp(email=EMAIL, name="Đào Mới", password=PASSWORD))

    found = keys.person(casework, EMAIL)
    assert found.id != dao.user
    with casework.db.read() as session:
        assert session.scalars(select(ReportRow).where(ReportRow.reporter == found.id)).all() == []
    box = Box()
    run(casework, box, URL, once=True)
    assert len([letter for letter in box.letters if letter["To"] == EMAIL]) == 2  # farewell, and the link


def test_the_last_letter_goes_out_once_in_its_readers_language_and_its_address_with_it(
    casework: Casework, dao: Actor
) -> None:
    accounts.set_locale(casework, user_of(dao), "en")
    erase(casework, dao)
    box = Box()
    run(casework, box, URL, once=True)
    (letter,) = box.empty()
    assert (letter["To"], letter["Subject"]) == (EMAIL, "Your account has been deleted")
    assert NAME in text_of(letter) and f"{URL}/en/" in text_of(letter)
    with casework.db.read() as session:
        assert session.scalars(select(FarewellRow)).all() == []
        ((state, recipient),) = session.execute(select(DeliveryRow.state, DeliveryRow.recipient))
    assert state == "sent" and EMAIL not in recipient
    run(casework, box, URL, once=True)
    assert box.letters == []


def test_a_post_office_that_is_shut_keeps_no_address_for_ever(
    casework: Casework, dao: Actor, clock: Clock
) -> None:
    erase(casework, dao)
    shut = Box(trouble=lambda letter: Shut("closed"))
    run(casework, shut, URL, once=True)
    with casework.db.read() as session:
        assert session.scalar(select(func.count()).select_from(FarewellRow)) == 1
    clock.advance(days=3, minutes=1)
    run(casework, Box(), URL, once=True)
    with casework.db.read() as session:
        assert session.scalars(select(FarewellRow)).all() == []
        assert set(session.scalars(select(DeliveryRow.state))) == {"dropped"}


def test_the_last_administrator_stays_until_there_is_another(casework: Casework) -> None:
    admin, overseer = user_of(actor("admin")), user_of(actor("overseer"))
    before = everything_in(casework)
    with pytest.raises(LastAdministrator):
        erasure.erase_person(casework, admin)
    assert everything_in(casework) == before

    roles.grant(casework, overseer, "admin", by=roles.CONSOLE)
    erasure.erase_person(casework, admin)

    with casework.db.read() as session:
        assert set(session.scalars(select(MembershipRow.user_id).where(MembershipRow.role == "admin"))) == {
            overseer
        }
    with pytest.raises(LastAdministrator):
        erasure.erase_person(casework, overseer)


def test_of_two_administrators_at_once_one_stays(casework: Casework) -> None:
    both = [user_of(actor("admin")), user_of(actor("overseer"))]
    roles.grant(casework, both[1], "admin", by=roles.CONSOLE)

    def try_it(user: UserId) -> str:
        try:
            erasure.erase_person(casework, user)
        except LastAdministrator:
            return "stays"
        return "gone"

    with ThreadPoolExecutor(2) as crowd:
        assert sorted(crowd.map(try_it, both)) == ["gone", "stays"]


def test_who_worked_here_leaves_signed_replies_signed_and_gives_back_what_colleagues_left_to_them(
    casework: Casework, a_report: Reports
) -> None:
    answered = a_report(Status.ACCEPTED)
    a_report.deed(answered.code, said(do.InterimReply, "Đang đo đạc."), by="officer.stnmt")
    a_report.deed(answered.code, said(do.SignReply, "Đã ký giấy."), by="signer.stnmt")
    claimed = a_report()
    a_report.deed(claimed.code, do.Claim(), by="moderator.bnd")
    a_report.deed(claimed.code, said(do.AddNewsroomNote, "Tôi xem."), by="moderator.bnd")

    for name in ("signer.stnmt", "officer.stnmt", "moderator.bnd"):
        erasure.erase_person(casework, user_of(actor(name)))

    thread = open_thread(casework, answered.code, actor("guest"))
    assert thread.reply is not None and thread.reply.author_name == "Lê Thị Mai"
    (interim,) = thread.of_kind(PostKind.INTERIM_REPLY)
    assert (interim.author_name, interim.name_erased) == ("", True)
    desk = open_thread(casework, claimed.code, actor("moderator2.bnd"))
    assert desk.report.claimed_by is None and desk.posts[0].author_name == ""
    assert rows_with(casework, ("Vũ Minh Đức", "Nguyễn Văn Sơn", "@demo.test\0")) == []
    a_report.deed(claimed.code, do.Claim(), by="moderator2.bnd")


def test_what_is_on_its_way_while_somebody_is_erased_brings_no_name_back(
    casework: Casework, a_report: Reports, dao: Actor
) -> None:
    other = a_report(Status.ROUTED).code
    erase(casework, dao)
    for attempt in (
        lambda: a_report.deed(other, said(do.Comment, "Tôi cũng vậy."), by=dao),
        lambda: submit(casework, a_submission(), by=dao),
        lambda: taking_part.set_follow(casework, other, by=dao, on=True),
        lambda: taking_part.set_support(casework, other, by=dao, on=True),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.why is Why.NOT_ALLOWED
    with pytest.raises(NoResultFound):
        accounts.describe(casework, user_of(dao), name=NAME, locale="vi")
    assert rows_with(casework, MARKS) == []


def test_a_report_of_an_erased_person_goes_its_way_and_nobody_is_written_to(
    casework: Casework, a_report: Reports, dao: Actor, clock: Clock
) -> None:
    codes = live_through_everything(casework, a_report, dao, clock)
    unseen = codes["unseen"]
    erase(casework, dao)
    run(casework, Box(), URL, once=True)
    step = a_report.deed
    step(unseen, do.Accept(), by="officer.stnmt")
    reply = said(do.SignReply, f"Đã ký giấy cho bà {NAME}.")
    # The guard does not know the name any more, and takes it for what it reads like: a person's.
    with pytest.raises(leak_guard.Leaking):
        leak_guard.perform(casework, unseen, reply, by=actor("signer.stnmt"))
    leak_guard.perform(casework, unseen, said(do.SignReply, "Đã ký giấy."), by=actor("signer.stnmt"))
    step(unseen, said(do.MessageNewsroom, "Bà còn đó không?"), by="moderator.bnd")
    clock.advance(days=60)
    box = Box()
    run(casework, box, URL, once=True)
    assert report_row(casework, unseen).status is Status.CLOSED
    with casework.db.read() as session:
        told = set(session.scalars(select(DeliveryRow.recipient)))
        assert session.scalars(select(DeliveryRow).where(DeliveryRow.state == "dead")).all() == []
    assert f"user:{dao.user}" not in told
    assert open_thread(casework, unseen, actor("moderator.bnd")).contact == Contact()


def test_a_merged_report_of_an_erased_person_follows_nothing(
    casework: Casework, a_report: Reports, dao: Actor
) -> None:
    back, into = submit(casework, a_submission(), by=dao).code, a_report(Status.ROUTED).code
    a_report.deed(back, said(do.ApproveAndRoute, "", agency=STNMT), by="moderator.bnd")
    a_report.deed(back, said(do.Return, "Không phải của sở.", reason="not_our_area"), by="officer.stnmt")
    erase(casework, dao)
    a_report.deed(back, do.Merge(into=into), by="moderator.bnd")
    with casework.db.read() as session:
        assert session.scalars(select(FollowRow)).all() == []
