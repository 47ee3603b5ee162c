"""Production refuses to start when it would be unsafe, and says which (the last line of security.md)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import config
from app import create_app
from casework.store.db import migrate
from casework.store.vault import Vault
from config import Environment, Unsafe, derived, from_environment
from tests.structure.tree import ROOT

# What `openssl rand -hex 32` once said; no key of anybody.
ONE = "8f0e6c1d5b7a94233c1f0d9be8a74256b1c3f7d0924e5a6889fb01d27ce4a3f5"
TWO = "1b9d74c2e05f8a36d7c41e9fb2087a5364e8c9d1f03b7265ae8d4f1c90b7e236"
THREE = "c47a1e90f3b85d26e9b07c3418f5d2a6b3907e1c5d84fa2260be93d7184fc5a9"
FOUR = "52d9f0b6c38e714aa6e10f94d7c2b583190ce7fa4db86235f7e1a0c98b346dd1"


@pytest.fixture
def safe(tmp_path: Path) -> dict[str, str]:
    """An environment in which production starts."""
    tmp_path.chmod(0o700)
    return {
        "ENV": "production",
        "DATA_DIR": str(tmp_path),
        "PUBLIC_URL": "https://dien-dan.test",
        "TRUSTED_HOSTS": "dien-dan.test",
        "MAIL_URL": "smtp://mail.test:587",
        "SECRET_KEY": ONE,
        "MASTER_KEY": TWO,
        "LOOKUP_KEY": THREE,
    }


def test_with_everything_in_order_there_is_no_problem(safe: dict[str, str]) -> None:
    settings = from_environment(safe)
    assert settings.problems == ()
    assert settings.is_production
    assert not settings.demo


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"MASTER_KEY": ""}, "MASTER_KEY is not set"),
        ({"LOOKUP_KEY": ""}, "LOOKUP_KEY is not set"),
        ({"SECRET_KEY": ONE[:31]}, "SECRET_KEY is too short"),
        ({"MASTER_KEY": TWO[:16]}, "MASTER_KEY is too short"),
        ({"LOOKUP_KEY": "x" * 64}, "LOOKUP_KEY repeats itself"),
        ({"LOOKUP_KEY": "0123456789abcdef" * 2}, "LOOKUP_KEY repeats itself"),
        ({"SECRET_KEY": "change-me-" + ONE}, "SECRET_KEY reads like an example"),
        ({"LOOKUP_KEY": "a default lookup key, 32 characters"}, "LOOKUP_KEY reads like an example"),
        ({"LOOKUP_KEY": ONE}, "SECRET_KEY and LOOKUP_KEY are the same"),
        ({"MASTER_KEY": ONE}, "SECRET_KEY and MASTER_KEY are the same"),
        ({"OLD_MASTER_KEYS": f"2025={TWO}"}, "MASTER_KEY is the same as the old key '2025'"),
        ({"OLD_MASTER_KEYS": f"first={FOUR}"}, "'first' is MASTER_KEY_NAME too"),
        ({"OLD_MASTER_KEYS": f"a={FOUR},a={THREE}"}, "'a' is there twice"),
        ({"OLD_MASTER_KEYS": FOUR}, "entry 1 is not of the form name=key"),
        ({"OLD_MASTER_KEYS": f"a={FOUR},năm ngoái={THREE}"}, "entry 2 is not of the form name=key"),
        ({"OLD_MASTER_KEYS": "first=raw:short"}, "'first' is too short for a raw key"),
        ({"OLD_SECRET_KEYS": f"{FOUR},{ONE}"}, "SECRET_KEY is one of OLD_SECRET_KEYS"),
        ({"MASTER_KEY_NAME": "n" * 41}, "MASTER_KEY_NAME: at most 40"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG is on"),
        ({"DEBUG": "true"}, "DEBUG is on"),
        ({"TESTING": "yes"}, "TESTING is on"),
        ({"DEMO": "1"}, "DEMO is on"),
        ({"PUBLIC_URL": "http://dien-dan.test"}, "PUBLIC_URL is not https"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL is not https"),
        ({"PUBLIC_URL": "https://dien-dan.test/forum"}, "PUBLIC_URL is of the form"),
        ({"PUBLIC_URL": "https://[dien-dan"}, "PUBLIC_URL is of the form"),
        ({"TRUSTED_HOSTS": ""}, "TRUSTED_HOSTS must name the host"),
        ({"TRUSTED_HOSTS": "other.test"}, "TRUSTED_HOSTS must name the host"),
        ({"MAIL_URL": ""}, "MAIL_URL is not set"),
        ({"MAIL_URL": "mail.test:587"}, "MAIL_URL is of the form"),
        ({"PROXIES": "one"}, "PROXIES is 'one'"),
        ({"PROXIES": "-1"}, "PROXIES is '-1'"),
        ({"ENV": "prod"}, "ENV is 'prod'"),
        ({"DATA_DIR": "/nowhere/at/all"}, "DATA_DIR does not exist: mkdir -m 700 /nowhere/at/all"),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY and SECRET_KEY_FILE are both set"),
        ({"SECRET_KEY": "", "SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE cannot be read"),
    ],
)
def test_what_is_unsafe_is_named(safe: dict[str, str], changes: dict[str, str], named: str) -> None:
    problems = from_environment(safe | changes).problems
    assert any(named in problem for problem in problems), problems
    with pytest.raises(Unsafe, match="does not start"):
        create_app(from_environment(safe | changes))


def test_a_folder_that_everybody_may_read_is_refused(safe: dict[str, str], tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert from_environment(safe).problems == (
        f"DATA_DIR is open to everybody on this machine: chmod 700 {tmp_path}",
    )


def test_the_key_that_development_made_is_refused(safe: dict[str, str], tmp_path: Path) -> None:
    development = from_environment({"DATA_DIR": str(tmp_path)})
    made = (tmp_path / "keys" / "secret_key").read_text()
    assert development.secret_key == made.encode()
    problems = from_environment(safe | {"LOOKUP_KEY": made}).problems
    assert problems == ("LOOKUP_KEY is the one that development made: make one with `openssl rand -hex 32`",)


@pytest.mark.parametrize("name", ["README.md", "SECURITY.md", "docs/threat-model.md", "CONTRIBUTING.md"])
def test_no_document_shows_a_key_that_would_be_taken(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [run for run in re.findall(r"[0-9A-Za-z+]{32,}", text) if not config._weakness(run)] == []


def test_every_problem_is_named_at_once(safe: dict[str, str]) -> None:
    problems = from_environment(
        {"ENV": "production", "DATA_DIR": safe["DATA_DIR"], "FLASK_DEBUG": "1"}
    ).problems
    said = str(Unsafe(problems))
    for name in (
        "SECRET_KEY",
        "MASTER_KEY",
        "LOOKUP_KEY",
        "FLASK_DEBUG",
        "PUBLIC_URL",
        "TRUSTED_HOSTS",
        "MAIL_URL",
    ):
        assert f"\n  - {name}" in said


def test_settings_never_show_their_keys(safe: dict[str, str]) -> None:
    settings = from_environment(
        safe | {"OLD_MASTER_KEYS": f"a={FOUR}", "MAIL_URL": "smtp://u:pw-pw@mail.test"}
    )
    shown = repr(settings)
    assert not any(key in shown for key in (ONE, TWO, THREE, FOUR, "pw-pw"))
    assert repr(derived(TWO)) not in shown


def test_old_keys_stay_beside_the_new_ones(safe: dict[str, str]) -> None:
    old = {"MASTER_KEY_NAME": "2026", "OLD_MASTER_KEYS": f"2025={FOUR}, first=short", "OLD_SECRET_KEYS": FOUR}
    settings = from_environment(safe | old)
    assert settings.problems == ()
    assert set(settings.master_keys) == {"2026", "2025", "first"}
    assert settings.master_key == "2026"
    app = create_app(settings)
    assert app.config["SECRET_KEY_FALLBACKS"] == [FOUR.encode()]
    app.extensions["casework"].db.dispose()


def test_all_of_a_master_key_counts(safe: dict[str, str]) -> None:
    """Cutting it off at 32 characters would make one of these two."""
    one, other = (from_environment(safe | {"MASTER_KEY": TWO[:40] + end}) for end in ("a", "b"))
    assert one.master_keys["first"] != other.master_keys["first"]
    assert len(one.master_keys["first"]) == 32


def test_what_was_sealed_before_keys_were_derived_still_opens(safe: dict[str, str]) -> None:
    box = Vault({"first": FOUR.encode()[:32]}, "first", b"l" * 32).seal({"name": "Mơ"}, "PA-7K3M-9QXT")
    settings = from_environment(safe | {"MASTER_KEY_NAME": "2027", "OLD_MASTER_KEYS": f"first=raw:{FOUR}"})
    assert settings.problems == ()
    vault = Vault(settings.master_keys, settings.master_key, settings.lookup_key)
    assert vault.open(vault.rewrap(box, "PA-7K3M-9QXT"), "PA-7K3M-9QXT") == {"name": "Mơ"}


def test_a_key_may_come_out_of_a_file(safe: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "master"
    path.write_text(f"{TWO}\n")
    del safe["MASTER_KEY"]
    settings = from_environment(safe | {"MASTER_KEY_FILE": str(path)})
    assert settings.problems == ()
    assert settings.master_keys == {"first": derived(TWO)}


def test_development_is_asked_for_nothing(tmp_path: Path) -> None:
    settings = from_environment({"DATA_DIR": str(tmp_path)})
    assert (settings.environment, settings.problems) == (Environment.DEVELOPMENT, ())
    assert from_environment({"DATA_DIR": str(tmp_path)}) == settings


@pytest.fixture
def run(safe: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a program in the safe environment with changes."""

    def start(*command: str, **changes: str) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**kept, **safe, **changes},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return start


SERVED = ("-c", "import app; app.app")
FLASK = ("-m", "flask", "--app", "app")


def test_a_server_gets_no_application_while_something_is_unsafe(
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    outcome = run(*SERVED, SECRET_KEY="short", DEMO="1")
    assert outcome.returncode == 1
    assert "SECRET_KEY is too short" in outcome.stderr
    assert "DEMO is on" in outcome.stderr


def test_a_server_gets_no_application_while_a_migration_is_pending(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    outcome = run(*SERVED)
    assert outcome.returncode == 1
    assert "lacks a migration: run `flask --app app db upgrade`" in outcome.stderr
    worker = run(*FLASK, "worker", "--once")
    assert worker.returncode == 1
    assert "lacks a migration" in worker.stderr
    upgrade = run(*FLASK, "db", "upgrade")
    assert upgrade.returncode == 0, upgrade.stderr
    served = run(*SERVED)
    assert served.returncode == 0, served.stderr


def test_the_schema_can_be_upgraded_while_something_is_unsafe_and_nothing_else_can(
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    upgrade = run(*FLASK, "db", "upgrade", MASTER_KEY="")
    assert upgrade.returncode == 0, upgrade.stderr
    for command in (("worker", "--once"), ("keys", "rotate"), ("keys", "list"), ("directory", "import")):
        refused = run(*FLASK, *command, MASTER_KEY="")
        assert refused.returncode == 1
        assert "MASTER_KEY is not set" in refused.stderr
        assert "Traceback" not in refused.stderr


def test_flasks_own_server_is_a_server_too(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    outcome = run(*FLASK, "run", "--port", "0", MASTER_KEY="")
    assert outcome.returncode == 1
    assert "MASTER_KEY is not set" in outcome.stderr


def test_a_database_that_does_not_answer_keeps_nobody_from_starting(
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    """It may come back; until then every page says so."""
    outcome = run(*SERVED, DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert outcome.returncode == 0, outcome.stderr


def test_granian_serves_nothing_unsafe(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    outcome = run("-m", "granian", "--interface", "wsgi", "--port", "0", "app:app", DEMO="1")
    assert outcome.returncode != 0
    assert "DEMO is on" in outcome.stdout + outcome.stderr


def test_a_demo_database_is_still_migrated_by_hand(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'forum.db'}")
    app = create_app(from_environment({"DATA_DIR": str(tmp_path)}))
    assert app.extensions["casework"].db.is_current()
    app.extensions["casework"].db.dispose()
