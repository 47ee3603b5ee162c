"""The life of a report as a table: what may be done in which status, by whom, and where it leads.

The diagram in docs/lifecycle.md and the matrix of the tests are made from `RULES`. `decide` is the only
place with meaning; what the commands bring about is in `effects`, what may stand in the way in `checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from casework.domain import checks as c
from casework.domain import checks_promises as p
from casework.domain import checks_shares as s
from casework.domain import commands as do
from casework.domain import effects_promises as effects_promises  # so that its effects are registered
from casework.domain import effects_redress as effects_redress  # likewise
from casework.domain import effects_shares as effects_shares  # because of the same
from casework.domain.clocks import Terms
from casework.domain.effects import EFFECTS
from casework.domain.events import Event
from casework.domain.policy import Actor, parts_of
from casework.domain.refusals import Refused, Why
from casework.domain.report import IN_NEWSROOM, PUBLIC_STATUSES, WITH_AGENCY, Report
from casework.domain.values import Part, Status

S = Status
OWNER, MODERATOR, OFFICER, SIGNER = Part.OWNER, Part.MODERATOR, Part.OFFICER, Part.SIGNER
OVERSEER, CITIZEN, CLOCK = Part.OVERSEER, Part.CITIZEN, Part.CLOCK


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One cell of the table. `to` are the statuses that may follow; empty means that it stays."""

    by: frozenset[Part]
    to: tuple[Status, ...] = ()
    needs: tuple[c.Check, ...] = ()
    unless: tuple[c.Check, ...] = ()


@dataclass(frozen=True)
class _Row:
    """One line of the table as it is written: a command, the statuses it is for, the rule."""

    command: type[do.Command]
    statuses: frozenset[Status]
    by: tuple[Part, ...]
    to: tuple[Status, ...] = ()
    needs: tuple[c.Check, ...] = ()
    unless: tuple[c.Check, ...] = ()


def _in(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


_CONFIRMED = frozenset(Status) - {S.UNCONFIRMED}
_WAITING = IN_NEWSROOM | {S.DECLINED}  # a declined one may hold an appeal
_PROMISED = _in(S.ACCEPTED, S.ANSWERED, S.REOPENED, S.CLOSED)  # a reply may have promised something
_NOT_OWN = (c.own_report,)
_WORDS = (c.says_something,)
_LEAD = (c.by_lead,)  # the lead answers for the whole; who helps comments and tells what is under way
_REPLY = (c.asks_for_an_answer, c.says_something)
_HELD = (c.reply_held,)
_HANDED_IN = (c.reply_waits_in_time,)

_TABLE: tuple[_Row, ...] = (
    # the reporter
    _Row(do.Confirm, _in(S.UNCONFIRMED), (OWNER,), to=(S.SUBMITTED,)),
    _Row(do.SupplyInfo, _in(S.NEEDS_INFO), (OWNER,), to=(S.SUBMITTED,), needs=_WORDS),
    _Row(
        do.Withdraw,
        IN_NEWSROOM | WITH_AGENCY | {S.UNCONFIRMED},
        (OWNER,),
        to=(S.WITHDRAWN,),
    ),
    # Else the newsroom would look again at what nobody asks for any more.
    _Row(do.Withdraw, _in(S.DECLINED), (OWNER,), to=(S.WITHDRAWN,), needs=(c.appeal_pending,)),
    _Row(do.Appeal, _in(S.DECLINED), (OWNER,), needs=_WORDS, unless=(c.passed_on, c.already_appealed)),
    _Row(
        do.Rate,
        _in(S.ANSWERED),
        (OWNER,),
        to=(S.ANSWERED, S.CLOSED),
        needs=(c.one_to_five_stars,),
        unless=(c.already_rated,),
    ),
    _Row(
        do.Rate, _in(S.CLOSED), (OWNER,), needs=(c.has_reply, c.one_to_five_stars), unless=(c.already_rated,)
    ),
    _Row(do.Reopen, _in(S.ANSWERED), (OWNER,), to=(S.REOPENED,), needs=_WORDS, unless=(c.already_reopened,)),
    # While it is submitted its reporter may still mend it; later only the newsroom edits.
    _Row(do.Edit, _in(S.SUBMITTED), (OWNER, MODERATOR)),
    # the newsroom
    _Row(do.Claim, IN_NEWSROOM, (MODERATOR,), unless=(c.own_report, c.claimed_by_other)),
    _Row(
        do.Claim,
        _in(S.DECLINED),
        (MODERATOR,),
        needs=(c.appeal_pending,),
        unless=(c.own_report, c.who_declined, c.claimed_by_other),
    ),
    _Row(do.Release, _WAITING, (MODERATOR,), needs=(c.claimed,)),
    _Row(do.HandOver, _in(S.SUBMITTED, S.RETURNED), (MODERATOR,), unless=(c.own_report, c.same_outlet)),
    _Row(do.Edit, IN_NEWSROOM - {S.SUBMITTED} | PUBLIC_STATUSES, (MODERATOR,), unless=_NOT_OWN),
    _Row(do.Redact, IN_NEWSROOM | PUBLIC_STATUSES, (MODERATOR,), unless=_NOT_OWN),
    _Row(do.AskInfo, _in(S.SUBMITTED), (MODERATOR,), to=(S.NEEDS_INFO,), needs=_WORDS, unless=_NOT_OWN),
    _Row(
        do.Decline,
        _in(S.SUBMITTED, S.NEEDS_INFO),
        (MODERATOR,),
        to=(S.DECLINED,),
        needs=_WORDS,
        unless=_NOT_OWN,
    ),
    _Row(
        do.PassToInspectorate,
        _in(S.SUBMITTED, S.NEEDS_INFO, S.DECLINED),
        (MODERATOR,),
        to=(S.DECLINED,),
        unless=_NOT_OWN,
    ),
    _Row(do.Merge, IN_NEWSROOM, (MODERATOR,), to=(S.MERGED,), unless=(c.own_report, c.into_itself)),
    _Row(
        do.Unmerge,
        _in(S.MERGED),
        (MODERATOR,),
        to=(S.SUBMITTED, S.NEEDS_INFO, S.RETURNED),
        needs=_WORDS,
        unless=_NOT_OWN,
    ),
    _Row(
        do.ApproveAndRoute,
        _in(S.SUBMITTED, S.NEEDS_INFO),
        (MODERATOR,),
        to=(S.ROUTED,),
        unless=(c.own_report, c.lead_twice, s.helper_twice),
    ),
    _Row(
        do.Reroute,
        _in(S.RETURNED),
        (MODERATOR, OVERSEER),
        to=(S.ROUTED,),
        needs=(c.newsrooms_turn, c.oversights_turn),
        unless=(c.own_report, c.lead_twice, s.helper_twice),
    ),
    _Row(do.Remove, PUBLIC_STATUSES, (MODERATOR,), needs=(c.published, c.says_something), unless=_NOT_OWN),
    _Row(do.Restore, PUBLIC_STATUSES, (MODERATOR,), needs=(c.removed,), unless=_NOT_OWN),
    _Row(
        do.DecideAppeal,
        _in(S.DECLINED),
        (MODERATOR,),
        to=(S.SUBMITTED, S.DECLINED),
        needs=(c.appeal_pending, c.says_something),
        unless=(c.own_report, c.who_declined),
    ),
    _Row(
        do.GrantExtension,
        WITH_AGENCY,
        (MODERATOR,),
        needs=(c.extension_asked, c.refusal_says_why),
        unless=_NOT_OWN,
    ),
    _Row(do.Correct, PUBLIC_STATUSES, (MODERATOR,), needs=(c.published, c.says_something), unless=_NOT_OWN),
    # The right of reply: taken in once the address is proven, and decided whatever has become of the report.
    _Row(do.TakeReplyRequest, PUBLIC_STATUSES, (CLOCK,), needs=(c.published,)),
    _Row(do.PublishReply, PUBLIC_STATUSES, (MODERATOR,), needs=(c.published,), unless=_NOT_OWN),
    _Row(do.DeclineReply, PUBLIC_STATUSES | {S.MERGED, S.WITHDRAWN}, (MODERATOR,), unless=_NOT_OWN),
    _Row(do.RedactPicture, IN_NEWSROOM | PUBLIC_STATUSES, (MODERATOR,), unless=_NOT_OWN),
    _Row(
        do.ReleaseReply,
        _in(S.ACCEPTED),
        (MODERATOR,),
        to=(S.ACCEPTED, S.ANSWERED),
        needs=_HELD,
        unless=_NOT_OWN,
    ),
    _Row(
        do.ReleaseReply,
        _in(S.REOPENED),
        (MODERATOR,),
        to=(S.REOPENED, S.ANSWERED),
        needs=_HELD,
        unless=_NOT_OWN,
    ),
    _Row(do.SendBackReply, _in(S.ACCEPTED, S.REOPENED), (MODERATOR,), needs=_HELD + _WORDS, unless=_NOT_OWN),
    _Row(
        do.RecordPressLetter,
        _in(S.ROUTED, S.ACCEPTED),
        (MODERATOR,),
        needs=(c.press_overdue, c.letter_number, c.letter_day),
        unless=(c.own_report, c.taken_down, c.press_letter_sent),
    ),
    _Row(do.AddNewsroomNote, _CONFIRMED, (MODERATOR,), needs=_WORDS),
    _Row(do.ReviewComment, PUBLIC_STATUSES, (MODERATOR,)),
    _Row(do.SettleFlags, PUBLIC_STATUSES, (MODERATOR,), unless=_NOT_OWN),
    # the agency
    _Row(do.Accept, _in(S.ROUTED), (OFFICER,), to=(S.ACCEPTED, S.CLOSED), needs=_LEAD),  # praise closes
    _Row(do.Accept, _in(S.REOPENED), (OFFICER,), to=(S.ACCEPTED,), needs=_LEAD),
    _Row(do.Return, _in(S.ROUTED, S.ACCEPTED), (OFFICER,), to=(S.RETURNED,), needs=_LEAD + _WORDS),
    _Row(
        do.RequestExtension,
        WITH_AGENCY,
        (OFFICER,),
        needs=(c.by_lead, c.has_deadline, c.in_time, c.later_date, c.within_limit, c.says_something),
        unless=(c.already_extended,),
    ),
    _Row(do.InterimReply, _in(S.ACCEPTED, S.REOPENED), (OFFICER,), needs=_REPLY),
    _Row(do.DraftReply, _in(S.ACCEPTED, S.REOPENED), (OFFICER,), needs=_REPLY),
    _Row(do.SignReply, _in(S.ACCEPTED, S.REOPENED), (SIGNER,), to=(S.ANSWERED,), needs=_LEAD + _REPLY),
    _Row(do.HoldReply, _in(S.ACCEPTED, S.REOPENED), (OFFICER, SIGNER), needs=(c.may_hand_over, *_REPLY)),
    _Row(do.AddAgencyNote, PUBLIC_STATUSES - {S.RETURNED}, (OFFICER, SIGNER), needs=_WORDS),
    # Each agency beside the lead has its share and a clock, which stands still when the lead's does.
    _Row(do.Contribute, WITH_AGENCY, (OFFICER,), needs=(s.has_share, *_REPLY)),
    # What a reply promises: the agency says it, the reporter whether it was kept.
    _Row(
        do.MakePromise,
        _in(S.ANSWERED),
        (OFFICER, SIGNER),
        needs=(c.by_lead, c.says_something, p.day_to_come),
        unless=(p.enough_promised,),
    ),
    _Row(
        do.MovePromise,
        _PROMISED,
        (OFFICER, SIGNER),
        needs=(p.waits, c.says_something, p.day_to_come),
        unless=(p.already_moved,),
    ),
    _Row(do.ReportPromise, _PROMISED, (OFFICER, SIGNER), needs=(p.waits,)),
    _Row(do.AnswerPromise, _PROMISED, (OWNER,), needs=(p.asked,)),
    # between the reporter and who handles it
    _Row(do.MessageNewsroom, _CONFIRMED, (OWNER, MODERATOR), needs=_WORDS, unless=(c.passed_on,)),
    _Row(
        do.MessageAgency,
        WITH_AGENCY | {S.ANSWERED},
        (OWNER, OFFICER, SIGNER),
        needs=_WORDS,
        unless=(c.taken_down,),
    ),
    _Row(
        do.AskIdentity,
        _CONFIRMED,
        (MODERATOR, OVERSEER),
        needs=_WORDS,
        unless=(c.own_report, c.knows_already, c.contact_erased, c.identity_asked, c.grant_runs),
    ),
    _Row(
        do.DecideIdentity,
        _CONFIRMED,
        (MODERATOR, OVERSEER),
        needs=(c.identity_undecided, c.other_house),
        unless=_NOT_OWN,
    ),
    _Row(do.OpenIdentity, _CONFIRMED, (MODERATOR, OVERSEER), needs=(c.granted_to_them, c.grant_lasts)),
    _Row(do.EraseContact, frozenset(Status), (OWNER, CLOCK), unless=(c.contact_erased,)),
    # anybody signed in
    _Row(do.Comment, PUBLIC_STATUSES, (CITIZEN,), needs=(c.published, c.says_something)),
    # the clock
    # The agency has done its part while the newsroom looks at its reply.
    _Row(do.Remind, WITH_AGENCY, (CLOCK,), needs=(c.has_deadline, c.reminder_due), unless=_HANDED_IN),
    _Row(do.MarkOverdue, WITH_AGENCY, (CLOCK,), needs=(c.has_deadline, c.past_due), unless=_HANDED_IN),
    _Row(do.RemindShares, WITH_AGENCY, (CLOCK,), needs=(s.share_near,), unless=_HANDED_IN),
    _Row(do.MarkSharesOverdue, WITH_AGENCY, (CLOCK,), needs=(s.share_late,), unless=_HANDED_IN),
    _Row(do.Escalate, WITH_AGENCY, (CLOCK,), needs=(c.has_deadline, c.escalation_due), unless=_HANDED_IN),
    # An extension is between agency and reporter; the press waits as long as its law says.
    _Row(
        do.MarkPressOverdue,
        _in(S.ROUTED, S.ACCEPTED),
        (CLOCK,),
        needs=(c.asks_for_an_answer, c.press_term_over),
        unless=(c.taken_down, c.official_reply_waits),
    ),
    _Row(do.AskPromise, _PROMISED, (CLOCK,), needs=(p.promise_due,)),
    _Row(do.AutoClose, _in(S.ANSWERED), (CLOCK,), to=(S.CLOSED,), needs=(c.verdict_time_over,)),
    _Row(do.FreeClaim, _WAITING, (CLOCK,), needs=(c.claimed, c.claim_idle)),
    _Row(do.SetCommentAside, PUBLIC_STATUSES, (CLOCK,)),
    _Row(do.Purge, _in(S.UNCONFIRMED), (CLOCK,), to=(S.WITHDRAWN,), needs=(c.purge_due,)),
    # The day of a reorganisation. What is owed moves on; what an agency has answered stays under its name.
    _Row(do.Succeed, WITH_AGENCY, (CLOCK,), unless=(c.lead_twice, s.helper_twice, c.same_agencies)),
    _Row(do.SucceedOutlet, frozenset(Status), (CLOCK,), unless=(c.same_outlet,)),
)

RULES: Mapping[tuple[Status, type[do.Command]], Rule] = MappingProxyType(
    {
        (status, row.command): Rule(by=frozenset(row.by), to=row.to, needs=row.needs, unless=row.unless)
        for row in _TABLE
        for status in sorted(row.statuses)
    }
)
_EVER_BY: Mapping[type[do.Command], frozenset[Part]] = MappingProxyType(
    {
        command: frozenset().union(*(rule.by for (_, other), rule in RULES.items() if other is command))
        for command in {row.command for row in _TABLE}
    }
)


def decide(
    report: Report, command: do.Command, *, actor: Actor, now: datetime, terms: Terms
) -> tuple[Event, ...]:
    """What comes of a command; `now` is UTC.

    Raises Refused with the reason: first whether the actor may ever do this to this report, then whether
    its status allows it, then what else stands in the way.
    """
    why = why_not(report, type(command), actor=actor)
    if why is not None:
        raise Refused(why)
    rule = RULES[report.status, type(command)]
    about = c.Case(report=report, command=command, actor=actor, now=now, terms=terms)
    for check in rule.unless:
        if check.holds(about):
            raise Refused(check.why)
    for check in rule.needs:
        if not check.holds(about):
            raise Refused(check.why)
    return EFFECTS[type(command)](about)


def why_not(report: Report, command: type[do.Command], *, actor: Actor) -> Why | None:
    """Why this is nothing for the actor, whatever else stands in the way: never theirs to do to this report,
    or not in its status; None where it is theirs."""
    parts = parts_of(actor, report)
    if not parts & _EVER_BY[command]:
        return Why.NOT_ALLOWED
    rule = RULES.get((report.status, command))
    return None if rule is not None and parts & rule.by else Why.WRONG_STATUS


def allowed(report: Report, *, actor: Actor) -> frozenset[type[do.Command]]:
    """The commands for which a page should offer this actor a way, as far as status, part and
    the report itself tell; dates and words are checked when the command comes."""
    parts = parts_of(actor, report)
    return frozenset(
        command
        for (status, command), rule in RULES.items()
        if status is report.status
        and parts & rule.by
        and not any(check.holds_for(report, actor) for check in rule.unless if check.holds_for)
        and all(check.holds_for(report, actor) for check in rule.needs if check.holds_for)
    )
