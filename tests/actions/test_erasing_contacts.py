"""Erasing how to reach who holds a report by code and secret: the report goes on."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from casework.actions import deeds, erasure
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.policy import CLOCK
from casework.domain.refusals import Refused, Why
from casework.domain.values import Status
from casework.readings.thread import open_thread
from casework.store import contacts, erasures
from casework.store.casework import Casework
from casework.store.reports import NoSuchReport
from casework.store.vault import Vault
from tests.actions.traces import (
    GUEST,
    GUEST_MARKS,
    a_report,
    bytes_with,
    dao,
    files_with,
    rows_with,
    said,
)
from tests.delivery.conftest import URL, Box
from tests.doors.conftest import database_url, stages
from tests.doors.stage import Reports, actor

__all__ = ["a_report", "dao", "database_url", "stages"]


def test_a_guests_name_and_contact_go_and_code_and_secret_open_it_still(
    casework: Casework, a_report: Reports, tmp_path: Path, database_url: str
) -> None:
    words = f"Tôi là {GUEST.name}, {GUEST.phone}. Hẹn mãi chưa trả giấy."
    report = a_report(Status.ACCEPTED, by="guest", contact=GUEST, body=words)
    a_report.deed(report.code, said(do.MessageAgency, f"Chào ông {GUEST.name}"), by="officer.stnmt")
    run(casework, Box(), URL, once=True)

    after = erasure.erase_contact(casework, report.code, by=a_report.owner(report.code))

    assert after.contact_erased
    assert rows_with(casework, GUEST_MARKS) == []
    assert bytes_with(database_url, GUEST_MARKS) == []
    assert files_with(tmp_path, GUEST_MARKS) == []
    receipt = a_report.receipts[report.code]
    assert receipt.secret is not None
    with casework.db.read() as session:
        assert contacts.secret_fits(session, report.code, receipt.secret)
    assert list(casework.erasures.read()) == [f"report:{report.code}"]
    a_report.deed(report.code, said(do.SignReply, "Đã ký giấy."), by="signer.stnmt")
    box = Box()
    run(casework, box, URL, once=True)
    assert box.letters == []
    with pytest.raises(Refused) as refused:
        erasure.erase_contact(casework, report.code, by=a_report.owner(report.code))
    assert refused.value.why is Why.CONTACT_ERASED


def test_what_the_clock_forgets_after_years_is_the_contact_alone(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED, by="guest", contact=GUEST)
    deeds.perform(casework, report.code, do.EraseContact(), by=CLOCK)
    with casework.db.read() as session:
        assert contacts.load(session, casework.vault, report.code) is None
        assert erasures.known(session) == {}
    assert open_thread(casework, report.code, actor("guest")).shown_name == GUEST.name


def test_only_who_holds_the_secret_erases_it_and_never_of_an_account_alone(
    casework: Casework, a_report: Reports
) -> None:
    guests, accounts_ = a_report(by="guest"), a_report()
    with pytest.raises(NoSuchReport):
        erasure.erase_contact(casework, guests.code, by=actor("business"))
    for code, who in ((guests.code, "moderator.bnd"), (accounts_.code, "citizen")):
        with pytest.raises(Refused) as refused:
            erasure.erase_contact(casework, code, by=actor(who))
        assert refused.value.why is Why.NOT_ALLOWED


def test_a_contact_whose_master_key_is_gone_is_erased_all_the_same(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(by="guest", contact=GUEST)
    blind = dataclasses.replace(casework, vault=Vault({"other": bytes(32)}, "other", bytes(32)))
    erasure.erase_contact(blind, report.code, by=a_report.owner(report.code))
    with casework.db.read() as session:
        assert contacts.load(session, casework.vault, report.code) is None
