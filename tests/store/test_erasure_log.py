"""The list of erasures beside the files: added to by any number, synced, and read whatever happened to it."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casework.store.erasure_log import ErasureLog

AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> ErasureLog:
    return ErasureLog(tmp_path / "data" / "erasures.log")


def test_what_is_added_is_read_again_with_its_time(log: ErasureLog) -> None:
    assert log.read() == {}
    hanoi = AT.astimezone()
    assert log.append({"user:12": hanoi, "report:PA-7K3M-9QXT": AT + timedelta(microseconds=7)}) == 2
    assert log.read() == {"user:12": AT, "report:PA-7K3M-9QXT": AT + timedelta(microseconds=7)}
    assert log.path.read_text() == (
        "2026-11-02T02:00:00+00:00 user:12;\n2026-11-02T02:00:00.000007+00:00 report:PA-7K3M-9QXT;\n"
    )


def test_only_its_owner_may_read_it(log: ErasureLog) -> None:
    log.append({"user:12": AT})
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600


def test_the_same_is_written_once_and_a_later_time_counts(log: ErasureLog) -> None:
    log.append({"user:12": AT})
    assert log.append({"user:12": AT}) == 0
    assert log.append({"user:12": AT - timedelta(days=1)}) == 0
    assert log.append({"user:12": AT + timedelta(days=1)}) == 1
    assert log.read() == {"user:12": AT + timedelta(days=1)}


@pytest.mark.parametrize(
    "torn", ["2026-11-02T02:", "2026-11-02T02:00:00+00:00 user:1", "\x00\x00", "xx user:9"]
)
def test_a_line_that_was_never_finished_loses_nothing_around_it(log: ErasureLog, torn: str) -> None:
    log.append({"user:11": AT})
    with log.path.open("a") as opened:
        opened.write(torn)
    log.append({"user:13": AT})
    assert log.read().keys() == {"user:11", "user:13"}


def test_what_is_no_erasure_is_passed_over(log: ErasureLog) -> None:
    log.path.parent.mkdir()
    at = AT.isoformat()
    bad = (f"{at[:-6]} user:1;", f"{at} user:x;", "", f"{at} user:2; more", f"{at} user:5", "hôm qua user:4;")
    log.path.write_text("\n".join((*bad, f"{at} user:3;", "")), encoding="utf-8")
    assert list(log.read()) == ["user:3"]


def test_many_at_once_lose_no_line(log: ErasureLog) -> None:
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda n: ErasureLog(log.path).append({f"user:{n}": AT, "user:0": AT}), range(40)))
    lines = log.path.read_text().splitlines()
    assert len(lines) == len(set(lines)) == 40


def test_it_is_synced_before_anybody_is_told(log: ErasureLog, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))
    log.append({"user:12": AT})
    assert synced[0] == log.path.stat().st_size > 0
    assert len(synced) == 2  # the file, and the folder that names it
