"""The API keeps to its own description, whatever it is asked: schemathesis asks every operation."""

from __future__ import annotations

from typing import Any, Final

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from casework.domain import commands as do
from casework.domain.values import Status
from casework.store.casework import Casework, new_post_id
from tests.doors.stage import Reports
from tests.doors.test_tokens import a_token
from web import limits

EXAMPLES: Final = 25  # for each operation, of what fits its description and of what does not
# Codes that no directory has fit the description, and are refused.
NOT_ASKED: Final = [positive_data_acceptance]


@pytest.fixture
def described(app: Flask, a_report: Reports, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The description, read as a stranger would; with something to read, and nobody asked to wait."""
    monkeypatch.setattr(limits._limiter, "enabled", False)
    made = a_report(Status.CLOSED)
    a_report.deed(made.code, do.Comment(post=new_post_id(), words="Tôi cũng vậy."), by="business")
    a_report(Status.ROUTED, by="business")
    load_all_checks()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize("mode", GenerationMode)
def test_every_answer_to_every_operation_is_one_that_the_description_names(
    described: Any, casework: Casework, mode: GenerationMode
) -> None:
    asked, token = set(), a_token(casework)
    for found in described.get_all_operations():
        operation = found.ok()
        if mode.is_positive or operation.query or operation.path_parameters or operation.body:
            _ask(operation, mode, token if "security" in operation.definition.raw else "")
            asked.add(operation.label)
    assert {"POST /api/v1/reports", "POST /api/v1/track", "GET /api/v1/reports/{code}"} <= asked


def _ask(operation: Any, mode: GenerationMode, token: str) -> None:
    headers = {"Accept-Encoding": "identity"}  # it does not read what is compressed
    if token:
        headers["Authorization"] = f"Bearer {token}"

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def keeps_to_it(case: Any) -> None:
        case.call_and_validate(excluded_checks=NOT_ASKED, headers=headers)

    keeps_to_it()


def test_every_operation_answers_its_own_example(described: Any, app: Flask) -> None:
    """What the page of the description shows works as it stands there; a code that it names may be none."""
    for found in described.get_all_operations():
        operation = found.ok()
        query = {
            one.name: one.definition["example"] for one in operation.query if "example" in one.definition
        }
        if operation.method == "get":
            answer = app.test_client().get(operation.path.replace("{code}", "STNMT"), query_string=query)
            assert answer.status_code in (200, 401, 404), f"{operation.label}: {answer.status_code}"
