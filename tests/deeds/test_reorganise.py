"""Writing a reorganisation into the directory, and what stands in its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from casework.actions import reorganisation_file, reorganise, succession
from casework.actions.directory import import_directory
from casework.actions.reorganisation import Hitch, Reorganisation
from casework.actions.reorganise import CannotReorganise, StaleDirectory
from casework.actions.roles import CONSOLE
from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.policy import Actor, Membership
from casework.domain.refusals import Refused, Why
from casework.domain.values import AgencyCode, AreaCode, FieldCode, ReportCode, Role, Status
from casework.domain.watching import Watched
from casework.readings import inbox, reorganisations
from casework.readings.directory import Agency, directory
from casework.store import journal, reports, watching
from casework.store.casework import Casework, new_post_id
from casework.store.directory import Takeover
from tests.doors.stage import NAM_DINH, STNMT, SYT, Reports, actor
from tests.dump import everything_in
from tests.house import Clock

TODAY = date(2026, 11, 2)
SNNMT = AgencyCode("SNNMT")
NEW = Agency(
    code=SNNMT,
    slug="so-nong-nghiep-va-moi-truong",
    name="Sở Nông nghiệp và Môi trường",
    name_en="Department of Agriculture and Environment",
    short_name="Sở NN&MT",
    level="department",
    parent=AgencyCode("UBNDTINH"),
    area=None,
    email="snnmt@namdinh.test",
    phone="",
    address="",
    valid_from=TODAY,
    valid_to=None,
    successor=None,
)


def a_plan(**changes: Any) -> Reorganisation:
    """STNMT becomes a new agency today, with `changes`."""
    plan = Reorganisation(
        code="thu",
        day=TODAY,
        title="Thử",
        source="Quyết định số 1",
        agencies=(NEW,),
        agencies_end={STNMT: SNNMT},
    )
    return replace(plan, **changes)


def passing(agency: str, by: str, field: str | None = "dat-dai", area: str | None = None) -> Takeover:
    return Takeover(
        agency=AgencyCode(agency),
        field=FieldCode(field) if field else None,
        area=AreaCode(area) if area else None,
        taken_by=AgencyCode(by),
        since=TODAY,
    )


def carry_out(casework: Casework, plan: Reorganisation) -> succession.Carried:
    assert reorganise.reorganise(casework, plan, by=CONSOLE)
    return succession.carry_on(casework)


def as_it_is(casework: Casework, code: ReportCode) -> Any:
    with casework.db.read() as session:
        return reports.load(session, code)


TROUBLES: dict[str, tuple[dict[str, Any], set[tuple[Hitch, str]]]] = {
    "an agency that is not there ends": ({"agencies_end": {"NONE": SNNMT}}, {(Hitch.UNKNOWN, "NONE")}),
    "it ends into one that is not there": ({"agencies_end": {STNMT: "NONE"}}, {(Hitch.UNKNOWN, "NONE")}),
    "it ends into itself": ({"agencies_end": {STNMT: STNMT}}, {(Hitch.ITSELF, "STNMT")}),
    "two end into each other": (
        {"agencies_end": {STNMT: SYT, SYT: STNMT}},
        {(Hitch.NO_HEIR, "STNMT"), (Hitch.NO_HEIR, "SYT")},
    ),
    "one without anybody above ends into nobody": (
        {"agencies_end": {"CATINH": None}},
        {(Hitch.NO_HEIR, "CATINH")},
    ),
    "it ends before it began": ({"day": date(2013, 1, 1)}, {(Hitch.NOT_BEGUN, "STNMT")}),
    "a code is another's": ({"agencies": (replace(NEW, code=SYT),)}, {(Hitch.CODE_TAKEN, "SYT")}),
    "an address is another's": (
        {"agencies": (replace(NEW, slug="so-y-te"),)},
        {(Hitch.SLUG_TAKEN, "so-y-te")},
    ),
    "nobody stands above it": ({"agencies": (replace(NEW, parent="NONE"),)}, {(Hitch.UNKNOWN, "NONE")}),
    "a field that is not there passes on": (
        {"takeovers": (passing("SXD", "SYT", "none"),)},
        {(Hitch.UNKNOWN, "none")},
    ),
    "somebody takes over from themselves": (
        {"takeovers": (passing("SXD", "SXD"),)},
        {(Hitch.ITSELF, "SXD")},
    ),
    "two take the same over": (
        {"takeovers": (passing("SXD", "SYT"), passing("SXD", "STC"))},
        {(Hitch.TAKEN_OTHERWISE, "SXD")},
    ),
    "an outlet ends into one that is not there": (
        {"outlets_end": {"BND": "NONE"}},
        {(Hitch.NO_HEIR, "BND")},
    ),
    "an area ends into itself": ({"areas_end": {"36": "36"}}, {(Hitch.ITSELF, "36")}),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_what_cannot_be_is_named_and_nothing_is_changed(
    casework: Casework, a_report: Reports, name: str
) -> None:
    changes, expected = TROUBLES[name]
    plan = a_plan(**changes)
    before = everything_in(casework)
    with pytest.raises(CannotReorganise) as refused:
        reorganise.reorganise(casework, plan, by=CONSOLE)
    assert {(one.hitch, one.about) for one in refused.value.troubles} >= expected
    assert reorganise.preview(casework, plan).troubles == refused.value.troubles
    assert everything_in(casework) == before


def test_what_has_ended_does_not_end_again_otherwise(casework: Casework) -> None:
    carry_out(casework, a_plan())
    other = a_plan(code="khac", agencies=(), agencies_end={STNMT: SYT})
    assert [one.hitch for one in reorganise.preview(casework, other).troubles] == [Hitch.ENDED_OTHERWISE]


@pytest.mark.parametrize("who", ["officer.stnmt", "moderator.bnd", "overseer", "citizen", "guest"])
def test_only_an_administrator_reorganises(casework: Casework, who: str) -> None:
    with pytest.raises(Refused) as refused:
        reorganise.reorganise(casework, a_plan(), by=actor(who))
    assert refused.value.why is Why.NOT_ALLOWED
    assert directory(casework).agency("SNNMT") is None


def test_a_preview_of_another_directory_is_stale(casework: Casework) -> None:
    seen = reorganise.preview(casework, a_plan()).stamp
    carry_out(casework, a_plan(code="khac", agencies=(), agencies_end={"SGTVT": "SXD"}))
    before = everything_in(casework)
    with pytest.raises(StaleDirectory):
        reorganise.reorganise(casework, a_plan(), by=actor("admin"), seen=seen)
    assert everything_in(casework) == before


def test_the_same_sent_twice_is_done_once(casework: Casework) -> None:
    seen = reorganise.preview(casework, a_plan()).stamp
    assert reorganise.reorganise(casework, a_plan(), by=actor("admin"), seen=seen) is True
    before = everything_in(casework)
    assert reorganise.reorganise(casework, a_plan(), by=actor("admin"), seen=seen) is False
    assert everything_in(casework) == before


def test_it_is_on_record_who_wrote_what_was_decided(casework: Casework) -> None:
    reorganise.reorganise(casework, a_plan(), by=actor("admin"))
    (record,) = reorganisations.recorded(casework, by=actor("admin"))
    assert (record.title, record.source, record.day) == ("Thử", "Quyết định số 1", TODAY)
    assert record.by == actor("admin").user
    assert record.changes["agencies"] == {"STNMT": "SNNMT"} and record.changes["begin"] == ["SNNMT"]


def test_importing_the_files_of_before_takes_no_end_back(casework: Casework) -> None:
    carry_out(casework, a_plan())
    import_directory(casework, NAM_DINH)
    ended = directory(casework).agency("STNMT")
    assert ended is not None and (ended.valid_to, ended.successor) == (TODAY - timedelta(days=1), "SNNMT")
    head = directory(casework).head_of("STNMT", TODAY)
    assert head is None
    assert reorganise.preview(casework, a_plan()).is_done


# ---- open work


def test_work_that_is_reopened_after_the_day_goes_to_the_successor_too(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ANSWERED)
    carry_out(casework, a_plan())
    assert as_it_is(casework, report.code).agency == STNMT
    a_report.deed(report.code, do.Reopen(post=new_post_id(), words="Vẫn chưa có giấy."), by="citizen")
    due = as_it_is(casework, report.code).due
    assert succession.carry_on(casework).reports == 1
    moved = as_it_is(casework, report.code)
    assert (moved.agency, moved.status, moved.due) == (SNNMT, Status.REOPENED, due)


def test_who_helps_is_carried_on_and_never_stands_beside_themselves(
    casework: Casework, a_report: Reports
) -> None:
    code = a_report(Status.SUBMITTED).code
    beside = (AgencyCode("SNN"), AgencyCode("SXD"))
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT, co_agencies=beside)
    a_report.deed(code, route, by="moderator.bnd")
    carry_out(casework, a_plan(agencies_end={STNMT: SNNMT, AgencyCode("SNN"): SNNMT}))
    moved = as_it_is(casework, code)
    assert (moved.agency, moved.co_agencies) == (SNNMT, ("SXD",))


def test_a_part_that_passes_takes_along_what_was_sent_before_and_leaves_what_came_after(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    before = a_report(Status.ACCEPTED)
    other = a_report(Status.ACCEPTED, field=FieldCode("moi-truong"))
    clock.advance(days=1)
    plan = a_plan(agencies=(), agencies_end={}, takeovers=(passing("STNMT", "SYT"),), day=local_day(clock()))
    plan = replace(plan, takeovers=(replace(plan.takeovers[0], since=plan.day),))
    after = a_report(Status.ROUTED)  # sent to STNMT on the day itself, by somebody who knew why
    carried = carry_out(casework, plan)
    assert carried.reports == 1
    agencies = {one.code: as_it_is(casework, one.code).agency for one in (before, other, after)}
    assert agencies == {before.code: SYT, other.code: STNMT, after.code: STNMT}
    assert succession.carry_on(casework).reports == 0


def test_the_new_house_reads_and_signs_the_draft_of_the_old_one(
    casework: Casework, a_report: Reports
) -> None:
    code = a_report(Status.ACCEPTED).code
    post = new_post_id()
    a_report.deed(code, do.DraftReply(post=post, words="Giấy đã ký."), by="officer.stnmt")
    carry_out(casework, a_plan())
    signer = Actor(user=actor("officer.syt").user, memberships=(Membership(role=Role.SIGNER, agency=SNNMT),))
    thread = inbox.open_case(casework, code, signer)
    assert thread.post(post) is not None and thread.report.draft == post
    signed = a_report.deed(code, do.SignReply(post=new_post_id(), words="Giấy đã ký."), by=signer)
    assert (signed.status, signed.agency) == (Status.ANSWERED, SNNMT)
    with casework.db.read() as session:
        journal.verify(session)


def test_what_was_given_back_is_proposed_to_whoever_carries_on(casework: Casework) -> None:
    carry_out(casework, a_plan())
    named = directory(casework)
    heir = named.taker("STNMT", "dat-dai", "362", TODAY)
    assert heir is not None and heir.code == SNNMT


def test_who_followed_what_has_ended_follows_who_carries_on(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED, area=AreaCode("362"))
    carry_out(casework, reorganisation_file.read(NAM_DINH / "reorganisation-2025.toml"))
    moved, named = as_it_is(casework, report.code), directory(casework)
    assert watching.places_of(moved, named, TODAY) >= {
        *((Watched.AGENCY, code) for code in ("SNNMT", "STNMT", "SNN")),
        *((Watched.OUTLET, code) for code in ("BPTTH", "BND", "PTTH")),
        *((Watched.AREA, code) for code in ("362", "36", "37")),
    }


def test_one_that_fails_keeps_nobody_else(
    casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = a_report(Status.ACCEPTED), a_report(Status.ROUTED)
    perform = succession.deeds.perform

    def broken(house: Casework, code: ReportCode, *rest: Any, **more: Any) -> Any:
        if code == first.code:
            raise ZeroDivisionError
        return perform(house, code, *rest, **more)

    monkeypatch.setattr(succession.deeds, "perform", broken)
    assert carry_out(casework, a_plan()).reports == 1
    assert as_it_is(casework, second.code).agency == SNNMT
    monkeypatch.undo()
    assert succession.carry_on(casework).reports == 1


def test_nothing_is_asked_of_the_database_while_nobody_has_ended(casework: Casework) -> None:
    directory(casework)
    heard: list[str] = []
    stop = casework.db.on_statement(heard.append)
    assert succession.carry_on(casework).deeds == 0
    stop()
    assert heard == []
