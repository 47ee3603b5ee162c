"""`flask data`: for who asks by letter, and after a backup was restored."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from casework.actions import erasure
from casework.domain.values import Status
from casework.readings import people
from casework.store.casework import Casework
from tests.doors.stage import Reports, actor
from tests.dump import everything_in

HOA = "citizen@demo.test"
Command = Callable[..., Result]


@pytest.fixture
def a_report(casework: Casework) -> Reports:
    return Reports(casework=casework)


def test_everything_is_written_to_a_file_that_only_its_owner_can_read(
    flask: Command, a_report: Reports, tmp_path: Path
) -> None:
    code, out = a_report(Status.ANSWERED).code, tmp_path / "hoa.zip"
    said = flask("data", "export", "Citizen@Demo.test", str(out))
    assert said.exit_code == 0, said.output
    assert said.output == f"user:1: {out.stat().st_size} bytes written to {out}\n"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    told = json.loads(zipfile.ZipFile(out).read("data.json"))
    assert [report["code"] for report in told["reports"]] == [code]
    assert told["reports"][0]["history"][0]["words"] == "Tiếp nhận phản ánh"

    assert "is there already" in flask("data", "export", HOA, str(out)).output
    assert "nobody has this address" in flask("data", "export", "x@demo.test", str(tmp_path / "x")).output
    assert not (tmp_path / "x").exists()


def test_who_asks_by_letter_is_erased_once_the_operator_says_yes(
    flask: Command, app: Flask, casework: Casework, a_report: Reports
) -> None:
    a_report(), a_report(Status.ROUTED)
    before = everything_in(casework)
    asked = app.test_cli_runner().invoke(args=["data", "erase", HOA], input="n\n")
    assert asked.exit_code == 1
    assert "1 reports would be taken back, the words of 1 destroyed, 1 stay without a name" in asked.output
    assert everything_in(casework) == before

    said = flask("data", "erase", HOA, "--yes")

    assert said.exit_code == 0 and "user:1 is erased." in said.output
    assert people.find_by_email(casework, HOA) is None
    assert "nobody has this address" in flask("data", "erase", HOA, "--yes").output


def test_the_last_administrator_is_not_erased_by_letter_either(flask: Command, casework: Casework) -> None:
    said = flask("data", "erase", "admin@demo.test", "--yes")
    assert said.exit_code == 1 and "the last administrator" in said.output
    assert people.find_by_email(casework, "admin@demo.test") is not None


def test_a_restored_backup_is_brought_to_forget_and_the_doctor_says_so(
    flask: Command, casework: Casework
) -> None:
    assert "OK    erasures: all 0 stand in the list beside the files" in flask("doctor").output
    casework.erasures.append({"user:1": casework.now(), "user:99": casework.now()})
    assert "MEND  erasures: 1 are not known to this database" in flask("doctor").output

    said = flask("data", "erase-again")

    assert said.output == "1 erased again, 1 that this database knows nothing of.\n"
    assert people.find_by_email(casework, HOA) is None
    assert "OK    erasures: all 1 stand in the list" in flask("doctor").output
    assert flask("data", "erase-again").output == "0 erased again, 1 that this database knows nothing of.\n"


def test_a_list_that_lacks_something_is_told(flask: Command, casework: Casework) -> None:
    user = actor("citizen").user
    assert user is not None
    erasure.erase_person(casework, user)
    casework.erasures.path.unlink()
    assert "MEND  erasures: " in flask("doctor").output
