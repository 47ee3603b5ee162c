"""Rotating the master key (security.md, "Identity and privacy"): beside writers, broken off, and refused."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework.actions import contact_requests, denunciations, keys, right_of_reply, webhooks
from casework.actions.keys import MissingKeys
from casework.actions.right_of_reply import Asking
from casework.actions.submit import submit
from casework.domain.hook_targets import Allowed
from casework.domain.policy import ANYBODY, Actor
from casework.domain.values import PostId, ReportCode, Status, UserId
from casework.domain.webhooks import Happening
from casework.store import contact_requests as contact_rows
from casework.store import contacts, farewells, mailbox, reply_requests, sealed
from casework.store import factors as kept_factors
from casework.store import webhooks as hooks
from casework.store.casework import Casework
from casework.store.contacts import Contact
from casework.store.farewells import Farewell
from casework.store.sealed import context_of_app
from casework.store.tables import (
    FarewellRow,
    OneTimePasswordRow,
    ReplyRequestRow,
    ReporterContactRow,
    SealedOriginalRow,
)
from casework.store.vault import CannotOpen, Vault
from tests.doors.stage import Reports, a_denunciation, a_submission, actor
from tests.doors.test_new_report import picture

KEYS = {"2025": b"a" * 32, "2026": b"b" * 32}
LOOKUP = bytes(range(32, 64))
TU = Contact(name="Đinh Văn Tư", email="tu@nha.test", phone="0912 345 678")
GONE = Farewell(email="dao.luc@nha.test", name="Lục Thị Đào", locale="vi")
ADMIN = actor("admin").user


def under(casework: Casework, current: str, *names: str) -> Casework:
    """The same casework with these master keys."""
    vault = Vault({name: KEYS[name] for name in (current, *names)}, current, LOOKUP)
    return dataclasses.replace(casework, vault=vault)


@pytest.fixture
def old(casework: Casework) -> Casework:
    """The forum before the rotation."""
    return under(casework, "2025")


@pytest.fixture
def new(casework: Casework) -> Casework:
    """The forum with the new key, and the old one beside it."""
    return under(casework, "2026", "2025")


def contact_of(casework: Casework, code: ReportCode) -> Contact | None:
    with casework.db.read() as session:
        return contacts.load(session, casework.vault, code)


def guests(casework: Casework, count: int) -> list[ReportCode]:
    reports = Reports(casework=casework)
    return [reports(by="guest", contact=TU).code for _ in range(count)]


def seal_an_app(casework: Casework, user: UserId | None) -> None:
    assert user is not None
    box = casework.vault.seal({"secret": "JBSWY3DPEHPK3PXP"}, context_of_app(user))
    with casework.db.write() as session:
        kept_factors.put_app(session, user, box, step=1, at=casework.now())


def seal_an_original(casework: Casework, report: ReportCode, original: str) -> bytes:
    """A picture from before its redaction; returns the file."""
    box = casework.vault.seal_bytes(b"\xff\xd8 a picture", sealed.context_of_original(original))
    row = SealedOriginalRow(
        id=original,
        report_code=report,
        replaced_by="0" * 32,
        name="a.jpg",
        media_type="image/jpeg",
        key_name=box.key_name,
        wrapped_key=box.wrapped_key,
        nonce=box.nonce,
        at=casework.now(),
        by=ADMIN,
    )
    with casework.db.write() as session:
        session.add(row)
    return box.ciphertext


def write_a_farewell(casework: Casework) -> str:
    """The last letter to somebody who was erased; returns its id."""
    with casework.db.write() as session:
        mailbox.put_farewell(session, casework.vault, GONE, casework.now())
    with casework.db.read() as session:
        return session.scalars(select(FarewellRow.id)).one()


def rows_under(casework: Casework, name: str) -> int:
    return sum(sum(key.rows.values()) for key in keys.in_use(casework) if key.name == name)


def words_for_a_journalist(casework: Casework, code: ReportCode) -> PostId:
    """What Mrs Hoa gives to a journalist who asks."""
    asking = contact_requests.Asking(form_key="e" * 32, purpose="Viết bài", questions="Khi nào?")
    asked = contact_requests.ask(casework, code, asking, by=actor("journalist"))
    contact_requests.forward(casework, asked.id, by=actor("moderator.bnd"))
    contact_requests.agree(casework, code, asked.id, "Gọi 0912 345 678", by=actor("citizen"))
    return asked.id


def test_everything_sealed_goes_under_the_new_key_and_opens_without_the_old_one(
    old: Casework, new: Casework
) -> None:
    code = guests(old, 1)[0]
    seal_an_app(old, ADMIN)
    file = seal_an_original(old, code, "a" * 32)
    letter = write_a_farewell(old)
    denounced = a_denunciation(old, uploads=[(picture(), "giay.jpg")])
    author = Actor(holds=frozenset({denounced.code}))
    denunciations.write(old, denounced.code, "d" * 32, "Tôi nhớ thêm một việc.", by=author)
    published = Reports(casework=old)(Status.ROUTED).code
    asking = Asking(
        form_key="f" * 32, name="Thơ", email=TU.email, about="Câu cuối", text="Không.", locale="vi"
    )
    right_of_reply.ask(old, published, asking, by=ANYBODY)
    given = words_for_a_journalist(old, published)
    wanted = webhooks.Wanted(name="Trang tin", url="https://tin.example.vn/", happenings=frozenset(Happening))
    _, secret = webhooks.register(old, "9" * 32, None, wanted, Allowed(), by=actor("admin"))
    done = keys.rotate(new)
    assert done.rewrapped == dict.fromkeys(sealed.KINDS, 1)
    assert (done.unopened, done.passed) == ((), 0)
    alone = under(new, "2026")
    assert contact_of(alone, code) == TU
    with alone.db.read() as session:
        asked = session.scalars(select(ReplyRequestRow.id)).one()
        assert reply_requests.email_of(session, alone.vault, asked) == TU.email
        assert contact_rows.words_of(session, alone.vault, given) == "Gọi 0912 345 678"
        assert hooks.secrets_of(session, alone.vault, "9" * 32, alone.now()) == (secret,)
    assert ADMIN is not None
    with alone.db.read() as session:
        found = kept_factors.app_secret(session, ADMIN)
        assert found is not None
        assert alone.vault.open(found[0], context_of_app(ADMIN)) == {"secret": "JBSWY3DPEHPK3PXP"}
        assert farewells.load(session, alone.vault, letter, alone.now()) == GONE
        row = session.scalars(select(SealedOriginalRow)).one()
        box = dataclasses.replace(
            found[0], key_name=row.key_name, wrapped_key=row.wrapped_key, nonce=row.nonce, ciphertext=file
        )
    assert alone.vault.open_bytes(box, sealed.context_of_original("a" * 32)) == b"\xff\xd8 a picture"
    assert rows_under(new, "2025") == 0
    told = denunciations.open_case(alone, denounced.code, by=actor("keeper"))
    assert told.content.contact == TU and told.messages[0].words == "Tôi nhớ thêm một việc."
    file, plain = denunciations.open_file(alone, denounced.code, told.files[0].id, by=actor("keeper"))
    assert plain.startswith(b"\xff\xd8") and len(plain) == file.size


def test_a_rehearsal_counts_and_changes_nothing(old: Casework, new: Casework) -> None:
    guests(old, 2)
    assert keys.rotate(new, is_rehearsal=True).rewrapped["contacts"] == 2
    assert rows_under(new, "2025") == 2


def test_a_second_rotation_has_nothing_to_do(old: Casework, new: Casework) -> None:
    guests(old, 2)
    keys.rotate(new)
    assert not any(keys.rotate(new).rewrapped.values())


def test_more_rows_than_a_batch_are_all_rewrapped(
    old: Casework, new: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "BATCH", 2)
    guests(old, 5)
    assert keys.rotate(new).rewrapped["contacts"] == 5


def test_a_rotation_that_was_broken_off_goes_on_where_it_stood(
    old: Casework, new: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = guests(old, 3)
    monkeypatch.setattr(keys, "BATCH", 1)
    real, calls = keys._put, list[int]()

    def put_once(*arguments: object) -> int:
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return real(*arguments)  # type: ignore[arg-type]  # because it only passes them on

    monkeypatch.setattr(keys, "_put", put_once)
    with pytest.raises(KeyboardInterrupt):
        keys.rotate(new)
    monkeypatch.setattr(keys, "_put", real)
    assert rows_under(new, "2025") == 2
    assert [contact_of(new, code) for code in codes] == [TU] * 3
    assert keys.rotate(new).rewrapped["contacts"] == 2


def test_it_refuses_before_anything_when_a_key_is_missing_and_names_it(old: Casework, new: Casework) -> None:
    guests(old, 1)
    alone = under(new, "2026")
    with pytest.raises(MissingKeys) as refused:
        keys.rotate(alone)
    assert refused.value.names == ("2025",)
    found = {key.name: key for key in keys.in_use(alone)}
    assert found["2025"].is_used
    assert not found["2025"].is_here
    assert found["2026"].is_current


@pytest.fixture
def between(new: Casework, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Lets something happen between the moment when rows are read and the one when they are written."""

    def happens(what: Callable[[], object]) -> None:
        real = keys._put

        def put(*arguments: object) -> int:
            what()
            return real(*arguments)  # type: ignore[arg-type]  # because it only passes them on

        monkeypatch.setattr(keys, "_put", put)

    return happens


def test_a_contact_that_is_erased_meanwhile_stays_erased(
    old: Casework, new: Casework, between: Callable[[Callable[[], object]], None]
) -> None:
    """The naive rotation writes the key back that somebody has just destroyed."""
    code = guests(old, 1)[0]

    def erase() -> None:
        with new.db.write() as session:
            contacts.erase(session, code)

    between(erase)
    done = keys.rotate(new)
    assert (done.rewrapped["contacts"], done.passed) == (0, 1)
    assert contact_of(new, code) is None
    with new.db.read() as session:
        assert session.scalar(select(ReporterContactRow.wrapped_key)) == b""


def test_an_app_that_is_replaced_meanwhile_keeps_its_new_secret(
    old: Casework, new: Casework, between: Callable[[Callable[[], object]], None]
) -> None:
    seal_an_app(old, ADMIN)
    between(lambda: seal_an_app(new, ADMIN))
    assert keys.rotate(new).passed == 1
    assert ADMIN is not None
    with new.db.read() as session:
        found = kept_factors.app_secret(session, ADMIN)
    assert found is not None
    new.vault.open(found[0], context_of_app(ADMIN))


def test_a_key_that_was_changed_or_moved_is_reported_and_the_others_go_on(
    old: Casework, new: Casework
) -> None:
    damaged, moved, sound = guests(old, 3)
    with old.db.write() as session:
        of = {code: session.get_one(ReporterContactRow, code) for code in (damaged, moved, sound)}
        of[damaged].wrapped_key = of[damaged].wrapped_key[:-1] + bytes([of[damaged].wrapped_key[-1] ^ 1])
        of[moved].wrapped_key = of[sound].wrapped_key
    done = keys.rotate(new)
    assert done.rewrapped["contacts"] == 1
    assert set(done.unopened) == {f"contacts {damaged}", f"contacts {moved}"}
    assert contact_of(under(new, "2026"), sound) == TU
    with pytest.raises(CannotOpen):
        contact_of(new, moved)


def test_two_rotations_and_new_contacts_at_one_time_leave_everything_open(
    old: Casework, new: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "BATCH", 3)
    codes, errors = guests(old, 9), list[BaseException]()

    def run(what: Callable[[], object]) -> None:
        try:
            what()
        except BaseException as error:
            errors.append(error)

    # One server still has the old settings, one has the new ones.
    jobs: list[Callable[[], object]] = [
        lambda: keys.rotate(new),
        lambda: keys.rotate(new),
        lambda: codes.extend(guests(old, 4)),
        lambda: codes.extend(guests(new, 4)),
    ]
    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [contact_of(new, code) for code in codes] == [TU] * 17
    keys.rotate(new)
    assert [contact_of(under(new, "2026"), code) for code in codes] == [TU] * 17


def test_a_form_sent_again_after_the_signing_key_changed_gives_the_secret_that_opens(
    casework: Casework,
) -> None:
    """The secret is made from the key: a new one made from another would lose the guest their report."""
    form = a_submission(contact=TU)
    first = submit(casework, form, by=ANYBODY)
    changed = dataclasses.replace(casework, secret_key=b"n" * 32, old_secret_keys=(casework.secret_key,))
    again = submit(changed, form, by=ANYBODY)
    assert first.secret
    assert (again.code, again.secret) == (first.code, first.secret)
    forgotten = dataclasses.replace(casework, secret_key=b"n" * 32)
    assert submit(forgotten, form, by=ANYBODY).secret is None


def test_a_destroyed_key_is_under_no_master_key(old: Casework, new: Casework) -> None:
    code = guests(old, 1)[0]
    with old.db.write() as session:
        contacts.erase(session, code)
    assert rows_under(new, "2025") == 0
    keys.rotate(under(new, "2026"))


def test_every_table_with_a_wrapped_key_is_rotated() -> None:
    """A table that is forgotten would lose its rows with the old key."""
    tables = {
        mapper.class_ for mapper in ReporterContactRow.registry.mappers if "wrapped_key" in mapper.columns
    }
    assert tables == {kind.row for kind in sealed._KINDS.values()}
    assert OneTimePasswordRow in tables
