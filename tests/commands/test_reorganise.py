"""`flask directory reorganise`: says what moves, moves it, and says it when it cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from casework.actions import reorganisation_file, reorganise, succession
from casework.actions.roles import CONSOLE
from casework.domain.values import Status
from casework.store.casework import Casework
from tests.doors.stage import NAM_DINH, Reports
from tests.dump import everything_in

FILE = str(NAM_DINH / "reorganisation-2025.toml")
Flask = Callable[..., Result]


@pytest.fixture
def a_report(casework: Casework) -> Reports:
    return Reports(casework=casework)


def test_a_dry_run_tells_what_would_move_and_changes_nothing(
    flask: Flask, casework: Casework, a_report: Reports
) -> None:
    a_report(Status.ACCEPTED)
    before = everything_in(casework)
    done = flask("directory", "reorganise", FILE, "--dry-run")
    assert done.exit_code == 0, done.output
    assert everything_in(casework) == before
    for line in (
        "begins: SNNMT Sở Nông nghiệp và Môi trường",
        "ends:   STNMT Sở Tài nguyên và Môi trường -> Sở Nông nghiệp và Môi trường",
        "ends:   UBND-362 UBND huyện Nam Trực -> by field, as the rules say",
        "ends:   PTTH Đài Phát thanh và Truyền hình Nam Định -> Báo và Phát thanh, Truyền hình Ninh Bình",
        "rule:   giay-phep-lai-xe: SGTVT -> CATINH",
        "rule:   dat-dai in 10 areas:",
        "open:   1 reports, STNMT -> SNNMT",
        "news:   1 reports, BND -> BPTTH; 0 stay claimed",
        "Dry run: nothing was changed.",
    ):
        assert line in done.output
    assert "officer of STNMT -> SNNMT" in done.output and "Nguyễn Văn Sơn" not in done.output


def test_it_moves_at_once_and_once(flask: Flask, casework: Casework, a_report: Reports) -> None:
    a_report(Status.ACCEPTED)
    done = flask("directory", "reorganise", FILE)
    assert done.exit_code == 0, done.output
    assert "Written into the directory." in done.output
    assert (
        "Handed on: 6 roles, 1 open reports to other agencies, 1 reports to another newsroom." in done.output
    )
    before = everything_in(casework)
    again = flask("directory", "reorganise", FILE)
    assert "The directory says all of it already." in again.output
    assert "0 roles, 0 open reports to other agencies, 0 reports" in again.output
    assert everything_in(casework) == before
    assert "events, head" in flask("journal", "verify").output


def test_a_bad_file_is_refused_with_its_lines(flask: Flask, casework: Casework, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(Path(FILE).read_text(encoding="utf-8").replace('into = "SNNMT"', 'into = "S N"'))
    before = everything_in(casework)
    done = flask("directory", "reorganise", str(path))
    assert done.exit_code == 1
    assert "bad.toml:" in done.output and "into: bad_code (S N)" in done.output
    assert everything_in(casework) == before


def test_what_cannot_be_is_refused_by_name(flask: Flask, casework: Casework, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(Path(FILE).read_text(encoding="utf-8").replace('to = "CATINH"', 'to = "CONGAN"'))
    before = everything_in(casework)
    for words in ((), ("--dry-run",)):
        done = flask("directory", "reorganise", str(path), *words)
        assert done.exit_code == 1 and "CONGAN: unknown" in done.output
    assert everything_in(casework) == before


def test_a_day_to_come_is_left_to_the_worker(flask: Flask, tmp_path: Path) -> None:
    path = tmp_path / "later.toml"
    path.write_text(Path(FILE).read_text(encoding="utf-8").replace("day = 2025-07-01", "day = 2027-01-01"))
    done = flask("directory", "reorganise", str(path))
    assert done.exit_code == 0
    assert "The worker hands everything on when 2027-01-01 comes." in done.output


def test_the_doctor_says_when_open_work_lies_with_nobody(
    flask: Flask, casework: Casework, a_report: Reports
) -> None:
    a_report(Status.ACCEPTED)
    assert "directory: no open report lies with an agency that has ended" in flask("doctor").output
    plan = reorganisation_file.read(Path(FILE))
    reorganise.reorganise(casework, plan, by=CONSOLE)
    assert "directory: 1 open reports lie with agencies that have ended" in flask("doctor").output
    succession.carry_on(casework)
    assert "directory: no open report lies with an agency that has ended" in flask("doctor").output
