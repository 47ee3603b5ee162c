"""What nobody needs any more is let go of, kind by kind, and nothing else is (docs/retention.md)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from casework.actions import (
    access_tokens,
    accounts,
    contact_requests,
    denunciations,
    exports,
    pictures,
    retention,
    right_of_reply,
    roles,
    sessions,
    webhooks,
)
from casework.actions.accounts import SignUp
from casework.actions.retention import CONTACTS, DENUNCIATIONS, REPLY_CONTACTS, REPLY_REQUESTS, REPORTS
from casework.actions.right_of_reply import Asking
from casework.delivery import worker
from casework.delivery.exports import make_next
from casework.domain import commands as do
from casework.domain.access import Scope
from casework.domain.denunciations import Deed
from casework.domain.events import ContactErased
from casework.domain.hook_targets import Allowed
from casework.domain.open_data import Format
from casework.domain.policy import ANYBODY
from casework.domain.retention import Periods
from casework.domain.values import AttachmentId, NoReplyReason, Part, PostId, ReportCode, Role, Status, UserId
from casework.domain.webhooks import Happening
from casework.readings import people
from casework.store import (
    bounces,
    contacts,
    factors,
    heartbeats,
    hook_deliveries,
    journal,
    mailbox,
    mailed_back,
    outbox,
    remembered,
    reply_requests,
    tokens,
)
from casework.store import retention as store
from casework.store.casework import Casework, new_post_id
from casework.store.tables import (
    DeliveryRow,
    EventRow,
    FormKeyRow,
    OutboxRow,
    RecoveryCodeRow,
    RememberedRow,
    ReplyRequestRow,
    RevisionRow,
    SessionRow,
    SettingRow,
    TokenRow,
    UserRow,
)
from casework.store.tokens import Purpose
from tests.deeds.test_pictures import key_of, on_disk, photo, redact
from tests.delivery.conftest import URL, Box
from tests.doors import keys
from tests.doors.stage import Reports, a_denunciation, actor
from tests.dump import everything_in
from tests.house import Clock


def counts(casework: Casework) -> dict[str, int]:
    """What the dry run says, without what is nothing."""
    return {held.name: held.count for held in retention.look(casework) if held.count}


def rows(casework: Casework, table: Any) -> int:
    with casework.db.read() as session:
        return len(session.scalars(select(table)).all())


def user_of(name: str) -> UserId:
    user = actor(name).user
    assert user is not None
    return user


# ---- each kind: what makes one, after which it is over in so many days and not a day earlier


def _a_session(casework: Casework, _: Reports) -> timedelta:
    assert sessions.begin(casework, user_of("moderator.bnd"), device="Chrome", factor=True)
    return sessions.STAFF_WHOLE


def _a_token(casework: Casework, _: Reports) -> timedelta:
    access_tokens.make(casework, "b" * 32, name="Máy xã", scopes=[Scope.READ], days=90, by=actor("business"))
    return timedelta(days=90)


def _a_remembered_browser(casework: Casework, _: Reports) -> timedelta:
    now = casework.now()
    with casework.db.write() as session:
        remembered.add(session, "a" * 32, user_of("citizen"), now=now, until=now + sessions.REMEMBERED)
    return sessions.REMEMBERED


def _a_link(casework: Casework, _: Reports) -> timedelta:
    with casework.db.write() as session:
        tokens.issue(session, Purpose.RESET_PASSWORD, user_id=user_of("citizen"), now=casework.now())
    return tokens.LASTS[Purpose.RESET_PASSWORD]


def _a_used_link(casework: Casework, _: Reports) -> timedelta:
    with casework.db.write() as session:
        raw = tokens.issue(session, Purpose.CONFIRM_REPORT, now=casework.now())
        assert tokens.use(session, Purpose.CONFIRM_REPORT, raw, casework.now())
    return timedelta(0)


def _used_recovery_code(casework: Casework, _: Reports) -> timedelta:
    with casework.db.write() as session:
        session.add_all(
            RecoveryCodeRow(hash=mark * 64, user_id=user_of("citizen"), used_at=used)
            for mark, used in (("a", casework.now()), ("b", None))
        )
    return timedelta(0)


def _a_letter(casework: Casework, a_report: Reports) -> timedelta:
    a_report()
    worker.run(casework, Box(), URL, once=True)
    return timedelta(0)


def _gathered_for_a_digest_given_up(casework: Casework, _: Reports) -> timedelta:
    with casework.db.write() as session:
        row = DeliveryRow(id="a" * 32, notice="closed", about="event:1", recipient="user:1", state="gathered")
        row.digest, row.created_at, row.next_at = "d" * 32, casework.now(), casework.now()
        session.add(row)
    return timedelta(0)


def _a_bounce(casework: Casework, _: Reports) -> timedelta:
    with casework.db.write() as session:
        bounces.note(session, "b" * 32, "user:1", "5.1.1", casework.now())
    return timedelta(0)


def _a_webhook_delivery(casework: Casework, _: Reports) -> timedelta:
    wanted = webhooks.Wanted(name="Tin", url="https://tin.example.vn/", happenings=frozenset(Happening))
    webhooks.register(casework, "e" * 32, None, wanted, Allowed(), by=actor("admin"))
    webhooks.ping(casework, "e" * 32, by=actor("admin"))
    with casework.db.write() as session:
        told = hook_deliveries.take(session, casework.now(), worker="one")
        assert told
        hook_deliveries.dropped(session, told.id)
    return timedelta(0)


def _a_webhook_change(casework: Casework, _: Reports) -> timedelta:
    wanted = webhooks.Wanted(name="Tin", url="https://tin.example.vn/", happenings=frozenset(Happening))
    webhooks.register(casework, "e" * 32, None, wanted, Allowed(), by=actor("admin"))
    return timedelta(0)


def _a_form_key(_: Casework, a_report: Reports) -> timedelta:
    a_report()
    return timedelta(0)


def _a_contact(_: Casework, a_report: Reports) -> timedelta:
    a_report(Status.DECLINED, by="guest")
    return timedelta(0)


def _an_account(casework: Casework, _: Reports) -> timedelta:
    _sign_up(casework, "la@nha.test")
    _sign_up(casework, "sau@nha.test")  # so that the other is not the newest
    worker.run(casework, Box(), URL, once=True)
    return timedelta(0)


def _an_original(casework: Casework, a_report: Reports) -> timedelta:
    report = a_report(Status.ROUTED, uploads=[(photo(), "giấy hẹn.jpg")])
    redact(casework, report, key_of(casework, report))
    return timedelta(0)


def _a_closed_denunciation(casework: Casework, _: Reports) -> timedelta:
    code = a_denunciation(casework).code
    keeper = actor("keeper")
    seen = denunciations.open_case(casework, code, by=keeper).denunciation.version
    denunciations.perform(casework, code, Deed.CLOSED, by=keeper, seen=seen, message="c" * 32, words="Xong.")
    return timedelta(hours=15, seconds=-1)  # days count, and it is nine o'clock


def _a_revision(_: Casework, a_report: Reports) -> timedelta:
    report = a_report()
    a_report.deed(report.code, do.Redact(revision=_revision(), passages=("Ba lần hẹn",)), by="moderator.bnd")
    return timedelta(0)


def _revision() -> Any:
    return "b" * 32


def _sign_up(casework: Casework, email: str) -> UserId:
    accounts.sign_up(casework, SignUp(email=email, name="Người lạ", password=keys.PASSWORD))
    found = people.find_by_email(casework, email)
    assert found is not None
    return found.id


def _told_that_a_mail_was_not_taken(casework: Casework, _: Reports) -> timedelta:
    with casework.db.write() as session:
        assert mailed_back.claim(session, casework.vault, "hoa@nha.test", casework.now())
    return timedelta(0)


def _an_unproven_request(casework: Casework, a_report: Reports) -> timedelta:
    _ask(casework, a_report(Status.ROUTED).code)
    return timedelta(0)


def _a_declined_request(casework: Casework, a_report: Reports) -> timedelta:
    code = a_report(Status.ROUTED).code
    request = _ask(casework, code)
    with casework.db.write() as session:
        reply_requests.take_in(session, request, casework.now())
    declined = do.DeclineReply(request=request, reason=NoReplyReason.OTHER)
    by = actor("moderator.bnd")
    right_of_reply.decline(casework, code, declined, said="Xin cảm ơn.", by=by, seen=None)
    return timedelta(0)


def _a_contact_request(casework: Casework, a_report: Reports) -> timedelta:
    asking = contact_requests.Asking(form_key=new_post_id(), purpose="Viết bài", questions="Khi nào?")
    contact_requests.ask(casework, a_report(Status.ROUTED).code, asking, by=actor("journalist"))
    return timedelta(days=14)


def _ask(casework: Casework, code: ReportCode) -> PostId:
    key = new_post_id()
    asking = Asking(
        form_key=key, name="Thơ", email="tho@nha.test", about="Câu cuối", text="Không.", locale="vi"
    )
    right_of_reply.ask(casework, code, asking, by=ANYBODY)
    with casework.db.read() as session:
        newest = select(ReplyRequestRow.id).where(ReplyRequestRow.report_code == code)
        return session.scalars(newest).one()


def _a_file_of_open_data(casework: Casework, _: Reports) -> timedelta:
    exports.ask(casework, new_post_id(), Format.CSV, {})
    assert make_next(casework, "http://localhost")
    return timedelta(0)


KINDS: dict[str, tuple[Callable[[Casework, Reports], timedelta], str, int]] = {
    "a session": (_a_session, "sessions", 30),
    "a token of a program": (_a_token, "tokens of programs", 30),
    "a remembered browser": (_a_remembered_browser, "remembered browsers", 30),
    "a link that ran out": (_a_link, "links", 30),
    "a link that was used": (_a_used_link, "links", 30),
    "a recovery code that was used": (_used_recovery_code, "recovery codes", 30),
    "a letter that was sent": (_a_letter, "letters", 180),
    "what was gathered for nothing": (_gathered_for_a_digest_given_up, "letters", 180),
    "a letter that came back": (_a_bounce, "bounces", 180),
    "what an endpoint was told": (_a_webhook_delivery, "webhook deliveries", 30),
    "who registered an endpoint": (_a_webhook_change, "webhook changes", 730),
    "that somebody was told": (_told_that_a_mail_was_not_taken, "mails answered", 1),
    "the key of a form": (_a_form_key, "form keys", 30),
    "the contact of a guest": (_a_contact, CONTACTS, 730),
    "what was told to the inspectorate": (_a_closed_denunciation, DENUNCIATIONS, 730),
    "an account that was never proven": (_an_account, "unproven accounts", 30),
    "what lies under a painted picture": (_an_original, "sealed originals", 1825),
    "a request that nobody proved": (_an_unproven_request, REPLY_REQUESTS, 30),
    "how to reach who was answered": (_a_declined_request, REPLY_CONTACTS, 730),
    "a file of open data": (_a_file_of_open_data, "files of open data", 2),
    "what a journalist asked": (_a_contact_request, "requests of journalists", 90),
    "a text as it was": (_a_revision, "revisions", 1825),
}


@pytest.mark.parametrize("what", KINDS)
def test_each_kind_is_kept_for_its_days_and_then_let_go_of(
    casework: Casework,
    a_report: Reports,
    clock: Clock,
    what: str,
) -> None:
    make, name, days = KINDS[what]
    ends_after = make(casework, a_report)
    clock.advance(days=days, seconds=ends_after.total_seconds())
    assert name not in counts(casework), "it is not over yet"
    kept = everything_in(casework)
    retention.retain(casework)
    assert _of(everything_in(casework), name) == _of(kept, name)
    clock.advance(seconds=1)
    assert counts(casework)[name] == 1
    done = {held.name: held.count for held in retention.retain(casework)}
    assert done[name] == 1
    assert name not in counts(casework)


def _of(dumped: dict[str, Any], name: str) -> Any:
    others = {CONTACTS: "reporter_contact", DENUNCIATIONS: "denunciation"}
    others |= dict.fromkeys((REPLY_REQUESTS, REPLY_CONTACTS), "reply_request")
    table = next(
        (kind.table.__table__.name for kind in store.KINDS if kind.name == name), others.get(name, "")
    )
    return dumped[table]


def test_every_kind_has_been_tried(casework: Casework) -> None:
    known = {held.name for held in retention.look(casework)}
    assert {name for _, name, _ in KINDS.values()} == known - {REPORTS}


# ---- the dry run


def test_a_dry_run_counts_everything_and_changes_nothing(
    casework: Casework, a_report: Reports, clock: Clock, tmp_path: Path
) -> None:
    for make, _, _ in KINDS.values():
        make(casework, a_report)
    a_report(Status.UNCONFIRMED, by="guest")
    clock.advance(days=6 * 365)
    before, files = everything_in(casework), on_disk(tmp_path)
    said = {held.name: held.count for held in retention.look(casework)}
    assert everything_in(casework) == before and on_disk(tmp_path) == files
    assert all(said.values()), said
    done = {held.name: held.count for held in retention.retain(casework)}
    assert done == {name: count for name, count in said.items() if name != REPORTS}
    assert everything_in(casework) != before


def test_unconfirmed_reports_are_left_to_the_clock(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    report = a_report(Status.UNCONFIRMED, by="guest")
    clock.advance(days=30)
    (held,) = [held for held in retention.look(casework) if held.name == REPORTS]
    assert (held.count, held.days, held.by_clock) == (1, 30, True)
    retention.retain(casework)
    assert counts(casework)[REPORTS] == 1
    worker.run(casework, Box(), URL, once=True)
    assert REPORTS not in counts(casework)
    with casework.db.read() as session:
        assert len(journal.of_report(session, report.code)) == 2, "once"


# ---- letters: nobody gets one twice, and what waits goes out


def test_what_is_forgotten_of_letters_sends_none_of_them_again(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    box = Box()
    for status in (Status.ROUTED, Status.CLOSED, Status.DECLINED):
        a_report(status)
    worker.run(casework, box, URL, once=True)
    assert len(box.empty()) > 5
    clock.advance(days=181)
    worker.run(casework, box, URL, once=True)  # what the clocks have to tell by now
    box.empty()
    clock.advance(days=181)
    assert counts(casework)["letters"] > 5
    retention.retain(casework)
    with casework.db.read() as session:
        left = set(session.scalars(select(DeliveryRow.state)))
    assert left <= {outbox.WAITING}
    worker.run(casework, box, URL, once=True)
    assert box.letters == []


@pytest.mark.parametrize("state", [outbox.SENT, outbox.DEAD, outbox.DROPPED, outbox.WAITING])
def test_a_letter_that_waits_is_kept_however_old_and_every_other_goes(
    casework: Casework, clock: Clock, state: str
) -> None:
    with casework.db.write() as session:
        mailbox.put_account(session, "password_changed", user_of("citizen"), casework.now())
        session.execute(update(DeliveryRow).values(state=state))
    clock.advance(days=1000)
    retention.retain(casework)
    assert rows(casework, DeliveryRow) == (1 if state == outbox.WAITING else 0)


def test_a_letter_about_an_event_that_may_be_told_again_keeps_its_row(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    """The row's key is what keeps the same notice from being sent twice."""
    a_report()
    worker.run(casework, Box(), URL, once=True)
    written = rows(casework, DeliveryRow)
    with casework.db.write() as session:
        session.add(OutboxRow(seq=1, next_at=clock(), attempts=outbox.ATTEMPTS))
    clock.advance(days=181)
    retention.retain(casework)
    assert rows(casework, DeliveryRow) == written > 0
    with casework.db.write() as session:
        session.execute(update(OutboxRow).values(attempts=0))
    box = Box()
    worker.run(casework, box, URL, once=True)
    assert [letter["To"] for letter in box.letters if "PA-" in str(letter["Subject"])] == []


# ---- contacts of reporters


@pytest.mark.parametrize("status", [Status.CLOSED, Status.DECLINED, Status.MERGED, Status.WITHDRAWN])
def test_the_contact_of_a_report_long_over_is_erased_by_the_clock_in_the_journal(
    casework: Casework, a_report: Reports, clock: Clock, status: Status
) -> None:
    report = a_report(status, by="guest")
    clock.advance(days=731)
    retention.retain(casework)
    with casework.db.read() as session:
        assert contacts.load(session, casework.vault, report.code) is None
        said = select(EventRow.name, EventRow.part, EventRow.actor).order_by(EventRow.seq.desc())
        last = session.execute(said.limit(1)).one()
        journal.verify(session)
        assert contacts.secret_fits(session, report.code, a_report.receipts[report.code].secret or "")
    assert tuple(last) == (ContactErased.__name__, Part.CLOCK, None)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.NEEDS_INFO, Status.ACCEPTED, Status.ANSWERED])
def test_the_contact_of_a_report_that_is_not_over_is_kept(
    casework: Casework, a_report: Reports, clock: Clock, status: Status
) -> None:
    report = a_report(status, by="guest")
    clock.advance(days=3000)
    retention.retain(casework)
    with casework.db.read() as session:
        assert contacts.load(session, casework.vault, report.code) is not None


def test_a_report_that_is_taken_up_again_meanwhile_keeps_its_contact(
    casework: Casework, a_report: Reports, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = a_report(Status.DECLINED, by="guest")
    clock.advance(days=731)
    real = store.contacts

    def looked_at(*asked: Any, **more: Any) -> Any:
        found = real(*asked, **more)
        if found:
            words = "Tôi chưa đồng ý."
            appeal = do.Appeal(post=_revision(), words=words)
            a_report.deed(report.code, appeal, by=a_report.owner(report.code))
        return found

    monkeypatch.setattr(store, "contacts", looked_at)
    retention.retain(casework)
    with casework.db.read() as session:
        assert contacts.load(session, casework.vault, report.code) is not None


# ---- accounts


def test_an_account_that_somebody_may_still_need_stays(casework: Casework, clock: Clock) -> None:
    invited = roles.add_person(casework, email="moi@toa-soan.test", name="Mới", by=actor("admin"))
    roles.grant(casework, invited, Role.OVERSEER, by=actor("admin"))
    closed = _sign_up(casework, "khoa@nha.test")
    roles.disable(casework, closed, by=actor("admin"))
    again = _sign_up(casework, "quay-lai@nha.test")
    lost = _sign_up(casework, "quen@nha.test")
    newest = _sign_up(casework, "cuoi@nha.test")
    worker.run(casework, Box(), URL, once=True)
    clock.advance(days=31)
    _sign_up(casework, "quay-lai@nha.test")
    assert counts(casework)["unproven accounts"] == 1, "the letter of one waits"
    worker.run(casework, Box(), URL, once=True)
    with casework.db.read() as session:
        here = set(session.scalars(select(UserRow.id)))
    assert {invited, closed, again, newest} <= here and lost not in here
    clock.advance(minutes=31)
    retention.retain(casework)
    with casework.db.read() as session:
        assert session.get(UserRow, again) is None, "its link is dead now"


def test_no_number_of_an_account_is_given_to_somebody_else(casework: Casework, clock: Clock) -> None:
    gone = {_sign_up(casework, f"nguoi-{number}@nha.test") for number in range(3)}
    worker.run(casework, Box(), URL, once=True)
    clock.advance(days=31)
    retention.retain(casework)
    assert _sign_up(casework, "moi@nha.test") not in gone


def test_what_an_unproven_account_had_goes_with_it(casework: Casework, clock: Clock) -> None:
    _an_account(casework, Reports(casework=casework))
    assert (rows(casework, TokenRow), rows(casework, DeliveryRow)) == (2, 2)
    clock.advance(days=31)
    with casework.db.write() as session:
        for name in ("keep_links", "keep_letters"):
            session.add(SettingRow(name=name, valid_from=date(2026, 1, 1), value="1000", source="thử"))
    retention.retain(casework)
    assert (rows(casework, TokenRow), rows(casework, DeliveryRow)) == (1, 1)


# ---- originals


def test_an_original_goes_with_its_file_and_the_picture_stays(
    casework: Casework, a_report: Reports, clock: Clock, tmp_path: Path
) -> None:
    report = a_report(Status.ROUTED, uploads=[(photo(), "giấy hẹn.jpg")])
    redact(casework, report, key_of(casework, report))
    (original,) = pictures.originals(casework)
    clock.advance(days=1826)
    retention.retain(casework)
    assert pictures.originals(casework) == []
    assert not [name for name in on_disk(tmp_path) if original.id in name]
    with casework.files.open(AttachmentId(key_of(casework, report))) as shown:
        assert shown.read()


# ---- settings


def _set(casework: Casework, value: Any, since: date) -> None:
    with casework.db.write() as session:
        session.add(
            SettingRow(
                name="keep_form_keys", valid_from=since, value=json.dumps(value), source="Quy chế, điều 9"
            )
        )


def test_a_period_is_a_setting_from_its_day_on(casework: Casework, a_report: Reports, clock: Clock) -> None:
    a_report()
    _set(casework, 60, date(2026, 11, 1))
    _set(casework, 10, date(2027, 1, 20))
    clock.advance(days=59)
    assert "form keys" not in counts(casework)
    clock.advance(days=2)
    assert counts(casework)["form keys"] == 1
    (held,) = [held for held in retention.look(casework) if held.name == "form keys"]
    assert held.days == 60
    assert casework.terms().clocks.first_look == 1, "the clocks read the same table"


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "30", None])
def test_a_setting_that_cannot_be_meant_removes_nothing(
    casework: Casework, a_report: Reports, clock: Clock, value: Any
) -> None:
    a_report()
    _set(casework, value, date(2026, 1, 1))
    clock.advance(days=5000)
    before = everything_in(casework)
    with pytest.raises(ValueError, match="keep_form_keys"):
        retention.retain(casework)
    assert everything_in(casework) == before


def test_the_defaults_are_those_that_were_decided() -> None:
    assert Periods() == Periods(
        keep_sessions=30,
        keep_links=30,
        keep_letters=180,
        keep_exports=2,
        keep_webhook_log=30,
        keep_webhook_changes=730,
        keep_mailed_back=1,
        keep_form_keys=30,
        keep_contacts=730,
        keep_denunciations=730,
        keep_unproven_accounts=30,
        keep_originals=1825,
        keep_revisions=1825,
    )


# ---- how


def test_it_goes_in_batches_and_stops_between_them_when_asked(
    casework: Casework, a_report: Reports, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BATCH", 2)
    for _ in range(5):
        a_report(Status.DECLINED, by="guest")
    clock.advance(days=731)
    asked = iter([True, True, True, False])
    retention.retain(casework, go_on=lambda: next(asked, False))
    assert counts(casework)[CONTACTS] == 2
    transactions = list[int]()
    real = store.remove
    monkeypatch.setattr(store, "remove", lambda *a: transactions.append(len(gone := real(*a))) or gone)
    retention.retain(casework)
    assert rows(casework, FormKeyRow) == 0
    assert max(transactions) == 2
    assert sum(transactions) >= 5
    assert CONTACTS not in counts(casework)


def _done_at(casework: Casework) -> datetime | None:
    with casework.db.read() as session:
        return heartbeats.last(session, heartbeats.RETENTION)


def test_a_worker_does_it_once_a_day_and_of_two_workers_one(
    casework: Casework, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = list[datetime]()
    monkeypatch.setattr(retention, "retain", lambda *_, **__: times.append(clock()))
    begun = clock()
    for _ in range(50):
        worker.run(casework, Box(), URL, once=True)
        clock.advance(hours=1)
    assert times == [begun, begun + timedelta(days=1), begun + timedelta(days=2)]
    clock.advance(days=1)
    with casework.db.write() as session:
        assert heartbeats.claim(
            session, heartbeats.RETENTION_BEGUN, clock(), not_since=clock() - retention.AGAIN_AFTER
        )
    worker.run(casework, Box(), URL, once=True)
    assert len(times) == 3, "somebody is at it"


def test_one_that_broke_off_is_tried_again_in_an_hour_and_stops_no_letter(
    casework: Casework, a_report: Reports, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    _set(casework, 0, date(2026, 1, 1))
    a_report()
    box = Box()
    worker.run(casework, box, URL, once=True)
    assert len(box.letters) == 1
    assert "retention broke off: ValueError" in caplog.text
    assert _done_at(casework) is None
    with casework.db.write() as session:
        session.execute(update(SettingRow).values(value="30"))
    clock.advance(minutes=59)
    worker.run(casework, box, URL, once=True)
    assert _done_at(casework) is None
    clock.advance(minutes=1)
    worker.run(casework, box, URL, once=True)
    assert _done_at(casework) == clock()


def test_a_session_and_a_browser_that_hold_are_kept(casework: Casework, clock: Clock) -> None:
    _a_session(casework, Reports(casework=casework))
    _a_remembered_browser(casework, Reports(casework=casework))
    with casework.db.write() as session:
        session.execute(update(SessionRow).values(expires_at=clock() + timedelta(days=9000)))
        session.execute(update(RememberedRow).values(expires_at=clock() + timedelta(days=9000)))
    clock.advance(days=8000)
    retention.retain(casework)
    assert (rows(casework, SessionRow), rows(casework, RememberedRow)) == (1, 1)


def test_recovery_codes_that_are_good_are_kept(casework: Casework, clock: Clock) -> None:
    _used_recovery_code(casework, Reports(casework=casework))
    clock.advance(days=4000)
    retention.retain(casework)
    with casework.db.read() as session:
        assert [row.hash[0] for row in session.scalars(select(RecoveryCodeRow))] == ["b"]
        assert factors.codes_left(session, user_of("citizen")) == 1


def test_a_revision_that_is_gone_leaves_the_text_as_readers_see_it(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    _a_revision(casework, a_report)
    before = everything_in(casework)["report"]
    clock.advance(days=1826)
    retention.retain(casework)
    assert rows(casework, RevisionRow) == 0
    assert everything_in(casework)["report"] == before
