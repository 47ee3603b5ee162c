"""The reorganisation of 2025 that ships, carried out on the demo's hundred reports."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import func, select

from casework.actions import reorganise, roles, sessions, succession
from casework.actions.reorganisation import Reorganisation
from casework.actions.roles import CONSOLE
from casework.delivery import clockwork
from casework.domain.calendar import local_day
from casework.domain.evolve import fold
from casework.domain.policy import Actor, Membership
from casework.domain.report import WITH_AGENCY, Report
from casework.domain.shares import find
from casework.domain.values import AgencyCode, OutletCode, ReportCode, Role, UserId, Visibility
from casework.readings import inbox, maps
from casework.readings.directory import Directory, directory
from casework.readings.maps import Map
from casework.store import directory as kept
from casework.store import journal, queue_places, reports
from casework.store.casework import Casework
from casework.store.tables import (
    AssignmentRow,
    DeliveryRow,
    EventRow,
    InheritedRoleRow,
    MembershipRow,
    PostRow,
    ReportRow,
)
from tests.dump import everything_in
from tests.house import Clock
from tests.structure.tree import ROOT

NEW: Final = OutletCode("BPTTH")
# domain.md, "Successors from 1/7/2025", and the leads of the fields that districts had.
HEIRS: Final = {
    "SKHĐT": "STC",
    "SGTVT": "SXD",
    "STNMT": "SNNMT",
    "SNN": "SNNMT",
    "STTTT": "SKHCN",
    "SLĐTBXH": "SNV",
    "UBNDTINH": "UBNDTINH-37",
}
LEADS: Final = {
    "dat-dai": "SNNMT",
    "moi-truong": "SNNMT",
    "ho-tich": "STP",
    "chung-thuc": "STP",
    "ho-kinh-doanh": "STC",
    "giay-phep-xay-dung": "SXD",
    "can-bo-cong-chuc": "SNV",
    "bao-tro-xa-hoi": "SNV",
    "nguoi-co-cong": "SNV",
    "nong-nghiep": "SNNMT",
    "giay-phep-lai-xe": "CATINH",
    "khac": "VPUBND",
}


def all_reports(casework: Casework) -> dict[ReportCode, Report]:
    with casework.db.read() as session:
        return {row.code: reports.from_row(row) for row in session.scalars(select(ReportRow))}


def carry_out(casework: Casework, plan: Reorganisation) -> succession.Carried:
    reorganise.reorganise(casework, plan, by=CONSOLE)
    return succession.carry_on(casework)


def named_of(casework: Casework) -> tuple[Directory, Any]:
    return directory(casework), local_day(casework.now())


def goes_to(report: Report) -> AgencyCode:
    """Who has an open report afterwards, by hand."""
    agency, subject = str(report.agency), str(report.field)
    if agency == "SGTVT" and subject == "giay-phep-lai-xe":
        return AgencyCode("CATINH")
    if agency.startswith("UBND-"):
        return AgencyCode(LEADS[subject])
    return AgencyCode(HEIRS.get(agency, agency))


def test_a_dry_run_says_what_would_move_and_changes_nothing(casework: Casework, plan: Reorganisation) -> None:
    before = everything_in(casework)
    seen = reorganise.preview(casework, plan)
    assert everything_in(casework) == before
    assert not seen.troubles and not seen.is_done
    owed = [one for one in all_reports(casework).values() if one.is_with_agency]
    moving = Counter((one.agency, goes_to(one)) for one in owed if goes_to(one) != one.agency)
    assert {(flow.was, flow.now): flow.count for flow in seen.reports} == moving
    assert sum(moving.values()) >= 10
    assert {flow.was: flow.count for flow in seen.newsrooms} == Counter(
        one.outlet for one in all_reports(casework).values()
    )
    ruled = {rule.field: rule.now for rule in seen.rules if not rule.areas}
    assert ruled["giay-phep-lai-xe"] == "CATINH" and ruled["dat-dai"] == "SNNMT"
    assert {
        role.now.agency for role in seen.roles if role.held.membership.agency == "STNMT" and role.now
    } == {"SNNMT"}
    assert all(
        role.now is None for role in seen.roles if str(role.held.membership.agency).startswith("UBND-")
    )


def test_what_is_owed_goes_to_an_agency_in_force_and_nothing_else_changes(
    casework: Casework, plan: Reorganisation
) -> None:
    before = all_reports(casework)
    carried = carry_out(casework, plan)
    after, (named, today) = all_reports(casework), named_of(casework)
    assert set(after) == set(before)
    moved = {code for code in before if after[code].agency != before[code].agency}
    assert carried.reports == len(moved) >= 10
    for code, was in before.items():
        now = after[code]
        names = (one.name for one in fields(now))
        changed = {name for name in names if getattr(now, name) != getattr(was, name)}
        if code in moved:
            assert was.status in WITH_AGENCY and now.agency == goes_to(was)
            assert changed == {"agency", "outlet", "version", "inherited"}
            assert now.inherited == (was.agency,)
        else:
            assert changed == {"outlet", "version"}
        if now.is_with_agency:
            assert all(agency.is_in_force(today) for one in now.agencies if (agency := named.agency(one)))
            assert now.agencies <= {agency.code for agency in named.agencies}
    assert not list(succession.moving(casework, named, today))


def test_the_open_work_of_every_agency_adds_up(casework: Casework, plan: Reorganisation) -> None:
    before = Counter(one.agency for one in all_reports(casework).values() if one.is_with_agency)
    flows = reorganise.preview(casework, plan).reports
    carry_out(casework, plan)
    after = Counter(one.agency for one in all_reports(casework).values() if one.is_with_agency)
    for flow in flows:
        before[AgencyCode(flow.was)] -= flow.count
        before[AgencyCode(str(flow.now))] += flow.count
    assert after == +before


def test_old_threads_keep_the_old_names(casework: Casework, plan: Reorganisation) -> None:
    """What was answered, and what was written, stays under the name of who did it."""

    def written() -> list[tuple[Any, ...]]:
        with casework.db.read() as session:
            return sorted(map(tuple, session.execute(select(PostRow.id, PostRow.agency, PostRow.outlet))))

    before = written()
    answered = {code: one.agency for code, one in all_reports(casework).items() if not one.is_with_agency}
    carry_out(casework, plan)
    assert written() == before
    after = all_reports(casework)
    assert {code: after[code].agency for code in answered} == answered
    assert directory(casework).agency_name("STNMT", "vi") == "Sở Tài nguyên và Môi trường"


def test_the_newsrooms_become_one_and_whoever_is_on_something_stays_on_it(
    casework: Casework, plan: Reorganisation
) -> None:
    before = all_reports(casework)
    carried = carry_out(casework, plan)
    after = all_reports(casework)
    assert carried.outlet_reports == len(before)
    assert {one.outlet for one in after.values()} == {NEW}
    assert {code: one.claimed_by for code, one in after.items()} == {
        code: one.claimed_by for code, one in before.items()
    }
    with casework.db.read() as session:
        counted = queue_places.counted(session)
    assert all(said == stand for said, stand in counted.values())
    assert {outlet for (outlet, _), (_, stand) in counted.items() if stand} == {NEW}


def test_the_journal_tells_it_and_verifies(casework: Casework, plan: Reorganisation) -> None:
    before = all_reports(casework)
    carried = carry_out(casework, plan)
    with casework.db.read() as session:
        journal.verify(session)
        names = Counter(session.scalars(select(EventRow.name)))
        for code in before:
            told = journal.of_report(session, code)
            assert reports.load(session, code) == fold(told)
    assert names["Succeeded"] == carried.reports
    assert names["OutletSucceeded"] == carried.outlet_reports


def test_the_open_routings_are_those_of_who_has_it(casework: Casework, plan: Reorganisation) -> None:
    carry_out(casework, plan)
    with casework.db.read() as session:
        rows = session.execute(
            select(AssignmentRow.report_code, AssignmentRow.agency, AssignmentRow.due, ReportRow.due)
            .join(ReportRow, ReportRow.code == AssignmentRow.report_code)
            .where(AssignmentRow.ended_at.is_(None), ReportRow.status.in_(WITH_AGENCY))
        ).all()
    after = {code: one for code, one in all_reports(casework).items() if one.is_with_agency}
    hands = {(code, agency) for code, agency, _, _ in rows}
    assert hands == {(code, agency) for code, one in after.items() for agency in one.agencies}
    for code, agency, own, whole in rows:
        share = find(after[code].shares, agency)  # of who helps; whoever leads has the whole
        assert not after[code].inherited or own == (share.due if share else whole)
    assert any(find(after[code].shares, agency) for code, agency, _, _ in rows if after[code].inherited)


def test_the_successor_finds_the_work_in_its_inbox(casework: Casework, plan: Reorganisation) -> None:
    carry_out(casework, plan)
    owed = {
        code
        for code, one in all_reports(casework).items()
        if one.is_with_agency and one.agency == "SNNMT" and one.visibility is not Visibility.REMOVED
    }
    officer = Actor(user=UserId(99), memberships=(Membership(role=Role.OFFICER, agency=AgencyCode("SNNMT")),))
    found = inbox.inbox(casework, officer, inbox.Tab.OPEN)
    assert {line.code for line in found.lines.rows} == owed and len(owed) >= 5


def test_once_more_changes_nothing(casework: Casework, plan: Reorganisation) -> None:
    carry_out(casework, plan)
    before = everything_in(casework)
    assert reorganise.reorganise(casework, plan, by=CONSOLE) is False
    again = succession.carry_on(casework)
    assert (again.roles, again.reports, again.outlet_reports) == (0, 0, 0)
    assert everything_in(casework) == before
    assert reorganise.preview(casework, plan).is_done


def test_sums_are_the_same_on_both_maps_and_as_before(
    casework: Casework, plan: Reorganisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.readings.kept.KEPT_SECONDS", -1)

    def total(figures: Any) -> dict[str, int]:
        return dict(sum((Counter(asdict(one)) for one in figures.values()), Counter()))

    before = maps.figures_by_agency(casework)
    carry_out(casework, plan)
    then, now = (maps.figures_by_agency(casework, on) for on in Map)
    assert total(then) == total(now) == total(before)
    named, today = named_of(casework)
    assert all(agency.is_in_force(today) for code in now if (agency := named.agency(code)))
    assert {"STNMT", "SNNMT"} <= set(then) and "STNMT" not in now
    for code in now:
        assert maps.agency_on(casework, code, Map.NOW).figures == now[code]
    for code in then:
        assert maps.agency_on(casework, code, Map.THEN).figures == then[code]


def test_people_get_the_same_roles_once_and_sign_in_anew(casework: Casework, plan: Reorganisation) -> None:
    with casework.db.read() as session:
        officer = session.scalar(
            select(MembershipRow.user_id).where(
                MembershipRow.agency == "STNMT", MembershipRow.role == Role.OFFICER
            )
        )
    assert officer is not None
    token = sessions.begin(casework, officer, device="máy bàn", factor=True)
    assert token is not None and sessions.load(casework, token) is not None
    carry_out(casework, plan)
    assert sessions.load(casework, token) is None
    held = {(Role.OFFICER, "STNMT"), (Role.OFFICER, "SNNMT")}
    assert roles_of(casework, officer) == held
    roles.revoke(casework, officer, Role.OFFICER, "SNNMT", by=CONSOLE)
    succession.carry_on(casework)
    assert roles_of(casework, officer) == held - {(Role.OFFICER, "SNNMT")}, "taken back is taken back"
    with casework.db.read() as session:
        assert session.scalar(select(func.count()).select_from(InheritedRoleRow)) == 17


def roles_of(casework: Casework, user: UserId) -> set[tuple[Role, str]]:
    with casework.db.read() as session:
        rows = session.execute(
            select(MembershipRow.role, MembershipRow.agency).where(MembershipRow.user_id == user)
        )
        return {(role, str(agency)) for role, agency in rows}


def test_who_takes_over_is_told_once_a_day_and_reporters_of_their_own(
    casework: Casework, plan: Reorganisation
) -> None:
    carry_out(casework, plan)
    succession.carry_on(casework)
    with casework.db.read() as session:
        told = list(
            session.execute(
                select(DeliveryRow.about, DeliveryRow.recipient).where(DeliveryRow.notice == "took_over")
            )
        )
    assert len(told) == len(set(told))
    assert {about.split(":")[1] for about, _ in told} == {"SNNMT", "STC", "SNV"}


def test_a_day_to_come_is_carried_out_by_the_worker_when_it_comes(
    casework: Casework, plan: Reorganisation, clock: Clock
) -> None:
    tomorrow = local_day(casework.now()) + timedelta(days=1)
    later = replace(
        plan,
        day=tomorrow,
        agencies=tuple(replace(one, valid_from=tomorrow) for one in plan.agencies),
        outlets=tuple(replace(one, valid_from=tomorrow) for one in plan.outlets),
        areas=tuple(replace(one, valid_from=tomorrow) for one in plan.areas),
        heads=tuple(replace(one, valid_from=tomorrow) for one in plan.heads),
        takeovers=tuple(replace(one, since=tomorrow) for one in plan.takeovers),
    )
    before = all_reports(casework)
    assert reorganise.reorganise(casework, later, by=CONSOLE)
    assert succession.carry_on(casework).deeds == 0
    assert all_reports(casework) == before
    lead = directory(casework).agency_for("giay-phep-lai-xe", None, local_day(casework.now()))
    assert lead is not None and lead.code == "SGTVT"
    clock.advance(days=1)
    clockwork.strike(casework)
    after = all_reports(casework)
    assert {one.outlet for one in after.values()} == {NEW}
    owed = [one for code, one in before.items() if one.is_with_agency]
    assert all(after[one.code].agency == goes_to(one) for one in owed if after[one.code].is_with_agency)


@pytest.mark.parametrize("commits", [0, 6, 40, 130])
def test_killed_in_the_middle_it_is_run_again_and_all_is_done_once(
    casework: Casework, plan: Reorganisation, database_url: str, tmp_path: Path, commits: int
) -> None:
    """After the directory, among the roles, among the newsrooms' reports, among the agencies'."""
    before = all_reports(casework)
    program = [sys.executable, "-m", "tests.reorganisation.killed", database_url, str(tmp_path), str(commits)]
    ended = subprocess.run(program, cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]
    kept.forget(casework.db)  # what this process knows is older than what the other one did
    carry_out(casework, plan)
    after, (named, today) = all_reports(casework), named_of(casework)
    assert {one.outlet for one in after.values()} == {NEW}
    for code, was in before.items():
        wanted = goes_to(was) if was.is_with_agency else was.agency
        assert after[code].agency == wanted
        assert after[code].version == was.version + 1 + (wanted != was.agency)
    assert not list(succession.moving(casework, named, today))
    with casework.db.read() as session:
        journal.verify(session)
        assert session.scalar(select(func.count()).select_from(InheritedRoleRow)) == 17
