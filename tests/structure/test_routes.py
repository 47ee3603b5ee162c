"""Every address declares what it takes to be let in; what declares nothing is closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

import app as house
from casework.domain.policy import Permission
from config import Environment, Settings
from web.guard import permission_of

# Whoever may not even be known to exist for others: nothing under these doors opens to a stranger.
CLOSED = {
    "/moderation": Permission.MODERATE,
    "/agency": Permission.WORK_FOR_AGENCY,
    "/oversight": Permission.OVERSEE,
    "/admin": Permission.ADMINISTER,
    "/sealed": Permission.KEEP_SEALED,
    "/account": Permission.OWN_ACCOUNT,
}
# Enrolling, which who works here reaches with the password alone; the views themselves turn away whoever has
# a factor and has not shown it.
ENROLLING = "/account/factors"
# Who opens a link of a letter is not signed in, nor is the calendar that reads a secret address.
OPEN_UNDER_CLOSED = {"accounts.confirm", "accounts.confirm_account", "agency.all_deadlines"}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return house.create_app(
        Settings(
            environment=Environment.TEST,
            database_url=f"sqlite:///{tmp_path / 'forum.db'}",
            data_dir=tmp_path,
            public_url="http://localhost",
            secret_key=b"k" * 32,
            master_keys={"test": b"m" * 32},
            master_key="test",
            lookup_key=b"l" * 32,
            demo=True,
            mail_url="",
            mail_from="forum@forum.test",
            trusted_hosts=(),
            proxies=0,
        )
    )


def test_every_route_declares_a_permission(app: Flask) -> None:
    silent = [rule.endpoint for rule in app.url_map.iter_rules() if permission_of(app, rule.endpoint) is None]
    assert silent == []


def test_what_lies_behind_a_door_asks_for_that_doors_permission(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for prefix, permission in CLOSED.items():
            behind = rule.rule == prefix or rule.rule.startswith(f"{prefix}/")
            if rule.rule.startswith(ENROLLING) and permission is Permission.OWN_ACCOUNT:
                assert permission_of(app, rule.endpoint) in (permission, Permission.SECOND_FACTOR), rule.rule
            elif behind and rule.endpoint not in OPEN_UNDER_CLOSED:
                assert permission_of(app, rule.endpoint) is permission, rule.rule


def test_no_route_answers_get_and_post_in_one_function(app: Flask) -> None:
    both = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if {"GET", "POST"} <= (rule.methods or set()) and not rule.endpoint.endswith("static")
    ]
    assert both == []


def test_a_view_that_forgot_its_permission_is_closed(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    assert app.test_client().get("/forgotten").status_code == 403
