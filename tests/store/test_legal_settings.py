"""The periods of the two laws are settings, each with its source, from a day on."""

from __future__ import annotations

import dataclasses
from datetime import date

from casework.domain.legal_terms import SOURCES, LegalTerms
from casework.store import settings
from casework.store.db import Database
from casework.store.tables import SettingRow

DAY = date(2026, 11, 2)


def test_what_nobody_has_set_is_as_the_laws_say(database: Database) -> None:
    with database.read() as session:
        legal = settings.terms(session, DAY).legal
    assert legal == LegalTerms()
    assert (legal.complaint_within_days, legal.complaint_accept_days) == (90, 10)
    assert (legal.complaint_decide_days, legal.complaint_decide_days_remote) == (30, 45)
    assert (legal.denunciation_accept_working_days, legal.denunciation_decide_days) == (7, 30)


def test_every_period_has_a_source() -> None:
    assert set(SOURCES) == {field.name for field in dataclasses.fields(LegalTerms)} - {"sources"}


def test_a_new_law_holds_from_its_day_with_its_source(database: Database) -> None:
    rows = (
        ("legal.complaint_within_days", date(2026, 1, 1), "60", "Luật cũ"),
        ("legal.complaint_within_days", date(2026, 11, 1), "120", "Luật mới, Điều 7"),
        ("legal.complaint_within_days", date(2027, 1, 1), "10", "Luật sau"),
        ("legal.inspectorate", date(2026, 7, 1), '"TTTP"', "Nghị quyết sắp xếp"),
        ("first_look", date(2026, 1, 1), "2", "Quy chế"),
    )
    with database.write() as session:
        for name, day, value, source in rows:
            session.add(SettingRow(name=name, valid_from=day, value=value, source=source))
    with database.read() as session:
        terms = settings.terms(session, DAY)
    assert terms.legal.complaint_within_days == 120
    assert terms.legal.sources["complaint_within_days"] == "Luật mới, Điều 7"
    assert terms.legal.sources["complaint_decide_days"] == SOURCES["complaint_decide_days"]
    assert terms.legal.inspectorate == "TTTP"
    assert terms.clocks.first_look == 2
