"""Webhooks from deed to receiver: who is told what, when again, and never what is not public."""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from casework.actions import roles, webhooks
from casework.actions.roles import CONSOLE
from casework.actions.webhooks import Wanted
from casework.delivery import hooks
from casework.delivery.caller import Answer, Caller
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.hook_targets import Allowed
from casework.domain.values import AgencyCode, Display, RemoveReason, Role, Status
from casework.domain.webhooks import PAUSED_AFTER, TRIES, Happening, State
from casework.readings import webhooks as readings
from casework.store import hook_deliveries
from casework.store.casework import Casework, new_post_id
from casework.store.hook_deliveries import Told
from casework.store.tables import AgencyRow, OutboxRow, WebhookDeliveryRow, WebhookRow
from tests.delivery.conftest import URL, Box, text_of
from tests.delivery.receiver import Heard, receiving
from tests.doors.stage import STNMT, SYT, Reports, actor
from tests.house import Clock
from tests.structure.tree import ROOT

LOCAL = Allowed(local=True)
ALL = frozenset(Happening)
MARK = "Zanzibar"


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def tell(casework: Casework, heard: Heard) -> Callable[[], list[dict[str, Any]]]:
    """Let a worker do all there is to do; gives what endpoints were told by that."""

    def work() -> list[dict[str, Any]]:
        before = len(heard.calls)
        run(casework, Box(), URL, caller=heard, once=True)  # type: ignore[arg-type]  # because it hears only
        return heard.said[before:]

    return work


def a_webhook(
    casework: Casework,
    agency: AgencyCode | None = None,
    *,
    url: str = "https://tin.example.vn/nhan",
    happenings: frozenset[Happening] = ALL,
) -> tuple[str, str]:
    """The id of an endpoint and its secret."""
    by = actor("admin" if agency is None else "signer.stnmt")
    wanted = Wanted(name="Trang tin", url=url, happenings=happenings)
    endpoint, secret = webhooks.register(casework, secrets.token_hex(16), agency, wanted, LOCAL, by=by)
    return endpoint.id, secret


def log(casework: Casework, endpoint: str, who: str = "admin") -> list[Told]:
    return list(readings.log(casework, endpoint, None, by=actor(who)).rows)


def state(casework: Casework, endpoint: str) -> State:
    found = readings.endpoint(casework, endpoint, by=actor("admin"))
    assert found
    return found.endpoint.state


Tell = Callable[[], list[dict[str, Any]]]


def test_a_portal_is_told_the_life_of_a_public_report(
    casework: Casework, a_report: Reports, tell: Tell, heard: Heard
) -> None:
    a_webhook(casework)
    report = a_report(Status.REOPENED)
    told = tell()
    # In no promised order: here each waits as long as the others.
    assert sorted(one["type"] for one in told) == ["reply.official", "report.published", "report.reopened"]
    (first,) = (one for one in told if one["type"] == "report.published")
    assert first["data"]["code"] == report.code
    assert first["data"]["url"] == f"{URL}/reports/{report.code}"
    assert first["data"]["agency"]["code"] == STNMT and first["data"]["agency"]["name"]
    assert first["data"]["text"].startswith("Tôi nộp hồ sơ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", first["occurred_at"]) and first["exact"]
    (reply,) = (one for one in told if one["type"] == "reply.official")
    assert reply["data"]["text"].startswith("Giấy chứng nhận đã ký")
    assert len({headers["webhook-id"] for _, headers, _ in heard.calls}) == 3
    assert tell() == []


def test_an_agency_is_told_of_its_own_reports_alone(
    casework: Casework, a_report: Reports, tell: Tell
) -> None:
    a_webhook(casework, STNMT)
    mine, others = a_report(Status.ROUTED), a_report(Status.SUBMITTED)
    a_report.deed(
        others.code, do.ApproveAndRoute(post=new_post_id(), words="", agency=SYT), by="moderator.bnd"
    )
    assert [one["data"]["code"] for one in tell()] == [mine.code]


def test_only_what_was_asked_for_is_told(casework: Casework, a_report: Reports, tell: Tell) -> None:
    a_webhook(casework, happenings=frozenset({Happening.ANSWERED}))
    a_report(Status.REOPENED)
    assert [one["type"] for one in tell()] == ["reply.official"]


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.DECLINED, Status.MERGED, Status.NEEDS_INFO])
def test_of_what_is_not_public_nothing_is_told(
    status: Status, casework: Casework, a_report: Reports, tell: Tell, heard: Heard
) -> None:
    a_webhook(casework)
    a_report(status, title=f"{MARK} ba lần hẹn trả sổ đỏ")
    tell()
    assert MARK not in str(heard.calls)
    assert heard.calls == []


def test_of_a_restricted_report_nothing_is_told(
    casework: Casework, a_report: Reports, tell: Tell, heard: Heard
) -> None:
    a_webhook(casework)
    a_webhook(casework, STNMT)
    a_report(Status.ANSWERED, publish=False, title=f"{MARK} ba lần hẹn")
    assert tell() == [] and heard.calls == []


def test_what_was_taken_down_before_it_was_told_is_not_told_but_for_its_code(
    casework: Casework, a_report: Reports, tell: Tell, heard: Heard
) -> None:
    a_webhook(casework)
    report = a_report(Status.ANSWERED, title=f"{MARK} ba lần hẹn trả sổ đỏ")
    removal = do.Remove(post=new_post_id(), words="Lộ số nhà.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(report.code, removal, by="moderator.bnd")
    (told,) = tell()
    assert (told["type"], told["data"]) == ("report.taken_down", {"code": report.code})
    assert MARK not in str(heard.calls) and "Lộ số nhà" not in str(heard.calls)
    a_report.deed(report.code, do.Restore(), by="moderator.bnd")
    assert [one["type"] for one in tell()] == ["report.restored"]


def test_of_a_confidential_report_the_hour_is_not_told_and_its_reporters_deeds_wait_for_the_morning(
    casework: Casework, a_report: Reports, tell: Tell, clock: Clock
) -> None:
    a_webhook(casework)
    report = a_report(Status.ANSWERED, by="guest", display=Display.CONFIDENTIAL)
    told = tell()
    assert {one["type"] for one in told} == {"report.published", "reply.official"}
    for one in told:
        assert not one["exact"] and re.fullmatch(r"\d{4}-\d\d-\d\d", one["occurred_at"])
    reopening = do.Reopen(post=new_post_id(), words="Vẫn chưa có giấy.")
    a_report.deed(report.code, reopening, by=a_report.owner(report.code))
    assert tell() == []
    clock.at += timedelta(days=1)
    assert [one["type"] for one in tell() if one["type"] != "report.overdue"] == ["report.reopened"]


def test_a_failure_is_tried_again_under_the_same_id_and_given_up_after_three_days_with_a_letter(
    casework: Casework, a_report: Reports, heard: Heard, clock: Clock
) -> None:
    endpoint, _ = a_webhook(casework, happenings=frozenset({Happening.PUBLISHED}))
    a_report(Status.ROUTED)
    heard.status = 500
    began, box = clock.at, Box()

    def work() -> None:
        run(casework, box, URL, caller=heard, once=True)  # type: ignore[arg-type]  # because it hears only

    work()
    work()
    assert len(heard.calls) == 1, "it waits"
    for number in range(2, TRIES + 1):
        clock.at = max(log(casework, endpoint)[0].next_at, clock.at + timedelta(minutes=1))
        work()
        assert len(heard.calls) == number
    assert len({headers["webhook-id"] for _, headers, _ in heard.calls}) == 1
    assert timedelta(days=2.5) < clock.at - began < timedelta(days=4)
    (told,) = log(casework, endpoint)
    assert told.state == hook_deliveries.DEAD and [one.status for one in told.tries] == [500] * TRIES
    work()
    letters = [one for one in box.letters if "không nhận được một tin" in str(one["Subject"])]
    assert [str(one["To"]) for one in letters] == ["admin@demo.test"]
    assert f"/admin/webhooks/{endpoint}" in text_of(letters[0])
    heard.status = 204
    assert webhooks.send_again(casework, endpoint, told.id, by=actor("admin"))
    work()
    assert log(casework, endpoint)[0].state == hook_deliveries.SENT
    assert len({headers["webhook-id"] for _, headers, _ in heard.calls}) == 1


def test_an_endpoint_that_fails_for_days_is_stopped_with_a_letter_and_can_be_resumed(
    casework: Casework, heard: Heard, clock: Clock
) -> None:
    endpoint, _ = a_webhook(casework)
    heard.error, box = "timeout", Box()
    for _ in range(2):
        webhooks.ping(casework, endpoint, by=actor("admin"))
        run(casework, box, URL, caller=heard, once=True)  # type: ignore[arg-type]  # because it hears only
        clock.at += PAUSED_AFTER + timedelta(minutes=2)
    run(casework, box, URL, caller=heard, once=True)  # type: ignore[arg-type]  # because of the same
    assert state(casework, endpoint) is State.FAILING
    assert any("đã dừng" in str(one["Subject"]) for one in box.letters)
    assert all(not one.is_waiting for one in log(casework, endpoint))
    webhooks.resume(casework, endpoint, by=actor("admin"))
    assert state(casework, endpoint) is State.ACTIVE


def test_gone_stops_it_at_once(casework: Casework, tell: Tell, heard: Heard) -> None:
    endpoint, _ = a_webhook(casework)
    heard.status = 410
    for _ in range(3):
        webhooks.ping(casework, endpoint, by=actor("admin"))
    tell()
    assert len(heard.calls) == 1 and state(casework, endpoint) is State.GONE


def test_one_that_does_not_answer_holds_up_no_other_and_no_round_lasts_for_ever(
    casework: Casework, a_report: Reports
) -> None:
    slow, _ = a_webhook(casework, url="https://cham.example.vn/")
    quick, _ = a_webhook(casework, url="https://nhanh.example.vn/")
    for _ in range(30):
        for endpoint in (slow, quick):
            webhooks.ping(casework, endpoint, by=actor("admin"))

    class Slow(Heard):
        def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
            self.error = "timeout" if "cham" in url else ""
            return super().post(url, headers, body)

    ear = Slow()
    count = hooks.call_due(casework, ear, URL, worker="one")  # type: ignore[arg-type]  # because it hears only
    assert count == hooks.MOST_A_ROUND
    assert sum("cham" in url for url, _, _ in ear.calls) == 1


def test_two_workers_at_once_tell_it_once(casework: Casework) -> None:
    endpoint, _ = a_webhook(casework)
    for _ in range(4):
        webhooks.ping(casework, endpoint, by=actor("admin"))
    ear = Heard()
    start = threading.Barrier(2)

    def work(name: str) -> None:
        start.wait()
        hooks.call_due(casework, ear, URL, worker=name)  # type: ignore[arg-type]  # because it hears only

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hooks.call_due(casework, ear, URL, worker="three")  # type: ignore[arg-type]  # because of the same
    ids = [headers["webhook-id"] for _, headers, _ in ear.calls]
    assert len(ids) == len(set(ids)) == 4


def test_a_worker_that_dies_after_sending_leaves_it_to_be_sent_again_under_the_same_id(
    casework: Casework, clock: Clock, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint, _ = a_webhook(casework)
    webhooks.ping(casework, endpoint, by=actor("admin"))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(hooks, "_note", die)
        with pytest.raises(KeyboardInterrupt):
            hooks.call_due(casework, heard, URL, worker="one")  # type: ignore[arg-type]  # because it hears only
    assert hooks.call_due(casework, heard, URL, worker="two") == 0  # type: ignore[arg-type]  # because of the same
    clock.at += hook_deliveries.LEASE
    assert hooks.call_due(casework, heard, URL, worker="two") == 1  # type: ignore[arg-type]  # because of the same
    assert len({headers["webhook-id"] for _, headers, _ in heard.calls}) == 1
    assert heard.said[0]["id"] == heard.said[1]["id"]


def test_an_event_that_is_told_again_waits_once(casework: Casework, a_report: Reports, tell: Tell) -> None:
    endpoint, _ = a_webhook(casework, happenings=frozenset({Happening.PUBLISHED}))
    a_report(Status.ROUTED)
    tell()
    with casework.db.write() as session:
        seq = session.scalars(select(WebhookDeliveryRow.event_seq)).one()
        session.add(OutboxRow(seq=seq, attempts=0, next_at=casework.now()))
    assert tell() == [] and len(log(casework, endpoint)) == 1


@pytest.mark.parametrize("how", ["blocked", "role taken", "agency ended"])
def test_nothing_is_told_once_nobody_who_may_answers_for_it(
    how: str, casework: Casework, a_report: Reports, tell: Tell
) -> None:
    a_webhook(casework, STNMT)
    a_report(Status.ROUTED)
    signer = actor("signer.stnmt").user
    assert signer
    if how == "blocked":
        roles.disable(casework, signer, by=CONSOLE)
    elif how == "role taken":
        roles.revoke(casework, signer, Role.SIGNER, STNMT, by=CONSOLE)
    else:
        with casework.db.write() as session:
            yesterday = casework.now().date() - timedelta(days=1)
            session.execute(update(AgencyRow).where(AgencyRow.code == STNMT).values(valid_to=yesterday))
    assert tell() == []


def test_after_a_restored_backup_nothing_that_waited_goes_out(casework: Casework, clock: Clock) -> None:
    endpoint, _ = a_webhook(casework)
    webhooks.ping(casework, endpoint, by=actor("admin"))
    clock.at += timedelta(hours=1)
    with casework.db.write() as session:
        assert hook_deliveries.drop_waiting(session, before=casework.now()) == 1
    assert log(casework, endpoint)[0].state == hook_deliveries.DROPPED


def verifier() -> Any:
    """The function that docs/webhooks.md gives to receivers."""
    (source,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/webhooks.md").read_text("utf-8"), re.S)
    given: dict[str, Any] = {}
    exec(source, given)  # noqa: S102  # because the document's own words are what is tested
    return given["is_from_the_forum"]


def test_what_the_document_gives_receivers_knows_a_real_delivery_and_refuses_every_other(
    casework: Casework, clock: Clock
) -> None:
    is_ours = verifier()
    with receiving() as receiver:
        endpoint, secret = a_webhook(casework, url=receiver.url)
        webhooks.ping(casework, endpoint, by=actor("admin"))
        assert hooks.call_due(casework, Caller(allowed=LOCAL), URL, worker="one") == 1
    (got,) = receiver.requests
    now = clock.at.timestamp()
    assert is_ours(secret, got.headers, got.body, now=now)
    assert json.loads(got.body)["type"] == "ping"
    # Overheard and sent again later; changed on the way; of another; without a signature.
    assert not is_ours(secret, got.headers, got.body, now=now + 301)
    assert not is_ours(secret, got.headers, got.body, now=now - 301)
    later = {**got.headers, "webhook-timestamp": str(int(now) + 301)}
    assert not is_ours(secret, later, got.body, now=now + 301)
    assert not is_ours(secret, {**got.headers, "webhook-id": "msg_other"}, got.body, now=now)
    assert not is_ours(secret, got.headers, got.body + b" ", now=now)
    assert not is_ours("whsec_" + "A" * 43 + "=", got.headers, got.body, now=now)
    assert not is_ours(secret, {}, got.body, now=now)
    assert log(casework, endpoint)[0].tries[0].answer == "ok"


def test_for_a_day_the_old_secret_signs_beside_the_new_one(
    casework: Casework, clock: Clock, heard: Heard
) -> None:
    is_ours = verifier()
    endpoint, old = a_webhook(casework)
    _, new = webhooks.renew_secret(casework, endpoint, 1, by=actor("admin"))
    assert old != new
    for later, goods in ((timedelta(), (True, True)), (timedelta(hours=25), (False, True))):
        clock.at += later
        webhooks.ping(casework, endpoint, by=actor("admin"))
        hooks.call_due(casework, heard, URL, worker="one")  # type: ignore[arg-type]  # because it hears only
        _, headers, body = heard.calls[-1]
        now = clock.at.timestamp()
        assert tuple(is_ours(one, headers, body, now=now) for one in (old, new)) == goods


def test_no_secret_lies_open_in_the_database(casework: Casework) -> None:
    _, secret = a_webhook(casework)
    with casework.db.read() as session:
        row = session.execute(select(WebhookRow.__table__)).one()
    assert secret.removeprefix("whsec_") not in str(row)
