"""The sealed channel as actions: once, under seal, for its keeper's eyes, each look written down first."""

from __future__ import annotations

import dataclasses
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from casework.actions import denunciations, roles
from casework.actions.denunciations import NoSuchDenunciation, open_case, open_file, perform, write
from casework.actions.pictures import sweep
from casework.actions.roles import CONSOLE, BadRole, RoleFault
from casework.actions.submit import FileRefused
from casework.delivery.worker import run
from casework.domain.codes import new_secret
from casework.domain.denunciations import Deed
from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.domain.values import DenunciationCode, Role, SealedStatus, UserId
from casework.readings import denunciations as readings
from casework.store.casework import Casework
from casework.store.tables import DeliveryRow, DenunciationLogRow, DenunciationRow, EventRow, OutboxRow
from casework.store.vault import CannotOpen, Vault
from tests.delivery.conftest import URL, Box, text_of
from tests.doors.conftest import database_url, stages
from tests.doors.stage import CAST, STNMT, TTT, a_denunciation, actor
from tests.house import Clock

__all__ = ["database_url", "stages"]

KEEPER = actor("keeper")
NOBODYS = DenunciationCode("TC-2222-2222")


def photo(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, kind)
    return out.getvalue()


def author(code: DenunciationCode) -> Actor:
    """Who has shown its secret."""
    return Actor(holds=frozenset({code}))


def version(casework: Casework, code: DenunciationCode) -> int:
    return open_case(casework, code, by=KEEPER).denunciation.version


def do(casework: Casework, code: DenunciationCode, deed: Deed, **more: object) -> None:
    """The keeper's deed on what they see now."""
    words = {"message": f"{deed.value:0<32}", "words": "Như đã nói."}
    perform(casework, code, deed, by=KEEPER, seen=version(casework, code), **{**words, **more})  # type: ignore[arg-type]  # because a test names what it changes


# ---- it arrives


def test_what_was_told_is_read_by_the_keeper_as_it_was_written(casework: Casework) -> None:
    told = a_denunciation(casework, uploads=[(photo(), "nhà tôi.jpg"), (photo("PNG"), "giấy.png")])
    case = open_case(casework, told.code, by=KEEPER)
    assert case.content.title == "Cán bộ địa chính đòi tiền của dân"
    assert case.content.body == "Ông Bình nhận của tôi năm triệu ngày 12/3 rồi mới đưa giấy."
    assert case.content.accused == "Nguyễn Văn Bình, địa chính xã"
    assert case.content.contact.phone == "0912 345 678"
    assert [file.name for file in case.files] == [f"{told.code}-1.jpg", f"{told.code}-2.png"]
    assert (case.denunciation.status, case.denunciation.received_on) == (SealedStatus.READ, date(2026, 11, 2))
    file, plain = open_file(casework, told.code, case.files[0].id, by=KEEPER)
    assert Image.open(io.BytesIO(plain)).size == (30, 20)
    assert len(plain) == file.size


def test_the_same_form_twice_is_one_denunciation_with_the_same_secret(casework: Casework) -> None:
    first = a_denunciation(casework, form_key="a" * 32)
    second = a_denunciation(casework, form_key="a" * 32, body="Một bài khác hẳn, dài hơn ba mươi chữ cái.")
    assert first == second
    assert len(readings.waiting(casework, KEEPER)) == 1


def test_two_of_the_same_form_at_once_are_one(casework: Casework) -> None:
    together = Barrier(2)

    def send() -> denunciations.Receipt:
        together.wait()
        return a_denunciation(casework, form_key="b" * 32)

    with ThreadPoolExecutor(2) as pool:
        receipts = [future.result() for future in [pool.submit(send) for _ in range(2)]]
    assert receipts[0] == receipts[1]
    assert len(readings.waiting(casework, KEEPER)) == 1


def test_a_retry_after_a_new_signing_key_still_gets_the_secret_that_opens(casework: Casework) -> None:
    first = a_denunciation(casework, form_key="c" * 32)
    changed = dataclasses.replace(
        casework, secret_key=b"another key for tests, and long", old_secret_keys=(casework.secret_key,)
    )
    assert a_denunciation(changed, form_key="c" * 32) == first


def test_a_report_of_the_same_form_has_another_secret(casework: Casework) -> None:
    """Whoever finds the paper of one must not open the other."""
    assert a_denunciation(casework, form_key="d" * 32).secret != new_secret(casework.secret_key, "d" * 32)


@pytest.mark.parametrize("by", ["officer.stnmt", "signer.stnmt", "overseer", "admin", "keeper"])
def test_who_works_for_the_administration_denounces_in_another_account(casework: Casework, by: str) -> None:
    with pytest.raises(Refused):
        a_denunciation(casework, by=by)


def test_without_a_keeper_nothing_is_taken(casework: Casework) -> None:
    assert readings.can_be_sent(casework)
    roles.revoke(casework, _id("keeper"), Role.KEEPER, TTT, by=CONSOLE)
    assert not readings.can_be_sent(casework)
    with pytest.raises(Refused) as refused:
        a_denunciation(casework)
    assert refused.value.why is Why.NO_KEEPER


def test_a_keeper_whose_account_is_closed_keeps_nothing(casework: Casework) -> None:
    roles.disable(casework, _id("keeper"), by=CONSOLE)
    assert not readings.can_be_sent(casework)


def test_a_file_that_is_not_taken_leaves_nothing_behind(casework: Casework, tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        a_denunciation(casework, uploads=[(photo(), "a.jpg"), (b"MZ", "b.exe")])
    assert not casework.files.keys()
    assert readings.waiting(casework, KEEPER) == []


def test_files_lie_encrypted_alone_and_the_sweeper_leaves_them(casework: Casework) -> None:
    told = a_denunciation(casework, uploads=[(photo(), "a.jpg")])
    assert sweep(casework, spared=timedelta(seconds=-5)) == 0
    (key,) = casework.files.keys()
    assert photo()[:3] not in casework.files.open_sealed(key)
    with pytest.raises(FileNotFoundError):
        casework.files.open(key)
    assert open_case(casework, told.code, by=KEEPER).files[0].id == key


# ---- who reads it


@pytest.mark.parametrize("who", ["guest", *(name for name in CAST if name != "keeper")])
def test_nobody_else_learns_even_that_it_exists(casework: Casework, who: str) -> None:
    told = a_denunciation(casework, uploads=[(photo(), "a.jpg")])
    place = open_case(casework, told.code, by=KEEPER).files[0].id
    before = _log(casework, told.code)
    stranger = actor(who)
    for code in (told.code, NOBODYS):
        with pytest.raises(NoSuchDenunciation):
            open_case(casework, code, by=stranger)
        with pytest.raises(NoSuchDenunciation):
            open_file(casework, code, place, by=stranger)
        with pytest.raises(NoSuchDenunciation):
            perform(casework, code, Deed.CLOSED, by=stranger, seen=2, message="e" * 32, words="Xong.")
        with pytest.raises(NoSuchDenunciation):
            write(casework, code, "f" * 32, "Tôi đây.", by=stranger)
        with pytest.raises(NoSuchDenunciation):
            readings.own(casework, code, stranger)
    with pytest.raises(Refused):
        readings.waiting(casework, stranger)
    assert _log(casework, told.code) == before


def test_each_look_is_written_down_before_anything_is_opened(casework: Casework, clock: Clock) -> None:
    told = a_denunciation(casework)
    clock.advance(hours=2)
    blind = dataclasses.replace(casework, vault=Vault({"new": b"n" * 32}, "new", bytes(range(32, 64))))
    with pytest.raises(CannotOpen):
        open_case(blind, told.code, by=KEEPER)
    assert _log(casework, told.code) == [
        (Deed.RECEIVED, None, None),
        (Deed.OPENED, KEEPER.user, datetime(2026, 11, 2, 4, tzinfo=UTC)),
    ]


def test_the_log_cannot_be_changed(casework: Casework) -> None:
    a_denunciation(casework)
    for statement in ("UPDATE denunciation_log SET user_id = 7", "DELETE FROM denunciation_log"):
        with pytest.raises(DBAPIError), casework.db.write() as session:
            session.execute(text(statement))


def test_of_its_author_the_log_knows_the_day_alone(casework: Casework, clock: Clock) -> None:
    told = a_denunciation(casework, by="citizen")
    clock.advance(days=1, hours=3)
    write(casework, told.code, "a" * 32, "Tôi nhớ thêm.", by=author(told.code))
    with casework.db.read() as session:
        rows = session.scalars(select(DenunciationLogRow).order_by(DenunciationLogRow.id)).all()
        entries = [(row.deed, row.on, row.at, row.user_id) for row in rows]
    assert entries == [
        ("received", date(2026, 11, 2), None, None),
        ("wrote", date(2026, 11, 3), None, None),
    ]


def test_nothing_of_it_is_in_the_journal_or_the_outbox(casework: Casework) -> None:
    told = a_denunciation(casework)
    write(casework, told.code, "a" * 32, "Tôi nhớ thêm.", by=author(told.code))
    do(casework, told.code, Deed.ANSWERED)
    do(casework, told.code, Deed.CLOSED)
    with casework.db.read() as session:
        assert session.scalars(select(EventRow)).all() == []
        assert session.scalars(select(OutboxRow)).all() == []


def test_what_is_moved_to_another_row_does_not_open(casework: Casework) -> None:
    first, second = a_denunciation(casework), a_denunciation(casework)
    with casework.db.write() as session:
        one, other = (
            session.get_one(DenunciationRow, first.code),
            session.get_one(DenunciationRow, second.code),
        )
        for column in ("key_name", "wrapped_key", "nonce", "ciphertext"):
            setattr(other, column, getattr(one, column))
    with pytest.raises(CannotOpen):
        open_case(casework, second.code, by=KEEPER)


# ---- what its keeper does


def test_it_is_answered_taken_up_forwarded_and_closed(casework: Casework, clock: Clock) -> None:
    code = a_denunciation(casework).code
    do(casework, code, Deed.ANSWERED)
    clock.advance(days=1)
    do(casework, code, Deed.ACCEPTED, words="")
    do(casework, code, Deed.FORWARDED, words="", to=STNMT)
    do(casework, code, Deed.CLOSED)
    own = readings.own(casework, code, author(code))
    here = own.denunciation
    assert (here.status, here.accepted_on, here.forwarded_to) == (
        SealedStatus.CLOSED,
        date(2026, 11, 3),
        STNMT,
    )
    assert [(one.by_author, one.words) for one in own.messages] == [(False, "Như đã nói.")] * 2
    with pytest.raises(Refused) as refused:
        write(casework, code, "a" * 32, "Còn nữa.", by=author(code))
    assert refused.value.why is Why.CASE_MOVED_ON


@pytest.mark.parametrize("deed", [Deed.ANSWERED, Deed.CLOSED])
def test_an_answer_and_an_end_say_something(casework: Casework, deed: Deed) -> None:
    code = a_denunciation(casework).code
    with pytest.raises(Refused) as refused:
        do(casework, code, deed, words="  \n ")
    assert refused.value.why is Why.NO_WORDS


def test_it_is_forwarded_to_an_agency_that_works(casework: Casework) -> None:
    code = a_denunciation(casework).code
    with pytest.raises(Refused) as refused:
        do(casework, code, Deed.FORWARDED, to="KHONG-CO")
    assert refused.value.why is Why.UNKNOWN_AGENCY


def test_the_second_of_two_keepers_is_told_and_changes_nothing(casework: Casework) -> None:
    code = a_denunciation(casework).code
    seen = version(casework, code)
    perform(casework, code, Deed.ACCEPTED, by=KEEPER, seen=seen)
    with pytest.raises(Refused) as refused:
        perform(casework, code, Deed.CLOSED, by=KEEPER, seen=seen, message="a" * 32, words="Xong.")
    assert refused.value.why is Why.STALE
    assert open_case(casework, code, by=KEEPER).denunciation.status is SealedStatus.ACCEPTED


def test_the_same_answer_sent_twice_is_one(casework: Casework) -> None:
    code = a_denunciation(casework).code
    seen = version(casework, code)
    for _ in range(2):
        perform(casework, code, Deed.ANSWERED, by=KEEPER, seen=seen, message="a" * 32, words="Đã đọc.")
    assert len(open_case(casework, code, by=KEEPER).messages) == 1


# ---- its author


def test_its_author_reads_what_was_written_since_and_never_what_they_sent(casework: Casework) -> None:
    told = a_denunciation(casework, uploads=[(photo(), "a.jpg")])
    write(casework, told.code, "a" * 32, "Tôi nhớ thêm.", [(photo(), "b.jpg")], by=author(told.code))
    do(casework, told.code, Deed.ANSWERED)
    own = readings.own(casework, told.code, author(told.code))
    assert [(one.by_author, one.words) for one in own.messages] == [
        (True, "Tôi nhớ thêm."),
        (False, "Như đã nói."),
    ]
    assert own.files == {None: 1, "a" * 32: 1}
    assert "năm triệu" not in repr(own)


def test_the_same_message_sent_twice_is_one(casework: Casework) -> None:
    code = a_denunciation(casework).code
    for _ in range(2):
        write(casework, code, "a" * 32, "Tôi nhớ thêm.", [(photo(), "b.jpg")], by=author(code))
    case = open_case(casework, code, by=KEEPER)
    assert (len(case.messages), len(case.files)) == (1, 1)


def test_the_secret_opens_it_however_it_is_typed_and_no_other_does(casework: Casework) -> None:
    told, other = a_denunciation(casework), a_denunciation(casework)
    assert readings.secret_opens(casework, told.code, told.secret.lower().replace("-", " "))
    assert not readings.secret_opens(casework, told.code, other.secret)
    assert not readings.secret_opens(casework, NOBODYS, told.secret)


# ---- letters


def test_keepers_are_told_the_next_morning_once_and_of_nothing_but_that(
    casework: Casework, clock: Clock
) -> None:
    for _ in range(3):
        a_denunciation(casework)
    box = Box()
    run(casework, box, URL, once=True)
    assert box.letters == []
    clock.set(datetime(2026, 11, 3, 0, 1, tzinfo=UTC))
    run(casework, box, URL, once=True)
    (letter,) = box.letters
    assert letter["To"] == "keeper@demo.test"
    told = text_of(letter)
    assert "Kênh kín" in told and "TC-" not in told and "địa chính" not in told
    with casework.db.read() as session:
        assert {row.recipient for row in session.scalars(select(DeliveryRow))} == {f"user:{KEEPER.user}"}


# ---- the role


def test_the_role_is_given_at_the_inspectorate_alone(casework: Casework) -> None:
    for place, fault in ((STNMT, RoleFault.NEEDS_INSPECTORATE), ("", RoleFault.NEEDS_AGENCY)):
        with pytest.raises(BadRole) as bad:
            roles.grant(casework, _id("citizen"), Role.KEEPER, place, by=CONSOLE)
        assert bad.value.fault is fault
    assert roles.grant(casework, _id("citizen"), Role.KEEPER, TTT, by=CONSOLE)


def test_who_keeps_it_gets_no_other_role_and_who_has_one_does_not_get_to_keep_it(casework: Casework) -> None:
    for who, role, place in (("keeper", Role.ADMIN, ""), ("admin", Role.KEEPER, TTT)):
        with pytest.raises(BadRole) as bad:
            roles.grant(casework, _id(who), role, place, by=CONSOLE)
        assert bad.value.fault is RoleFault.KEEPS_ALONE


def test_keepers_know_each_other(casework: Casework) -> None:
    roles.grant(casework, _id("citizen"), Role.KEEPER, TTT, by=CONSOLE)
    assert readings.keepers(casework, KEEPER) == sorted([CAST["keeper"].name, CAST["citizen"].name])


def _id(who: str) -> UserId:
    user = actor(who).user
    assert user is not None
    return user


def _log(casework: Casework, code: DenunciationCode) -> list[tuple[Deed, UserId | None, datetime | None]]:
    with casework.db.read() as session:
        rows = session.scalars(
            select(DenunciationLogRow).where(DenunciationLogRow.code == code).order_by(DenunciationLogRow.id)
        )
        return [(Deed(row.deed), row.user_id, row.at) for row in rows]
