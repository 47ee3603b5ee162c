"""The people of the tests, a report in each status, and a command of each type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from casework.domain import commands as do
from casework.domain.calendar import WorkingCalendar
from casework.domain.clocks import Terms
from casework.domain.events import Submitted
from casework.domain.evolve import Recorded, evolve, fold
from casework.domain.lifecycle import decide
from casework.domain.policy import ANYBODY, CLOCK, Actor, Membership
from casework.domain.report import Report
from casework.domain.shares import Share
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    AttachmentId,
    Channel,
    ClosedBecause,
    DeclineReason,
    Display,
    FieldCode,
    Kind,
    LetterNumber,
    NoReplyReason,
    OutletCode,
    PostId,
    RemoveReason,
    ReportCode,
    ReturnReason,
    RevisionId,
    Role,
    Status,
    TaskCode,
    UserId,
    Visibility,
)

BND, PTTH = OutletCode("BND"), OutletCode("PTTH")
STNMT, SYT, TTT = AgencyCode("STNMT"), AgencyCode("SYT"), AgencyCode("TTT")
CODE, GUEST_CODE, OTHER_CODE = (
    ReportCode("PA-7K3M-9QXT"),
    ReportCode("PA-2HCW-84RV"),
    ReportCode("PA-M6TD-3XPF"),
)

# ---- when: no holidays, so that days can be counted on one's fingers

TERMS: Final = Terms(calendar=WorkingCalendar(off=frozenset(), working=frozenset()))


def at(day: int, hour: int = 9, *, month: int = 11) -> datetime:
    """That hour in Nam Định, in 2026, as UTC. 2 November was a Monday."""
    return datetime(2026, month, day, hour - 7, tzinfo=UTC)


def end_of(day: int, *, month: int = 11) -> datetime:
    """The last second of that day in Nam Định, as UTC."""
    return datetime(2026, month, day, 16, 59, 59, tzinfo=UTC)


SUBMITTED_AT, ROUTED_AT, ACCEPTED_AT, ANSWERED_AT = at(2), at(3), at(5), at(9)
DUE: Final = end_of(24)  # a Tuesday, 15 working days after the 3rd
NOW: Final = at(10)  # a Tuesday; 10 working days are left

# ---- who


def _person(number: int, name: str, *memberships: Membership) -> Actor:
    return Actor(user=UserId(number), name=name, memberships=memberships)


CITIZEN = _person(1, "Trần Thị Hoa")
BUSINESS = _person(2, "Công ty TNHH Dệt Sông Đào")
MODERATOR = _person(3, "Vũ Minh Đức", Membership(role=Role.MODERATOR, outlet=BND))
COLLEAGUE = _person(4, "Phạm Thu Hằng", Membership(role=Role.MODERATOR, outlet=BND))
BROADCASTER = _person(5, "Đỗ Quang Huy", Membership(role=Role.MODERATOR, outlet=PTTH))
OFFICER = _person(6, "Nguyễn Văn Sơn", Membership(role=Role.OFFICER, agency=STNMT))
SIGNER = _person(7, "Lê Thị Mai", Membership(role=Role.SIGNER, agency=STNMT))
OTHER_OFFICER = _person(8, "Bùi Đình Nam", Membership(role=Role.OFFICER, agency=SYT))
JOURNALIST = _person(9, "Hoàng Yến", Membership(role=Role.JOURNALIST, outlet=BND))
OVERSEER = _person(10, "Trịnh Xuân Lộc", Membership(role=Role.OVERSEER))
ADMIN = _person(11, "Ngô Bảo Anh", Membership(role=Role.ADMIN))
KEEPER = _person(12, "Lương Thị Bích", Membership(role=Role.KEEPER, agency=TTT))
GUEST = Actor(holds=frozenset({GUEST_CODE}))

CAST: Final[Mapping[str, Actor]] = {
    "citizen": CITIZEN,
    "business": BUSINESS,
    "moderator": MODERATOR,
    "colleague": COLLEAGUE,
    "broadcaster": BROADCASTER,
    "officer": OFFICER,
    "signer": SIGNER,
    "other_officer": OTHER_OFFICER,
    "journalist": JOURNALIST,
    "overseer": OVERSEER,
    "admin": ADMIN,
    "keeper": KEEPER,
    "guest": GUEST,
    "anonymous": ANYBODY,
    "clock": CLOCK,
}

# ---- what: Mrs Hoa's complaint about a land certificate, promised for March

_SUBMITTED: Mapping[str, Any] = {
    "code": CODE,
    "version": 1,
    "kind": Kind.COMPLAINT,
    "channel": Channel.WEB,
    "display": Display.NAMED,
    "publish": True,
    "consent": True,
    "outlet": BND,
    "reporter": CITIZEN.user,
    "entered_by": None,
    "field": FieldCode("dat-dai"),
    "area": AreaCode("362"),
    "task": TaskCode("2.3"),
    "wanted_agency": STNMT,
    "status": Status.SUBMITTED,
    "status_since": SUBMITTED_AT,
    "visibility": Visibility.PUBLIC,
    "submitted_at": SUBMITTED_AT,
    "first_look_due": end_of(3),
}
_ROUTED: Mapping[str, Any] = {
    **_SUBMITTED,
    "version": 2,
    "status": Status.ROUTED,
    "status_since": ROUTED_AT,
    "published_at": ROUTED_AT,
    "first_look_due": None,
    "agency": STNMT,
    "routed_at": ROUTED_AT,
    "press_from": ROUTED_AT,
    "due": DUE,
    "accept_due": end_of(6),
    "transfers": 1,
}
_ACCEPTED: Mapping[str, Any] = {
    **_ROUTED,
    "version": 3,
    "status": Status.ACCEPTED,
    "status_since": ACCEPTED_AT,
    "accept_due": None,
    "accepted_at": ACCEPTED_AT,
}
_ANSWERED: Mapping[str, Any] = {
    **_ACCEPTED,
    "version": 4,
    "status": Status.ANSWERED,
    "status_since": ANSWERED_AT,
    "press_from": None,
    "reply": PostId("7" * 32),
    "answered_at": ANSWERED_AT,
    "first_answered_at": ANSWERED_AT,
    "close_due": end_of(24),
}
_IN: Mapping[Status, Mapping[str, Any]] = {
    Status.UNCONFIRMED: {
        **_SUBMITTED,
        "code": GUEST_CODE,
        "reporter": None,
        "status": Status.UNCONFIRMED,
        "first_look_due": None,
    },
    Status.SUBMITTED: _SUBMITTED,
    Status.NEEDS_INFO: {
        **_SUBMITTED,
        "version": 2,
        "status": Status.NEEDS_INFO,
        "status_since": at(3),
        "first_look_due": None,
    },
    Status.DECLINED: {
        **_SUBMITTED,
        "version": 2,
        "status": Status.DECLINED,
        "status_since": at(3),
        "first_look_due": None,
        "decline_reason": DeclineReason.OUT_OF_SCOPE,
        "declined_by": MODERATOR.user,
    },
    Status.MERGED: {
        **_SUBMITTED,
        "version": 2,
        "status": Status.MERGED,
        "status_since": at(3),
        "first_look_due": None,
        "merged_into": OTHER_CODE,
        "merged_as": Status.SUBMITTED,
        "closed_at": at(3),
    },
    Status.ROUTED: _ROUTED,
    Status.ACCEPTED: _ACCEPTED,
    Status.RETURNED: {
        **_ROUTED,
        "version": 3,
        "status": Status.RETURNED,
        "status_since": at(5),
        "press_from": None,
        "agency": None,
        "due": None,
        "accept_due": None,
        "days_left": 13,
        "returns": 1,
    },
    Status.ANSWERED: _ANSWERED,
    Status.REOPENED: {
        **_ANSWERED,
        "version": 5,
        "status": Status.REOPENED,
        "status_since": at(9, 15),
        "due": end_of(30),
        "close_due": None,
        "reopened": True,
    },
    Status.CLOSED: {
        **_ANSWERED,
        "version": 6,
        "status": Status.CLOSED,
        "status_since": at(9, 15),
        "close_due": None,
        "solved": True,
        "stars": 5,
        "closed_because": ClosedBecause.SATISFIED,
        "closed_at": at(9, 15),
    },
    Status.WITHDRAWN: {
        **_ROUTED,
        "version": 3,
        "status": Status.WITHDRAWN,
        "status_since": at(5),
        "press_from": None,
        "closed_at": at(5),
    },
}


def a_report(status: Status = Status.SUBMITTED, **changes: Any) -> Report:
    """The complaint as it stands in this status, with `changes`."""
    if "co_agencies" in changes:  # each with a share of which nothing is said
        changes["shares"] = tuple(Share(agency=code) for code in changes.pop("co_agencies"))
    return Report(**{**_IN[status], **changes})


# ---- deeds

POST: Final = PostId("0123456789abcdef" * 2)
PROMISED: Final = PostId("9" * 32)
REVISION: Final = RevisionId("fedcba9876543210" * 2)
_WORDS: Mapping[str, Any] = {
    "post": POST,
    "words": "Hồ sơ nộp từ tháng 3, đến nay tôi đã ba lần được hẹn lại.",
}
_BESIDE_WORDS: Mapping[type[do.Command], Mapping[str, Any]] = {
    do.Rate: {"solved": True, "stars": 4},
    do.HandOver: {"outlet": PTTH},
    do.Edit: {
        "revision": REVISION,
        "title": "Chậm cấp giấy chứng nhận quyền sử dụng đất",
        "body": "Tôi nộp hồ sơ tại bộ phận một cửa từ ngày 12/3.",
        "field": FieldCode("dat-dai"),
        "area": None,
        "task": TaskCode("2.2"),
    },
    do.Redact: {"revision": REVISION, "passages": ("0912 345 678",)},
    do.Decline: {"reason": DeclineReason.OUT_OF_SCOPE},
    do.Merge: {"into": OTHER_CODE},
    do.ApproveAndRoute: {"agency": STNMT},
    do.Reroute: {"agency": SYT},
    do.Remove: {"reason": RemoveReason.PERSONAL_DATA},
    do.DecideAppeal: {"upheld": True},
    do.GrantExtension: {"granted": True},
    do.ReviewComment: {"comment": POST, "show": True},
    do.SetCommentAside: {"comment": POST},
    do.SettleFlags: {"upheld": True},
    do.RedactPicture: {
        "attachment": AttachmentId("a" * 32),
        "replacement": AttachmentId("b" * 32),
        "size": 12_000,
        "width": 640,
        "height": 480,
    },
    do.HoldReply: {"official": True},
    do.Correct: {"about": None},
    do.Contribute: {"agency": STNMT},
    do.TakeReplyRequest: {"request": POST},
    do.PublishReply: {"request": POST, "post": POST},
    do.DeclineReply: {"request": POST, "reason": NoReplyReason.NOT_NAMED},
    do.DecideIdentity: {"granted": True},
    do.MakePromise: {"by": date(2026, 12, 15)},
    do.MovePromise: {"promise": PROMISED, "by": date(2026, 12, 31)},
    do.ReportPromise: {"promise": PROMISED},
    do.AnswerPromise: {"promise": PROMISED, "kept": True},
    do.RecordPressLetter: {
        "number": LetterNumber("05/BND-BĐ"),
        "sent_on": date(2026, 12, 7),
        "to": AgencyCode("UBNDTINH"),
    },
    do.Succeed: {"agency": SYT},
    do.SucceedOutlet: {"outlet": PTTH},
    do.Return: {"reason": ReturnReason.NOT_OUR_FIELD, "proposed": SYT},
    do.RequestExtension: {"until": date(2026, 12, 1)},
}


def a_command(type_: type[do.Command], **changes: Any) -> do.Command:
    """A command of this type in which nothing is wrong, with `changes`."""
    words = _WORDS if issubclass(type_, do.Worded) else {}
    return type_(**{**words, **_BESIDE_WORDS.get(type_, {}), **changes})


def every_command() -> frozenset[type[do.Command]]:
    """Every type of command there is."""
    return frozenset(
        thing
        for thing in vars(do).values()
        if isinstance(thing, type) and issubclass(thing, do.Command) and thing not in (do.Command, do.Worded)
    )


def after(report: Report, *commands: do.Command, by: Actor, now: datetime = NOW) -> Report:
    """The report after `by` has done these things, one after the other, at `now`."""
    for command in commands:
        for event in decide(report, command, actor=by, now=now, terms=TERMS):
            report = evolve(
                report,
                Recorded(report=report.code, version=report.version + 1, at=now, actor=by.user, event=event),
            )
    return report


def first_event(at: datetime = SUBMITTED_AT, **changes: Any) -> Recorded:
    """How the journal of the complaint begins."""
    of = a_report()
    event = Submitted(
        kind=of.kind,
        channel=of.channel,
        display=of.display,
        publish=of.publish,
        consent=of.consent,
        outlet=of.outlet,
        reporter=of.reporter,
        entered_by=of.entered_by,
        field=of.field,
        area=of.area,
        task=of.task,
        wanted_agency=of.wanted_agency,
        unconfirmed=False,
        first_look_due=of.first_look_due,
    )
    return Recorded(report=of.code, version=1, at=at, actor=of.reporter, event=replace(event, **changes))


def journal_of(*deeds: tuple[datetime, Actor, do.Command], **first: Any) -> list[Recorded]:
    """The journal of the complaint when these deeds are done one after the other."""
    journal = [first_event(**first)]
    for now, actor, command in deeds:
        report = fold(journal)
        for event in decide(report, command, actor=actor, now=now, terms=TERMS):
            version = journal[-1].version + 1
            journal.append(
                Recorded(report=report.code, version=version, at=now, actor=actor.user, event=event)
            )
    return journal
