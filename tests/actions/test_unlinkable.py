"""What the tables keep of confidential reports leads from none to another, and from none to an account.

security.md: a confidential report shares nothing linkable with the same person's other reports.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from casework.actions.submit import submit
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.policy import Actor
from casework.domain.values import Display, PostKind, ReportCode, Status, UserId
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from casework.store.tables import Base, UserRow
from tests.delivery.conftest import URL, Box
from tests.doors.conftest import database_url, stages
from tests.doors.stage import Reports, a_submission
from tests.house import Clock

__all__ = ["database_url", "stages"]

MARY = UserId(987_654_321)
MARKS = (str(MARY), "Lục Thị Đào", "dao.luc@nha.test", "0977 123 456")
GUEST_MARKS = ("Cao Bá Khoát", "khoat.cao@nha.test", "0966 987 654")
# The chain runs through every event of the house: who comes after whom tells nothing of who they are.
_CHAIN = frozenset({"hash", "prev_hash"})
_KEY = re.compile(r"[0-9a-f]{16,}")
Row = tuple[str, dict[str, Any]]


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def a_report(casework: Casework) -> Reports:
    return Reports(casework=casework)


@dataclass(kw_only=True)
class Life:
    """Sends confidential reports that live through everything their owners can do, the clock going on."""

    casework: Casework
    clock: Clock
    reports: Reports

    def of(self, by: Actor, contact: Contact, name: str) -> ReportCode:
        """A report by this person, with a file of this name; its code."""
        self.clock.advance(minutes=7, seconds=11)
        form = a_submission(
            display=Display.CONFIDENTIAL, contact=contact, uploads=[(photograph(), name)], publish=True
        )
        code = submit(self.casework, form, by=by).code
        owner = Actor(user=by.user, name=by.name, holds=frozenset({code}))

        def step(command: do.Command, who: Actor | str) -> None:
            self.clock.advance(minutes=3, seconds=7)
            self.reports.deed(code, command, by=who)

        def said(kind: type[do.Worded], who: Actor | str, **more: Any) -> None:
            step(kind(post=new_post_id(), words="Như đã nói.", **more), who)

        said(do.MessageNewsroom, owner)
        said(do.AskInfo, "moderator.bnd")
        said(do.SupplyInfo, owner)
        said(do.ApproveAndRoute, "moderator.bnd", agency="STNMT")
        said(do.MessageAgency, owner)
        step(do.Accept(), "officer.stnmt")
        said(do.SignReply, "signer.stnmt")
        said(do.Reopen, owner)
        said(do.SignReply, "signer.stnmt")
        said(do.Rate, owner, solved=True, stars=4)
        return code


@pytest.fixture
def life(casework: Casework, clock: Clock, a_report: Reports) -> Life:
    with casework.db.write() as session:
        session.add(
            UserRow(
                id=MARY,
                email=MARKS[2],
                name=MARKS[1],
                phone=MARKS[3],
                kind="citizen",
                organisation="",
                created_at=clock(),
                confirmed_at=clock(),
            )
        )
    return Life(casework=casework, clock=clock, reports=a_report)


def rows(casework: Casework) -> list[Row]:
    """Every row of every table, but of the directory, which knows nobody."""
    with casework.db.read() as session:
        return [
            (table.name, dict(row._mapping))
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        ]


def values(row: Row) -> Iterator[str]:
    """What stands in a row, as text; what is too short or too common to lead anywhere is left out."""
    for one in _flat([value for name, value in row[1].items() if name not in _CHAIN]):
        if isinstance(one, bytes):
            yield one.hex()
        elif isinstance(one, datetime):
            yield one.isoformat()
        elif isinstance(one, str) or (isinstance(one, int) and one > 1_000):
            yield str(one)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one)
    else:
        yield value


def of_report(found: list[Row], code: ReportCode) -> list[Row]:
    """The rows that name the report, and those that name what only these name: posts, files, its form."""
    own = [row for row in found if any(code in value for value in values(row))]
    keys = {key for row in own for value in values(row) for key in _KEY.findall(value)}
    return [row for row in found if row in own or keys & set(values(row))]


def told(row: Row) -> str:
    return json.dumps(
        row[1], default=lambda one: one.hex() if isinstance(one, bytes) else str(one), ensure_ascii=False
    )


def test_no_row_about_it_knows_the_account_or_the_contact(casework: Casework, life: Life) -> None:
    mary = Actor(user=MARY, name=MARKS[1])
    guest = Contact(name=GUEST_MARKS[0], email=GUEST_MARKS[1], phone=GUEST_MARKS[2])
    codes = [
        life.of(mary, Contact(), "dao.jpg"),
        life.of(Actor(), guest, "khoat.jpg"),
    ]
    named = Reports(casework=casework)
    assert named(Status.ROUTED).reporter is not None  # the same tables keep who reported in the open
    run(casework, Box(), URL, once=True)

    found = rows(casework)
    for code in codes:
        own = of_report(found, code)
        assert {"report", "post", "event", "attachment", "form_key", "delivery"} <= {name for name, _ in own}
        for name, row in own:
            leaked = [mark for mark in (*MARKS, *GUEST_MARKS) if mark in told((name, row))]
            assert not leaked, (name, row)
    account = [row for row in found if any(mark in value for value in values(row) for mark in MARKS)]
    assert {name for name, _ in account} == {"user"}


def test_two_reports_of_one_person_have_no_more_in_common_than_those_of_two(
    casework: Casework, life: Life
) -> None:
    mary = Actor(user=MARY, name=MARKS[1])
    guest = Contact(name=GUEST_MARKS[0], email=GUEST_MARKS[1], phone=GUEST_MARKS[2])
    someone = Contact(name="Ai Khác", email="khac@nha.test", phone="0955 111 222")
    marys = [life.of(mary, Contact(), "dao nhà tôi.jpg") for _ in range(2)]
    guests = [life.of(Actor(), guest, "khoát ở làng.jpg") for _ in range(2)]
    stranger = life.of(Actor(), someone, "anh-20261102.jpg")
    run(casework, Box(), URL, once=True)

    found = rows(casework)
    kept = {
        code: {value for row in of_report(found, code) for value in values(row)}
        for code in (*marys, *guests, stranger)
    }
    for first, second in (marys, guests, (marys[0], guests[0])):
        common = kept[first] & kept[second]
        linking = common - kept[stranger]
        assert not linking, sorted(linking)
    assert PostKind.AGENCY_MESSAGE.value in kept[stranger]
