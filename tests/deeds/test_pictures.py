"""Rectangles of pictures painted over (security.md, "What comes in"; the original sealed): whatever breaks on
the way, readers get the old picture or the new one, and no original is lost or lies about unsealed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from casework.actions import deeds, pictures, submit
from casework.actions.pictures import Rectangle, Redaction
from casework.domain import commands as do
from casework.domain.events import PictureRedacted
from casework.domain.policy import ANYBODY
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import AttachmentId, RemoveReason, ReportCode, Status
from casework.readings.thread import NoSuchReport, file_for, open_thread
from casework.store import condition, journal
from casework.store.casework import Casework, new_post_id
from casework.store.db import Unavailable
from casework.store.files import Files
from casework.store.pictures import Picture
from tests.doors.stage import Reports, actor

LEFT_HALF = Rectangle(left=0, top=0, width=50, height=100)
FORM = "a" * 32


class Died(BaseException):
    """The server was killed here: nothing that would be done afterwards is done."""


def photo(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (400, 200)) -> bytes:
    """Red on the left, blue on the right."""
    made = Image.new("RGB", size, (200, 20, 20))
    ImageDraw.Draw(made).rectangle((size[0] // 2, 0, *size), fill=(20, 20, 200))
    out = BytesIO()
    made.convert(mode).save(out, kind)
    return out.getvalue()


def pixel(content: bytes, at: tuple[int, int]) -> tuple[int, ...]:
    with Image.open(BytesIO(content)) as opened:
        found = opened.convert("RGBA").getpixel(at)
    assert isinstance(found, tuple)
    return tuple(int(part) for part in found)


def stored(casework: Casework, key: str, size: Any = "full") -> bytes:
    with casework.files.open(key, size) as opened:
        return opened.read()


def key_of(casework: Casework, report: Report) -> AttachmentId:
    """The one picture of the report, as everybody finds it in the thread."""
    thread = open_thread(casework, report.code, actor("citizen"))
    (file,) = thread.files
    return AttachmentId(file.key)


def redact(casework: Casework, report: Report, key: str, by: str = "moderator.bnd", **more: Any) -> Report:
    redaction = Redaction(
        picture=AttachmentId(key),
        rectangles=more.pop("rectangles", (LEFT_HALF,)),
        form_key=more.pop("form_key", FORM),
    )
    return pictures.redact(casework, report.code, redaction, by=actor(by), **more)


def opened_originals(casework: Casework) -> list[bytes]:
    return [pictures.open_original(casework, original.id) for original in pictures.originals(casework)]


def swept(casework: Casework) -> None:
    casework.clock.advance(hours=2)  # type: ignore[attr-defined]  # because it is the clock of the tests
    pictures.sweep(casework, spared=timedelta(seconds=-5))


def on_disk(root: Path) -> set[str]:
    return {path.name for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def published(a_report: Reports) -> Report:
    return a_report(Status.ROUTED, uploads=[(photo(), "giấy hẹn.jpg")])


def test_what_was_painted_over_is_in_no_stored_byte_but_under_seal(
    casework: Casework, published: Report, tmp_path: Path
) -> None:
    old = key_of(casework, published)
    before = stored(casework, old)
    after = redact(casework, published, old)
    new = key_of(casework, published)
    assert new != old and after.version == published.version + 1
    for size in ("full", "thumb"):
        black = pixel(stored(casework, new, size), (90, 50))
        assert max(black[:3]) < 16 and black[3] == 255
    assert pixel(stored(casework, new), (300, 100))[2] > 150
    for size in ("full", "thumb"):
        with pytest.raises(FileNotFoundError):
            stored(casework, old, size)
    for who in ("citizen", "moderator.bnd", "overseer"):
        with pytest.raises(NoSuchReport):
            file_for(casework, old, actor(who))
    (original,) = pictures.originals(casework)
    assert (original.replaced_by, original.report, original.by) == (
        new,
        published.code,
        actor("moderator.bnd").user,
    )
    assert pictures.open_original(casework, original.id) == before
    sealed = casework.files.open_sealed(original.id)
    assert before[:64] not in sealed and before[200:264] not in sealed
    assert on_disk(tmp_path / "files") == {new, f"{new}.thumb", f"{original.id}.sealed"}


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "L"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "L")]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_black_is_opaque_in_pictures_of_every_kind(
    casework: Casework, a_report: Reports, kind: str, mode: str
) -> None:
    report = a_report(Status.ROUTED, uploads=[(photo(kind, mode), "a")])
    redact(casework, report, key_of(casework, report))
    content = stored(casework, key_of(casework, report))
    assert max(pixel(content, (10, 10))[:3]) < 16 and pixel(content, (10, 10))[3] == 255
    assert max(pixel(content, (390, 10))[:3]) > 25


def test_what_is_half_covered_is_covered() -> None:
    picture = Picture(
        key=AttachmentId("k"),
        name="",
        media_type="image/png",
        width=333,
        height=7,
        post_kind=None,
        post_agency=None,
    )
    assert Rectangle(left=10, top=50, width=0.01, height=1).box(picture) == (33, 3, 34, 4)
    assert Rectangle(left=99.99, top=99.99, width=50, height=50).box(picture) == (332, 6, 333, 7)
    assert Rectangle(left=100, top=100, width=1, height=1).box(picture) == (332, 6, 333, 7)


def test_a_second_redaction_keeps_the_first_and_every_original(casework: Casework, published: Report) -> None:
    first = key_of(casework, published)
    whole = stored(casework, first)
    redact(casework, published, first)
    second = key_of(casework, published)
    half = stored(casework, second)
    redact(casework, published, second, rectangles=(Rectangle(left=50, top=0, width=50, height=100),))
    third = key_of(casework, published)
    assert max(pixel(stored(casework, third), (10, 10))[:3]) < 16
    assert max(pixel(stored(casework, third), (390, 10))[:3]) < 16
    assert {original.replaced_by for original in pictures.originals(casework)} == {third}
    swept(casework)
    assert sorted(opened_originals(casework)) == sorted([whole, half])


def test_the_journal_names_pictures_and_nothing_in_them(casework: Casework, published: Report) -> None:
    old = key_of(casework, published)
    redact(casework, published, old)
    with casework.db.read() as session:
        last = journal.of_report(session, published.code)[-1]
    assert last.event == PictureRedacted(attachment=old, replacement=key_of(casework, published))
    assert last.actor == actor("moderator.bnd").user


def test_the_same_form_sent_twice_is_one_deed(casework: Casework, published: Report, tmp_path: Path) -> None:
    """security.md, "Staying up, losing nothing": double click, back button, retry."""
    old = key_of(casework, published)
    once = redact(casework, published, old, seen=published.version)
    again = redact(casework, published, old, seen=published.version)
    assert (once.version, again.version) == (published.version + 1, published.version + 1)
    assert len(pictures.originals(casework)) == 1
    assert len(on_disk(tmp_path / "files")) == 3


def test_the_same_form_sent_twice_at_once_is_one_deed(
    casework: Casework, published: Report, tmp_path: Path
) -> None:
    """security.md, "Staying up, losing nothing": double click, back button, retry."""
    key = key_of(casework, published)
    done = _at_once(lambda: redact(casework, published, key, seen=published.version))
    assert [type(one) for one in done] == [Report, Report]
    assert len(pictures.originals(casework)) == 1
    new = key_of(casework, published)
    assert max(pixel(stored(casework, new), (10, 10))[:3]) < 16
    assert len(on_disk(tmp_path / "files")) == 3


def test_of_two_moderators_at_once_one_is_told_what_the_other_did(
    casework: Casework, published: Report, tmp_path: Path
) -> None:
    old = key_of(casework, published)
    forms = iter(
        [
            ("moderator.bnd", LEFT_HALF, "a" * 32),
            ("moderator2.bnd", Rectangle(left=50, top=0, width=50, height=100), "b" * 32),
        ]
    )

    def one() -> Report:
        by, rectangle, form = next(forms)
        return redact(
            casework, published, old, by, rectangles=(rectangle,), form_key=form, seen=published.version
        )

    done = _at_once(one)
    (stale,) = [one for one in done if isinstance(one, deeds.Stale)]
    assert [type(recorded.event) for recorded in stale.since] == [PictureRedacted]
    assert len(pictures.originals(casework)) == 1
    assert len(on_disk(tmp_path / "files")) == 3


def _at_once(deed: Callable[[], Report]) -> list[Report | BaseException]:
    done: list[Report | BaseException] = []

    def run() -> None:
        try:
            done.append(deed())
        except Refused as refused:
            done.append(refused)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return done


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ("citizen", Why.NOT_ALLOWED),
        ("business", Why.NOT_ALLOWED),
        ("officer.stnmt", Why.NOT_ALLOWED),
        ("signer.stnmt", Why.NOT_ALLOWED),
        ("moderator.ptth", Why.NOT_ALLOWED),
        ("journalist", Why.NOT_ALLOWED),
        ("overseer", Why.NOT_ALLOWED),
        ("admin", Why.NOT_ALLOWED),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_but_the_reports_own_newsroom_paints_over(
    casework: Casework, published: Report, tmp_path: Path, by: str, why: Why
) -> None:
    files = on_disk(tmp_path / "files")
    with pytest.raises(Refused) as refused:
        redact(casework, published, key_of(casework, published), by)
    assert refused.value.why is why
    assert on_disk(tmp_path / "files") == files and not pictures.originals(casework)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_picture_that_the_newsroom_may_not_read_is_not_painted_over_either(
    casework: Casework, published: Report
) -> None:
    note = do.AddAgencyNote(post=new_post_id(), words="Ảnh hồ sơ gốc.")
    deeds.perform(casework, published.code, note, by=actor("officer.stnmt"), uploads=[(photo(), "ho so.jpg")])
    thread = open_thread(casework, published.code, actor("officer.stnmt"))
    (key,) = [file.key for post in thread.posts for file in post.files]
    with pytest.raises(Refused) as refused:
        redact(casework, published, key)
    assert refused.value.why is Why.NOT_ALLOWED


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_picture_of_another_report_is_none_of_this_one(casework: Casework, a_report: Reports) -> None:
    mine, other = (a_report(Status.ROUTED, uploads=[(photo(), "a.jpg")]) for _ in range(2))
    with pytest.raises(deeds.Stale):
        redact(casework, mine, key_of(casework, other))
    assert pixel(stored(casework, key_of(casework, other)), (10, 10))[0] > 150


def _at(monkeypatch: pytest.MonkeyPatch, where: str, error: BaseException, *, before: bool) -> None:
    """Let it end before or after one step of the way."""
    owner, name = STEPS[where]
    step = getattr(owner, name)

    def broken(*args: Any, **more: Any) -> Any:
        if before:
            raise error
        step(*args, **more)
        raise error

    monkeypatch.setattr(owner, name, broken)


STEPS: dict[str, tuple[Any, str]] = {
    "painting": (Files, "paint_over"),
    "writing the original down": (pictures.pictures, "write_down_original"),
    "keeping the original": (Files, "keep_sealed"),
    "putting the new one into its place": (pictures.pictures, "replace"),
    "the command": (deeds, "perform"),
    "removing the plain original": (Files, "delete"),
}


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("error", [Died(), Unavailable("", None, Exception())], ids=["killed", "no database"])
def test_a_crash_between_any_two_steps_leaves_the_old_picture_or_the_new_one(
    casework: Casework,
    published: Report,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    before: bool,
    error: BaseException,
) -> None:
    """security.md, "Staying up, losing nothing": web process killed; files written aside, a sweeper."""
    old = key_of(casework, published)
    whole = stored(casework, old)
    with monkeypatch.context() as patch:
        _at(patch, step, error, before=before)
        with pytest.raises(type(error)):
            redact(casework, published, old)
    swept(casework)
    now = key_of(casework, published)
    content = stored(casework, now)
    if now == old:
        assert content == whole and not pictures.originals(casework)
        assert on_disk(tmp_path / "files") == {old, f"{old}.thumb"}
    else:
        assert max(pixel(content, (10, 10))[:3]) < 16
        assert opened_originals(casework) == [whole]
        assert len(on_disk(tmp_path / "files")) == 3
    with casework.db.read() as session:
        assert condition.file_keys(session) == casework.files.keys()


def test_a_crash_is_made_up_for_by_sending_the_form_again(
    casework: Casework, published: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = key_of(casework, published)
    with monkeypatch.context() as patch:
        _at(patch, "the command", Died(), before=True)
        with pytest.raises(Died):
            redact(casework, published, old, seen=published.version)
    redact(casework, published, old, seen=published.version)
    swept(casework)
    assert max(pixel(stored(casework, key_of(casework, published)), (10, 10))[:3]) < 16
    assert stored(casework, key_of(casework, published), "thumb")
    assert opened_originals(casework)


def test_a_report_whose_commit_was_in_doubt_keeps_its_files(
    casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """security.md, "Staying up": what may have been committed is not deleted."""
    begin = submit._begin

    def in_doubt(*args: Any, **more: Any) -> Any:
        begin(*args, **more)
        args[0].commit()
        raise Unavailable("", None, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(submit, "_begin", in_doubt)
        with pytest.raises(Unavailable):
            a_report(uploads=[(photo(), "a.jpg")])
    assert len(on_disk(tmp_path / "files")) == 2
    swept(casework)
    assert len(on_disk(tmp_path / "files")) == 2


def test_the_old_key_is_nobodys_even_when_the_report_is_taken_down(
    casework: Casework, published: Report, a_report: Reports
) -> None:
    old = key_of(casework, published)
    redact(casework, published, old)
    new = key_of(casework, published)
    assert file_for(casework, new, ANYBODY).key == new
    why = do.Remove(post=new_post_id(), words="Lộ mặt người.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(published.code, why, by="moderator.bnd")
    for key in (old, new):
        with pytest.raises(NoSuchReport):
            file_for(casework, key, ANYBODY)
    redact(
        casework,
        published,
        new,
        rectangles=(Rectangle(left=90, top=0, width=5, height=5),),
        form_key="c" * 32,
    )


def test_an_unknown_original_is_not_opened(casework: Casework) -> None:
    with pytest.raises(LookupError):
        pictures.open_original(casework, "0" * 32)
    assert pictures.originals(casework, ReportCode("PA-2222-2222")) == []
