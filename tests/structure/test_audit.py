"""`make test` asks for known vulnerabilities: what it makes of the answer, and of none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bin import audit

SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
FLAWED = {
    "name": "pillow",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2021-1", "fix_versions": ["1.1"], "description": "A picture that runs."}],
}
UNKNOWN = {"name": "lxml", "skip_reason": "Dependency not found"}


def program(folder: Path, *lines: str) -> Path:
    """A pip-audit that does this."""
    path = folder / "pip-audit"
    path.write_text("\n".join(["#!/bin/sh", *lines]))
    path.chmod(0o755)
    return path


def answering(folder: Path, status: int, *packages: dict[str, Any]) -> Path:
    (folder / "answer.json").write_text(json.dumps({"dependencies": packages, "fixes": []}))
    return program(folder, f"cat '{folder}/answer.json'", f"exit {status}")


def test_no_known_vulnerability_lets_the_tests_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main(answering(tmp_path, 0, SOUND, UNKNOWN)) == 0
    assert capsys.readouterr().out == "Known vulnerabilities: none in 1 packages; 1 not checked.\n"
    assert audit.main(answering(tmp_path, 0, SOUND)) == 0
    assert capsys.readouterr().out == "Known vulnerabilities: none in 1 packages.\n"


def test_a_known_vulnerability_fails_them_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main(answering(tmp_path, 1, SOUND, FLAWED)) == 1
    assert "pillow 1.0: PYSEC-2021-1, mended in 1.1" in capsys.readouterr().err


@pytest.mark.parametrize(
    "lines",
    [
        ("echo 'ConnectionError: no route' >&2", "exit 1"),
        ("echo '{\"dependencies\":'", "exit 1"),
        ("exec sleep 60",),
    ],
    ids=["trouble", "half an answer", "silence"],
)
def test_an_index_that_does_not_answer_is_said_and_fails_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: tuple[str, ...]
) -> None:
    assert audit.main(program(tmp_path, *lines), patience=0.5) == 0
    assert "not checked: the index does not answer" in capsys.readouterr().out


def test_an_index_that_knows_no_package_is_not_taken_for_a_clean_bill(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main(answering(tmp_path, 0, UNKNOWN, UNKNOWN)) == 0
    assert "not checked: the index does not answer (it knows none of 2 packages)" in capsys.readouterr().out


def test_without_pip_audit_nothing_is_claimed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(tmp_path / "none") == 0
    assert "not checked" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_everything_that_is_installed_is_pinned_with_its_hashes_and_names_no_host(name: str) -> None:
    text = (audit.ROOT / name).read_text()
    entries = [entry for entry in text.replace("\\\n", " ").splitlines() if entry and entry[0] not in "# "]
    assert len(entries) > 40
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "index" not in text


def test_make_installs_nothing_without_its_hash() -> None:
    installs = [line for line in (audit.ROOT / "Makefile").read_text().splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)
