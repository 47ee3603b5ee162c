"""/admin/rules: the periods of the rules, set from a day on with their source."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from admin.rules import LABELS, grouped
from casework.domain.rules import RULES
from casework.domain.values import Kind, Status
from casework.store.casework import Casework
from casework.store.tables import SettingRow
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.house import Clock

RULE = "/admin/rules/first_look"
TODAY = "2026-11-02"


def set_rule(visit: Visit, url: str = RULE, status: int = 200, **fields: str) -> Page:
    page = visit.get(url, as_="admin")
    sent = {"value": "2", "valid_from": TODAY, "source": "Quyết định 12/QĐ-BND"} | fields
    return visit.send(page, url, sent, as_="admin", status=status)


def shown(page: Page, label: str) -> str:
    """What the list says of one period."""
    (row,) = page.all("//li[.//a[normalize-space()=$label]]", label=label)
    return " ".join(" ".join(row.itertext()).split())


def test_every_period_is_listed_once_in_its_group_with_what_holds(visit: Visit) -> None:
    page = visit.get("/admin/rules", as_="admin")
    assert sorted(name for _, names in grouped() for name in names) == sorted(RULES) == sorted(LABELS)
    assert "1 ngày làm việc theo quy chế của diễn đàn" in shown(page, "Tòa soạn xem lần đầu trong")
    assert "Nghị định 20/2008/NĐ-CP" in shown(page, "Cơ quan trả lời phản ánh trong")
    assert "90 ngày Luật Khiếu nại" in shown(page, "Khiếu nại lần đầu trong")


def test_what_is_set_holds_at_once_for_what_arrives_and_what_has_arrived_keeps_its_date(
    visit: Visit, a_report: Reports
) -> None:
    before = a_report()
    assert "2 ngày làm việc" in set_rule(visit).main
    after = a_report()
    assert before.first_look_due is not None and after.first_look_due is not None
    assert after.first_look_due > before.first_look_due
    assert "2 ngày làm việc từ 02/11/2026 Quyết định 12/QĐ-BND" in shown(
        visit.get("/admin/rules", as_="admin"), "Tòa soạn xem lần đầu trong"
    )


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.SUGGESTION, Kind.QUESTION])
def test_each_kind_has_a_period_of_its_own(visit: Visit, a_report: Reports, kind: Kind) -> None:
    usual = a_report(Status.ROUTED, kind=kind).due
    set_rule(visit, f"/admin/rules/answer.{kind.value}", value="30")
    other = Kind.QUESTION if kind is Kind.COMPLAINT else Kind.COMPLAINT
    assert usual is not None
    changed, unchanged = a_report(Status.ROUTED, kind=kind).due, a_report(Status.ROUTED, kind=other).due
    assert changed is not None and unchanged is not None
    assert changed > max(usual, unchanged)


def test_a_level_of_escalation_is_set_by_itself(visit: Visit, casework: Casework) -> None:
    set_rule(visit, "/admin/rules/escalate_after.oversight", value="20")
    assert casework.terms().clocks.escalate_after == (3, 20)


def test_what_is_to_come_is_shown_holds_from_its_day_and_can_be_taken_back_until_then(
    visit: Visit, casework: Casework, clock: Clock
) -> None:
    set_rule(visit, value="3", valid_from="2026-12-01")
    page = set_rule(visit, value="4", valid_from="2027-01-01")
    assert casework.terms().clocks.first_look == 1
    assert "Sắp tới: 3 ngày làm việc, từ 01/12/2026" in visit.get("/admin/rules", as_="admin").main

    later = [
        form
        for form in page.all("//form[contains(@action, 'take-back')]")
        if "2027" in form.fields["valid_from"]
    ]
    assert len(later) == 1
    page = visit.post(f"{RULE}/take-back", dict(later[0].fields), as_="admin")
    assert "Đã bỏ thay đổi ấy." in page.text and "01/01/2027" not in page.main
    clock.advance(days=40)
    casework.forget_terms()
    assert casework.terms().clocks.first_look == 3
    page = visit.post(f"{RULE}/take-back", {"valid_from": "2026-12-01"}, as_="admin")
    assert "đã có hiệu lực" in page.text
    assert casework.terms().clocks.first_look == 3


def test_what_held_before_stays_to_be_read(visit: Visit, clock: Clock) -> None:
    set_rule(visit)
    clock.advance(days=7)
    page = set_rule(visit, value="3", valid_from="09/11/2026", source="Quyết định 20/QĐ-BND")
    (table,) = page.all("//table")
    assert "02/11/2026" in table.text_content() and "Quyết định 12/QĐ-BND" in table.text_content()
    assert "Quyết định 20/QĐ-BND" not in table.text_content()


@pytest.mark.parametrize(
    ("wrong", "value"),
    [
        ("value", ""),
        ("value", "0"),
        ("value", "31"),
        ("value", "-1"),
        ("value", "1.5"),
        ("value", "٣"),
        ("value", "9" * 400),
        ("value", "hai"),
        ("valid_from", ""),
        ("valid_from", "2026-11-01"),
        ("valid_from", "31/02/2027"),
        ("source", ""),
        ("source", "x" * 301),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_what_was_typed_stays(
    visit: Visit, casework: Casework, wrong: str, value: str
) -> None:
    page = set_rule(visit, status=422, **{wrong: value})
    assert page.error_of(wrong)
    kept = page.values(RULE)
    assert kept["value" if wrong != "value" else "source"] == (
        "2" if wrong != "value" else "Quyết định 12/QĐ-BND"
    )
    with casework.db.read() as session:
        assert session.query(SettingRow).count() == 0


def test_the_same_day_again_replaces_what_was_to_hold(visit: Visit, casework: Casework) -> None:
    for value in ("2", "5"):
        set_rule(visit, value=value)
    with casework.db.read() as session:
        (row,) = session.query(SettingRow).all()
        assert (row.name, row.valid_from, row.value) == ("first_look", date(2026, 11, 2), "5")


@pytest.mark.parametrize("name", ["nothing", "legal.inspectorate", "answer.praise", "keep_sessions'"])
def test_what_is_no_period_is_not_there(visit: Visit, app: Flask, name: str) -> None:
    visit.get(f"/admin/rules/{name}", as_="admin", status=404)
    visit.post(f"/admin/rules/{name}", {"value": "2"}, as_="admin", status=404)
    visit.post(f"/admin/rules/{name}/take-back", {"valid_from": TODAY}, as_="admin", status=404)
