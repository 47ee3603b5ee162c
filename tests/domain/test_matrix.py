"""Every status × command × member of the cast, expected by hand.

A line says: command, outcome, who. The outcome is the status that follows, `stays`, or the reason of the
refusal. Whoever is not on a line is refused: `wrong_status` if they may do it to this report at another
time (`EVER`), else `not_allowed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from casework.domain.lifecycle import RULES, allowed, decide
from casework.domain.promises import MOST, Promise
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.shares import Share
from casework.domain.values import (
    AgencyCode,
    ClosedBecause,
    DeclineReason,
    Display,
    Kind,
    LetterNumber,
    Part,
    PostId,
    Status,
    Visibility,
)
from tests.domain.cast import (
    CAST,
    CITIZEN,
    CODE,
    DUE,
    GUEST_CODE,
    MODERATOR,
    NOW,
    OVERSEER,
    PROMISED,
    STNMT,
    TERMS,
    a_command,
    a_report,
    after,
    at,
    end_of,
    every_command,
)

# `owner` is Mrs Hoa or, in the second run, the guest who holds the secret. MODERATOR declined or claimed it.
GROUPS = {
    "newsroom": "moderator colleague",
    "talkers": "citizen business moderator colleague broadcaster journalist",
}
EVER = """
    Confirm SupplyInfo Withdraw Appeal Rate Reopen                                      : owner
    EraseContact                                                                        : owner clock
    MessageNewsroom                                                                     : owner newsroom
    MessageAgency                                                                       : owner officer signer
    RedactPicture ReleaseReply SendBackReply RecordPressLetter                          : newsroom
    HoldReply                                                                           : officer signer
    AskIdentity DecideIdentity OpenIdentity                                             : newsroom overseer
    Edit                                                                                : owner newsroom
    Claim Release HandOver Redact AskInfo Decline Merge ApproveAndRoute Remove Restore  : newsroom
    PassToInspectorate Unmerge Correct PublishReply DeclineReply                        : newsroom
    TakeReplyRequest                                                                    : clock
    DecideAppeal GrantExtension AddNewsroomNote ReviewComment SettleFlags               : newsroom
    Reroute                                                                             : newsroom overseer
    Accept Return RequestExtension InterimReply DraftReply                              : officer
    SignReply                                                                           : signer
    AddAgencyNote                                                                       : officer signer
    Comment                                                                             : talkers
    Remind MarkOverdue Escalate AutoClose FreeClaim Purge Succeed SucceedOutlet         : clock
    MarkPressOverdue AskPromise                                                         : clock
    AnswerPromise                                                                       : owner
    MakePromise MovePromise ReportPromise                                               : officer signer
    SetCommentAside                                                                     : clock
    Contribute                                                                          : officer
    RemindShares MarkSharesOverdue                                                      : clock
"""
NOTE = """
    AddNewsroomNote     stays           newsroom
    MessageNewsroom     stays           owner newsroom
    EraseContact        stays           owner clock
    AskIdentity         knows_already   newsroom
    AskIdentity         stays           overseer
    DecideIdentity      no_identity_asked newsroom overseer
    OpenIdentity        not_granted     newsroom overseer
    SucceedOutlet       stays           clock
"""
PUBLIC = f"""{NOTE}
    Correct             stays           newsroom
    TakeReplyRequest    stays           clock
    PublishReply        stays           newsroom
    DeclineReply        stays           newsroom
    Edit                stays           newsroom
    Redact              stays           newsroom
    RedactPicture       stays           newsroom
    Remove              stays           newsroom
    Restore             not_removed     newsroom
    ReviewComment       stays           newsroom
    SettleFlags         stays           newsroom
    SetCommentAside     stays           clock
    AddAgencyNote       stays           officer signer
    Comment             stays           talkers
"""
NOT_PUBLIC = f"""{NOTE}
    Correct             not_published   newsroom
    TakeReplyRequest    not_published   clock
    PublishReply        not_published   newsroom
    DeclineReply        stays           newsroom
    Edit                stays           newsroom
    Redact              stays           newsroom
    RedactPicture       stays           newsroom
    Remove              not_published   newsroom
    ReviewComment       stays           newsroom
    SettleFlags         stays           newsroom
    SetCommentAside     stays           clock
    Comment             not_published   talkers
"""
PRESS_WAITS = """
    MarkPressOverdue    not_due         clock
    RecordPressLetter   press_clock_runs newsroom
"""
PROMISED_NOTHING = """
    AskPromise          not_due         clock
    MovePromise         no_promise      officer signer
    ReportPromise       no_promise      officer signer
    AnswerPromise       not_asked       owner
"""
NO_SHARES = """
    Contribute          no_share        officer
    RemindShares        not_due         clock
    MarkSharesOverdue   not_due         clock
"""
MAY_PROMISE = f"""{PROMISED_NOTHING}
    MakePromise         stays           officer signer
"""
CLOCK_WAITS = """
    Remind              not_due         clock
    MarkOverdue         not_due         clock
    Escalate            not_due         clock
"""
NO_CLOCK = """
    Remind              no_deadline     clock
    MarkOverdue         no_deadline     clock
    Escalate            no_deadline     clock
"""
TAKES_IT_UP = f"""{PRESS_WAITS}{NO_SHARES}
    Succeed             stays           clock
    MessageAgency       stays           owner officer signer
    Withdraw            withdrawn       owner
    GrantExtension      no_extension    newsroom
    Accept              accepted        officer
    Return              returned        officer
    RequestExtension    stays           officer
"""
HANDS_IN = f"""{NO_SHARES}
    Succeed             stays           clock
    MessageAgency       stays           owner officer signer
    HoldReply           not_allowed     officer
    HoldReply           stays           signer
    ReleaseReply        nothing_held    newsroom
    SendBackReply       nothing_held    newsroom
"""
WORKS = f"""{HANDS_IN}{PRESS_WAITS}{PROMISED_NOTHING}
    Withdraw            withdrawn       owner
    Return              returned        officer
    InterimReply        stays           officer
    DraftReply          stays           officer
    SignReply           answered        signer
"""
WORKS_IN_TIME = f"""{WORKS}
    GrantExtension      no_extension    newsroom
    RequestExtension    stays           officer
"""
WORKS_TOO_LATE = f"""{WORKS}
    GrantExtension      no_extension    newsroom
    RequestExtension    too_late        officer
"""
REVIEW = f"""{NOTE}
    Withdraw            withdrawn       owner
    HandOver            stays           newsroom
    Redact              stays           newsroom
    RedactPicture       stays           newsroom
    AskInfo             needs_info      newsroom
    Decline             declined        newsroom
    PassToInspectorate  declined        newsroom
    Merge               merged          newsroom
    ApproveAndRoute     routed          newsroom
    Edit                stays           owner newsroom
"""
REOPENED = f"""{PROMISED_NOTHING}
    Withdraw            withdrawn       owner
    GrantExtension      no_extension    newsroom
    Accept              accepted        officer
    RequestExtension    stays           officer
    InterimReply        stays           officer
    DraftReply          stays           officer
    SignReply           answered        signer
"""
BACK_IN_QUEUE = f"""{PUBLIC}
    Withdraw            withdrawn       owner
    Claim               stays           newsroom
    Release             not_claimed     newsroom
    FreeClaim           not_claimed     clock
    HandOver            stays           newsroom
    Merge               merged          newsroom
"""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A report at a moment, and what everybody can do with it."""

    report: Report
    with_agency: bool = False  # STNMT has it
    is_sealed: bool = False  # to who works here there is no such report
    now: datetime = NOW
    cells: str


S = Status
HELD = PostId("5" * 32)
SXD = AgencyCode("SXD")  # of which nobody of the cast is
SHARE = Share(agency=STNMT, due=end_of(19))
# What an agency beside the lead may do, and what the lead alone.
HELPS = f"""{CLOCK_WAITS}
    GrantExtension      no_extension    newsroom
    Contribute          stays           officer
    RemindShares        not_due         clock
    MarkSharesOverdue   not_due         clock
    Accept              not_lead        officer
    Return              not_lead        officer
    RequestExtension    not_lead        officer
    SignReply           not_lead        signer
    HoldReply           not_allowed     officer signer
"""
PROMISE = Promise(post=PROMISED, agency=STNMT, by=end_of(30))
ANSWERED = """
    MessageAgency       stays           owner officer signer
    Rate                closed          owner
    Reopen              reopened        owner
    AutoClose           not_due         clock
"""
ASKED_BY_NEWSROOM: Mapping[str, Any] = {
    "display": Display.CONFIDENTIAL,
    "identity_asked_by": MODERATOR.user,
    "identity_asked_as": Part.MODERATOR,
}
ASKED_BY_OVERSIGHT: Mapping[str, Any] = {
    "display": Display.CONFIDENTIAL,
    "identity_asked_by": OVERSEER.user,
    "identity_asked_as": Part.OVERSEER,
}
SCENES: Mapping[str, Scene] = {
    "unconfirmed": Scene(
        report=a_report(S.UNCONFIRMED),
        cells="""
    Confirm             submitted       owner
    Withdraw            withdrawn       owner
    Purge               not_due         clock
    EraseContact        stays           owner clock
    SucceedOutlet       stays           clock
    """,
    ),
    "unconfirmed for thirty days": Scene(
        report=a_report(S.UNCONFIRMED),
        now=at(2, month=12),
        cells="""
    Confirm             submitted       owner
    Withdraw            withdrawn       owner
    Purge               withdrawn       clock
    EraseContact        stays           owner clock
    SucceedOutlet       stays           clock
    """,
    ),
    "submitted": Scene(
        report=a_report(S.SUBMITTED),
        cells=f"""{REVIEW}
    Claim               stays           newsroom
    Release             not_claimed     newsroom
    FreeClaim           not_claimed     clock
    """,
    ),
    "submitted, claimed": Scene(
        report=a_report(S.SUBMITTED, claimed_by=MODERATOR.user, claimed_at=NOW),
        cells=f"""{REVIEW}
    Claim               claimed         newsroom
    Release             stays           newsroom
    FreeClaim           not_due         clock
    """,
    ),
    "submitted, claimed and left lying": Scene(
        report=a_report(S.SUBMITTED, claimed_by=MODERATOR.user, claimed_at=NOW - timedelta(minutes=30)),
        cells=f"""{REVIEW}
    Claim               claimed         newsroom
    Release             stays           newsroom
    FreeClaim           stays           clock
    """,
    ),
    "needs_info": Scene(
        report=a_report(S.NEEDS_INFO),
        cells=f"""{NOTE}
    SupplyInfo          submitted       owner
    Withdraw            withdrawn       owner
    Claim               stays           newsroom
    Release             not_claimed     newsroom
    FreeClaim           not_claimed     clock
    Edit                stays           newsroom
    Redact              stays           newsroom
    RedactPicture       stays           newsroom
    PassToInspectorate  declined        newsroom
    Decline             declined        newsroom
    Merge               merged          newsroom
    ApproveAndRoute     routed          newsroom
    """,
    ),
    "declined": Scene(
        report=a_report(S.DECLINED),
        cells=f"""{NOTE}
    PassToInspectorate  stays           newsroom
    Appeal              stays           owner
    Withdraw            no_appeal       owner
    Claim               same_person     moderator
    Claim               no_appeal       colleague
    Release             not_claimed     newsroom
    FreeClaim           not_claimed     clock
    DecideAppeal        same_person     moderator
    DecideAppeal        no_appeal       colleague
    """,
    ),
    "declined, appealed": Scene(
        report=a_report(S.DECLINED, appealed=True, appeal_pending=True),
        cells=f"""{NOTE}
    PassToInspectorate  stays           newsroom
    Appeal              already_appealed owner
    Withdraw            withdrawn       owner
    Claim               same_person     moderator
    Claim               stays           colleague
    Release             not_claimed     newsroom
    FreeClaim           not_claimed     clock
    DecideAppeal        same_person     moderator
    DecideAppeal        submitted       colleague
    """,
    ),
    "declined for good": Scene(
        report=a_report(S.DECLINED, appealed=True),
        cells=f"""{NOTE}
    PassToInspectorate  stays           newsroom
    Appeal              already_appealed owner
    Withdraw            no_appeal       owner
    Claim               same_person     moderator
    Claim               no_appeal       colleague
    Release             not_claimed     newsroom
    FreeClaim           not_claimed     clock
    DecideAppeal        same_person     moderator
    DecideAppeal        no_appeal       colleague
    """,
    ),
    "passed on to the inspectorate": Scene(
        report=a_report(
            S.DECLINED, decline_reason=DeclineReason.DENUNCIATION, passed_on=True, contact_erased=True
        ),
        is_sealed=True,
        cells="""
    MessageNewsroom     passed_on       owner
    EraseContact        contact_erased  owner clock
    SucceedOutlet       stays           clock
    Withdraw            no_appeal       owner
    Appeal              passed_on       owner
    FreeClaim           not_claimed     clock
    """,
    ),
    "merged": Scene(
        report=a_report(S.MERGED),
        cells=f"""{NOTE}
    DeclineReply        stays           newsroom
    Unmerge             submitted       newsroom
    """,
    ),
    "merged while it waited for its reporter": Scene(
        report=a_report(S.MERGED, merged_as=S.NEEDS_INFO),
        cells=f"""{NOTE}
    DeclineReply        stays           newsroom
    Unmerge             needs_info      newsroom
    """,
    ),
    "merged after it was given back": Scene(
        report=a_report(S.MERGED, merged_as=S.RETURNED),
        cells=f"""{NOTE}
    DeclineReply        stays           newsroom
    Unmerge             returned        newsroom
    """,
    ),
    "routed": Scene(report=a_report(S.ROUTED), with_agency=True, cells=f"{PUBLIC}{TAKES_IT_UP}{CLOCK_WAITS}"),
    "routed, not for readers": Scene(
        report=a_report(S.ROUTED, visibility=Visibility.RESTRICTED, published_at=None),
        with_agency=True,
        cells=f"""{NOT_PUBLIC}{TAKES_IT_UP}{CLOCK_WAITS}
    Restore             not_removed     newsroom
    AddAgencyNote       stays           officer signer
    """,
    ),
    "routed, taken down": Scene(
        report=a_report(S.ROUTED, visibility=Visibility.REMOVED, due=None, days_left=10),
        cells=f"""{NOT_PUBLIC}{NO_CLOCK}{NO_SHARES}
    Restore             stays           newsroom
    Succeed             stays           clock
    MarkPressOverdue    not_published   clock
    RecordPressLetter   not_published   newsroom
    MessageAgency       not_published   owner
    Withdraw            withdrawn       owner
    GrantExtension      no_extension    newsroom
    """,
    ),
    "praise, routed": Scene(
        report=a_report(S.ROUTED, kind=Kind.PRAISE, due=None),
        with_agency=True,
        cells=f"""{PUBLIC}{NO_CLOCK}{NO_SHARES}
    Succeed             stays           clock
    MarkPressOverdue    no_answer_asked clock
    RecordPressLetter   press_clock_runs newsroom
    MessageAgency       stays           owner officer signer
    Withdraw            withdrawn       owner
    GrantExtension      no_extension    newsroom
    Accept              closed          officer
    Return              returned        officer
    RequestExtension    no_deadline     officer
    """,
    ),
    "accepted": Scene(
        report=a_report(S.ACCEPTED), with_agency=True, cells=f"{PUBLIC}{WORKS_IN_TIME}{CLOCK_WAITS}"
    ),
    "accepted, more time asked for": Scene(
        report=a_report(S.ACCEPTED, extended=True, extension_asked=at(1, 23, month=12)),
        with_agency=True,
        cells=f"""{PUBLIC}{WORKS}{CLOCK_WAITS}
    GrantExtension      stays           newsroom
    RequestExtension    already_extended officer
    """,
    ),
    "accepted, three working days before the deadline": Scene(
        report=a_report(S.ACCEPTED),
        with_agency=True,
        now=at(19),
        cells=f"""{PUBLIC}{WORKS_IN_TIME}
    Remind              stays           clock
    MarkOverdue         not_due         clock
    Escalate            not_due         clock
    """,
    ),
    "accepted, the day after the deadline": Scene(
        report=a_report(S.ACCEPTED, reminded=True),
        with_agency=True,
        now=at(25),
        cells=f"""{PUBLIC}{WORKS_TOO_LATE}
    Remind              not_due         clock
    MarkOverdue         stays           clock
    Escalate            not_due         clock
    """,
    ),
    "accepted, overdue by more than three working days": Scene(
        report=a_report(S.ACCEPTED, reminded=True, overdue=True),
        with_agency=True,
        now=at(28),
        cells=f"""{PUBLIC}{WORKS_TOO_LATE}
    Remind              not_due         clock
    MarkOverdue         not_due         clock
    Escalate            stays           clock
    """,
    ),
    "accepted, and thirty days have passed since it was routed": Scene(
        report=a_report(S.ACCEPTED, reminded=True, overdue=True, escalation=2),
        with_agency=True,
        now=at(4, month=12),
        cells=f"""{PUBLIC}{WORKS_TOO_LATE}{CLOCK_WAITS}
    MarkPressOverdue    stays           clock
    """,
    ),
    "accepted, and the press has waited long enough": Scene(
        report=a_report(S.ACCEPTED, reminded=True, overdue=True, escalation=2, press_overdue=True),
        with_agency=True,
        now=at(7, month=12),
        cells=f"""{PUBLIC}{WORKS_TOO_LATE}{CLOCK_WAITS}
    RecordPressLetter   stays           newsroom
    """,
    ),
    "routed, and the press has waited long enough": Scene(
        report=a_report(S.ROUTED, reminded=True, overdue=True, escalation=2, press_overdue=True),
        with_agency=True,
        now=at(7, month=12),
        cells=f"""{PUBLIC}{TAKES_IT_UP}{CLOCK_WAITS}
    RequestExtension    too_late        officer
    RecordPressLetter   stays           newsroom
    """,
    ),
    "accepted, and the newsroom has written to the higher level": Scene(
        report=a_report(
            S.ACCEPTED,
            reminded=True,
            overdue=True,
            escalation=2,
            press_overdue=True,
            press_letter=LetterNumber("05/BND-BĐ"),
            press_letter_on=at(7, month=12),
        ),
        with_agency=True,
        now=at(8, month=12),
        cells=f"""{PUBLIC}{WORKS_TOO_LATE}{CLOCK_WAITS}
    RecordPressLetter   already_written newsroom
    """,
    ),
    "accepted, and a reply handed in on the last day waits with the newsroom": Scene(
        report=a_report(S.ACCEPTED, held=HELD, held_official=True, held_at=at(24)),
        with_agency=True,
        now=at(28),
        cells=f"""{PUBLIC}{WORKS_TOO_LATE}{CLOCK_WAITS}
    ReleaseReply        answered        newsroom
    SendBackReply       stays           newsroom
    """,
    ),
    "accepted, and an interim reply waits with the newsroom": Scene(
        report=a_report(S.ACCEPTED, reminded=True, held=HELD, held_at=at(24)),
        with_agency=True,
        now=at(25),
        cells=f"""{PUBLIC}{WORKS_TOO_LATE}
    Remind              not_due         clock
    MarkOverdue         stays           clock
    Escalate            not_due         clock
    ReleaseReply        stays           newsroom
    SendBackReply       stays           newsroom
    """,
    ),
    "confidential, the newsroom asks who it is": Scene(
        report=a_report(S.ACCEPTED, **ASKED_BY_NEWSROOM),
        with_agency=True,
        cells=f"""{PUBLIC}{WORKS_IN_TIME}{CLOCK_WAITS}
    AskIdentity         identity_asked  newsroom overseer
    DecideIdentity      other_house_decides newsroom
    DecideIdentity      stays           overseer
    """,
    ),
    "confidential, oversight asks who it is": Scene(
        report=a_report(S.ACCEPTED, **ASKED_BY_OVERSIGHT),
        with_agency=True,
        cells=f"""{PUBLIC}{WORKS_IN_TIME}{CLOCK_WAITS}
    AskIdentity         identity_asked  newsroom overseer
    DecideIdentity      other_house_decides overseer
    DecideIdentity      stays           newsroom
    """,
    ),
    "confidential, the newsroom may look once": Scene(
        report=a_report(S.ACCEPTED, **ASKED_BY_NEWSROOM, identity_granted_at=at(10, 8)),
        with_agency=True,
        cells=f"""{PUBLIC}{WORKS_IN_TIME}{CLOCK_WAITS}
    AskIdentity         grant_runs      newsroom overseer
    OpenIdentity        stays           moderator
    """,
    ),
    "confidential, the newsroom did not look in time": Scene(
        report=a_report(S.ACCEPTED, **ASKED_BY_NEWSROOM, identity_granted_at=at(9, 8)),
        with_agency=True,
        cells=f"""{PUBLIC}{WORKS_IN_TIME}{CLOCK_WAITS}
    AskIdentity         stays           newsroom overseer
    OpenIdentity        grant_lapsed    moderator
    """,
    ),
    "confidential, and the contact is erased": Scene(
        report=a_report(S.ACCEPTED, display=Display.CONFIDENTIAL, contact_erased=True),
        with_agency=True,
        cells=f"""{PUBLIC}{WORKS_IN_TIME}{CLOCK_WAITS}
    AskIdentity         contact_erased  newsroom overseer
    EraseContact        contact_erased  owner clock
    """,
    ),
    "accepted, with a share three working days before its date": Scene(
        report=a_report(S.ACCEPTED, agency=SXD, shares=(SHARE,)),
        with_agency=True,
        now=at(16),
        cells=f"""{PUBLIC}{WORKS}{HELPS}
    Accept              wrong_status    officer
    RemindShares        stays           clock
    """,
    ),
    "accepted, with a share the day after its date": Scene(
        report=a_report(S.ACCEPTED, agency=SXD, shares=(replace(SHARE, reminded=True),)),
        with_agency=True,
        now=at(20),
        cells=f"""{PUBLIC}{WORKS}{HELPS}
    Accept              wrong_status    officer
    Remind              stays           clock
    MarkSharesOverdue   stays           clock
    """,
    ),
    "accepted, with a share that is given": Scene(
        report=a_report(S.ACCEPTED, agency=SXD, shares=(replace(SHARE, contributed=HELD),)),
        with_agency=True,
        now=at(20),
        cells=f"""{PUBLIC}{WORKS}{HELPS}
    Accept              wrong_status    officer
    Remind              stays           clock
    """,
    ),
    "accepted, with a share past its date while a reply waits with the newsroom": Scene(
        report=a_report(
            S.ACCEPTED, agency=SXD, shares=(SHARE,), held=HELD, held_official=True, held_at=at(19)
        ),
        with_agency=True,
        now=at(20),
        cells=f"""{PUBLIC}{WORKS}{HELPS}
    Accept              wrong_status    officer
    ReleaseReply        answered        newsroom
    SendBackReply       stays           newsroom
    """,
    ),
    "routed, with a share": Scene(
        report=a_report(S.ROUTED, agency=SXD, shares=(SHARE,)),
        with_agency=True,
        cells=f"""{PUBLIC}{TAKES_IT_UP}{HELPS}
    InterimReply        wrong_status    officer
    DraftReply          wrong_status    officer
    HoldReply           wrong_status    officer signer
    SignReply           wrong_status    signer
    """,
    ),
    "reopened, with a share": Scene(
        report=a_report(S.REOPENED, agency=SXD, shares=(SHARE,)),
        with_agency=True,
        cells=f"""{PUBLIC}{HANDS_IN}{REOPENED}{HELPS}
    Return              wrong_status    officer
    """,
    ),
    "praise, routed with a share": Scene(
        report=a_report(S.ROUTED, agency=SXD, shares=(Share(agency=STNMT),), kind=Kind.PRAISE, due=None),
        with_agency=True,
        cells=f"""{PUBLIC}{TAKES_IT_UP}{HELPS}{NO_CLOCK}
    Contribute          no_answer_asked officer
    MarkPressOverdue    no_answer_asked clock
    InterimReply        wrong_status    officer
    DraftReply          wrong_status    officer
    HoldReply           wrong_status    officer signer
    SignReply           wrong_status    signer
    """,
    ),
    "returned": Scene(
        report=a_report(S.RETURNED),
        cells=f"""{BACK_IN_QUEUE}
    Reroute             routed          newsroom
    Reroute             not_allowed     overseer
    """,
    ),
    "returned twice": Scene(
        report=a_report(S.RETURNED, returns=2),
        cells=f"""{BACK_IN_QUEUE}
    Reroute             oversight_decides newsroom
    Reroute             routed          overseer
    """,
    ),
    "answered": Scene(
        report=a_report(S.ANSWERED),
        with_agency=True,
        cells=f"""{PUBLIC}{MAY_PROMISE}
    MessageAgency       stays           owner officer signer
    Rate                closed          owner
    Reopen              reopened        owner
    AutoClose           not_due         clock
    """,
    ),
    "answered, and the reporter said no": Scene(
        report=a_report(S.ANSWERED, solved=False, stars=2),
        with_agency=True,
        cells=f"""{PUBLIC}{MAY_PROMISE}
    MessageAgency       stays           owner officer signer
    Rate                already_rated   owner
    Reopen              reopened        owner
    AutoClose           not_due         clock
    """,
    ),
    "answered again": Scene(
        report=a_report(S.ANSWERED, reopened=True),
        with_agency=True,
        cells=f"""{PUBLIC}{MAY_PROMISE}
    MessageAgency       stays           owner officer signer
    Rate                closed          owner
    Reopen              already_reopened owner
    AutoClose           not_due         clock
    """,
    ),
    "answered, and fifteen days of silence": Scene(
        report=a_report(S.ANSWERED),
        with_agency=True,
        now=at(25),
        cells=f"""{PUBLIC}{MAY_PROMISE}
    MessageAgency       stays           owner officer signer
    Rate                closed          owner
    Reopen              reopened        owner
    AutoClose           closed          clock
    """,
    ),
    "reopened": Scene(
        report=a_report(S.REOPENED),
        with_agency=True,
        cells=f"""{PUBLIC}{CLOCK_WAITS}{HANDS_IN}{REOPENED}""",
    ),
    "reopened, and a reply waits with the newsroom": Scene(
        report=a_report(S.REOPENED, held=HELD, held_official=True, held_at=at(9, 16)),
        with_agency=True,
        cells=f"""{PUBLIC}{CLOCK_WAITS}{HANDS_IN}{REOPENED}
    ReleaseReply        answered        newsroom
    SendBackReply       stays           newsroom
    """,
    ),
    "closed": Scene(
        report=a_report(S.CLOSED),
        with_agency=True,
        cells=f"""{PUBLIC}{PROMISED_NOTHING}
    Rate                already_rated   owner
    """,
    ),
    "closed in silence": Scene(
        report=a_report(S.CLOSED, solved=None, stars=None, closed_because=ClosedBecause.SILENT),
        with_agency=True,
        cells=f"""{PUBLIC}{PROMISED_NOTHING}
    Rate                stays           owner
    """,
    ),
    "praise, closed": Scene(
        report=a_report(
            S.CLOSED,
            kind=Kind.PRAISE,
            due=None,
            reply=None,
            answered_at=None,
            solved=None,
            stars=None,
            closed_because=ClosedBecause.ACKNOWLEDGED,
        ),
        with_agency=True,
        cells=f"""{PUBLIC}{PROMISED_NOTHING}
    Rate                no_reply        owner
    """,
    ),
    "answered, and something is promised": Scene(
        report=a_report(S.ANSWERED, promises=(PROMISE,)),
        with_agency=True,
        cells=f"""{PUBLIC}{MAY_PROMISE}{ANSWERED}
    MovePromise         stays           officer signer
    ReportPromise       stays           officer signer
    """,
    ),
    "answered, and its day was moved once": Scene(
        report=a_report(S.ANSWERED, promises=(replace(PROMISE, first_by=at(20), reason=HELD),)),
        with_agency=True,
        cells=f"""{PUBLIC}{MAY_PROMISE}{ANSWERED}
    MovePromise         already_moved   officer signer
    ReportPromise       stays           officer signer
    """,
    ),
    "closed, and the day of a promise has passed": Scene(
        report=a_report(S.CLOSED, promises=(PROMISE,)),
        with_agency=True,
        now=at(1, month=12),
        cells=f"""{PUBLIC}
    Rate                already_rated   owner
    AskPromise          stays           clock
    MovePromise         bad_promise_day officer signer
    ReportPromise       stays           officer signer
    AnswerPromise       not_asked       owner
    """,
    ),
    "closed, and the reporter is asked whether it was kept": Scene(
        report=a_report(S.CLOSED, promises=(replace(PROMISE, asked_at=at(1, month=12)),)),
        with_agency=True,
        now=at(2, month=12),
        cells=f"""{PUBLIC}{PROMISED_NOTHING}
    Rate                already_rated   owner
    AnswerPromise       stays           owner
    """,
    ),
    "answered, and as much promised as one report may carry": Scene(
        report=a_report(S.ANSWERED, promises=(replace(PROMISE, asked_at=at(9), kept=True),) * MOST),
        with_agency=True,
        cells=f"""{PUBLIC}{PROMISED_NOTHING}{ANSWERED}
    MakePromise         too_many_promises officer signer
    """,
    ),
    "withdrawn": Scene(
        report=a_report(S.WITHDRAWN),
        with_agency=True,
        cells=f"""{NOTE}
    DeclineReply        stays           newsroom
    """,
    ),
}
OWNERS = ("citizen", "guest")
# A page may offer these: whether it is the day for it turns out when the command comes.
MATTERS_OF_DATE = {"not_due", "bad_promise_day", "too_late", "grant_runs", "grant_lapsed"}
# Which kind of reply it is turns out when the command comes, too.
OTHER_KIND = {("HoldReply", "officer"), ("HoldReply", "signer")}
COMMANDS = {command.__name__: command for command in every_command()}


def _names(words: str, owner: str) -> Iterator[str]:
    for word in words.split():
        yield from GROUPS.get(word, owner if word == "owner" else word).split()


def _of(report: Report, owner: str) -> Report:
    if owner == "guest":
        return replace(report, code=GUEST_CODE, reporter=None)
    return replace(report, code=CODE, reporter=CITIZEN.user)


def _expected(scene: Scene, owner: str) -> dict[tuple[str, str], str]:
    cells = {(command, who): "not_allowed" for command in COMMANDS for who in CAST}
    for line in EVER.strip().splitlines():
        commands, people = line.split(":")
        for who in _names(people, owner):
            if _may_ever(scene, who, people):
                cells.update({(command, who): "wrong_status" for command in commands.split()})
    for line in filter(str.strip, scene.cells.splitlines()):
        command, outcome, people = line.split(maxsplit=2)
        for who in _names(people, owner):
            if scene.with_agency or who not in ("officer", "signer"):
                cells[command, who] = outcome
    return cells


def _may_ever(scene: Scene, who: str, people: str) -> bool:
    if scene.is_sealed and who not in ("citizen", "guest", "clock"):
        return "talkers" in people.split()
    return scene.with_agency or who not in ("officer", "signer")


def _outcome(report: Report, command: str, who: str, now: datetime) -> str:
    try:
        later = after(report, a_command(COMMANDS[command]), by=CAST[who], now=now)
    except Refused as refused:
        return refused.why.value
    return "stays" if later.status is report.status else later.status.value


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("name", SCENES)
def test_everybody_can_do_what_the_table_says_and_nothing_else(name: str, owner: str) -> None:
    scene = SCENES[name]
    report = _of(scene.report, owner)
    found = {(c, who): _outcome(report, c, who, scene.now) for c in COMMANDS for who in CAST}
    wrong = {
        cell: f"expected {outcome}, found {found[cell]}"
        for cell, outcome in _expected(scene, owner).items()
        if found[cell] != outcome
    }
    assert not wrong


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("name", SCENES)
def test_a_page_offers_exactly_what_would_not_be_refused(name: str, owner: str) -> None:
    scene = SCENES[name]
    report = _of(scene.report, owner)
    refusals = {why.value for why in Why} - MATTERS_OF_DATE
    expected = _expected(scene, owner)
    for who, actor in CAST.items():
        offered = {command.__name__ for command in allowed(report, actor=actor)}
        other_kind = OTHER_KIND if report.agency == SXD else OTHER_KIND - {("HoldReply", "signer")}
        assert {c for c in offered if (c, who) not in other_kind} == {
            c for c in COMMANDS if expected[c, who] not in refusals
        }, who


def test_the_scenes_show_every_status_and_every_command_carried_out() -> None:
    assert {scene.report.status for scene in SCENES.values()} == set(Status)
    refusals = {why.value for why in Why}
    done = {
        command
        for scene in SCENES.values()
        for (command, _), outcome in _expected(scene, "citizen").items()
        if outcome not in refusals
    }
    assert done == set(COMMANDS)
    # The deadline that the scenes count from.
    assert TERMS.days_left(DUE, NOW) == 10


def test_where_a_rule_says_that_it_leads_it_leads() -> None:
    for name, scene in SCENES.items():
        for (command, who), outcome in _expected(scene, "citizen").items():
            rule = RULES.get((scene.report.status, COMMANDS[command]))
            report = _of(scene.report, "citizen")
            if outcome == "stays":
                assert rule, name
                assert not rule.to or report.status in rule.to, (name, command)
            elif outcome in set(Status):
                assert rule, name
                assert Status(outcome) in rule.to, (name, command)
            else:
                with pytest.raises(Refused):
                    decide(report, a_command(COMMANDS[command]), actor=CAST[who], now=scene.now, terms=TERMS)


def test_every_rule_is_walked_by_a_scene() -> None:
    refusals = {why.value for why in Why}
    walked = {
        (scene.report.status, COMMANDS[command])
        for scene in SCENES.values()
        for (command, _), outcome in _expected(scene, "citizen").items()
        if outcome not in refusals
    }
    # Of these a scene in one status speaks for the others: the clock runs alike in all of them.
    for_all = {"Remind", "MarkOverdue", "Escalate", "GrantExtension", "Release", "FreeClaim", "Restore"}
    for_all |= {"AskPromise", "MovePromise", "ReportPromise", "AnswerPromise"}
    for_all |= {"RemindShares", "MarkSharesOverdue", "MarkPressOverdue", "DecideIdentity", "OpenIdentity"}
    assert {command.__name__ for _, command in set(RULES) - walked} <= for_all
