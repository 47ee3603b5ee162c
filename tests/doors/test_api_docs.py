"""/api/v1/docs and docs/api.md: the API as people read it."""

from __future__ import annotations

import dataclasses
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from api.problems import EXPLAINED, KINDS
from casework.domain.values import Status
from casework.store.casework import Casework
from tests.doors.client import Visit
from tests.doors.stage import Reports
from tests.doors.test_open311 import address as address
from tests.doors.test_open311 import count
from tests.doors.test_tokens import a_token
from tests.structure.tree import ROOT

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def script() -> str:
    """The script of docs/api.md, as somebody pastes it."""
    found = re.findall(r"```python\n(.*?)```", (ROOT / "docs/api.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def run(path: Path, **given: str) -> subprocess.CompletedProcess[str]:
    path.write_text(script(), encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8", **given}
    return subprocess.run(
        [sys.executable, str(path)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_script_of_the_document_reads_sends_and_follows(
    address: str, app: Flask, casework: Casework, a_report: Reports, tmp_path: Path
) -> None:
    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], public_url=address)
    code = a_report(Status.ROUTED, by="business").code
    read = run(tmp_path / "script.py", FORUM=address)
    assert read.returncode == 0 and code in read.stdout, read.stderr
    sent = run(tmp_path / "script.py", FORUM=address, TOKEN=a_token(casework))
    assert sent.returncode == 0 and re.search(r"sent PA-\S+ submitted", sent.stdout), (
        sent.stdout + sent.stderr
    )
    assert count(casework) == 2
    refused = run(tmp_path / "script.py", FORUM=address, TOKEN="x")
    assert refused.returncode == 1 and "401" in refused.stderr


@sqlite_only
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_shows_every_operation_and_a_line_to_paste(visit: Visit, app: Flask, prefix: str) -> None:
    page = visit.get(f"{prefix}/api/v1/docs")
    described = app.test_client().get(f"{prefix}/api/v1/openapi.json").get_json()
    shown = {code.text for code in page.all("//code[@class='api-address']")}
    wanted = {f"{method.upper()} {path}" for path, of in described["paths"].items() for method in of}
    assert shown == wanted
    lines = [code.text_content() for code in page.all("//pre/code") if "\ncurl" not in code.text_content()]
    assert len(lines) == len(wanted)
    for line in lines:
        words = shlex.split(line)
        assert words[0] == "curl" and words[1].startswith(f"http://localhost{prefix}/api/v1/")
    assert page.tree is not None and page.tree.get("lang") == ("en" if prefix else "vi")


@sqlite_only
def test_every_kind_of_problem_is_explained_where_its_type_leads(visit: Visit) -> None:
    page = visit.get("/api/v1/docs")
    assert set(EXPLAINED) == set(KINDS)
    for kind in KINDS:
        page.one("//*[@id=$id]", id=f"problem-{kind}")


@sqlite_only
def test_the_page_of_the_api_is_a_page_and_no_answer_to_a_program(visit: Visit) -> None:
    """Who is signed in stays so there, and the same page is shared by everybody else."""
    assert "Trần Thị Hoa" in visit.get("/api/v1/docs", as_="citizen").text
    guest = visit.get("/api/v1/docs")
    assert guest.headers["Cache-Control"].startswith("public") and guest.headers["ETag"]
