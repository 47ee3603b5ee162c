"""What each command brings about once nothing stands in its way."""

from __future__ import annotations

from datetime import datetime

from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain import share_clocks, shares
from casework.domain.calendar import end_of_day
from casework.domain.checks import Case
from casework.domain.effect import EFFECTS as EFFECTS
from casework.domain.effect import effect_of
from casework.domain.policy import owns, parts_of
from casework.domain.shares import Asked
from casework.domain.values import ClosedBecause, Part, Status


@effect_of(do.Confirm)
def _confirm(case: Case, _: do.Confirm) -> ev.Event:
    return ev.Confirmed(first_look_due=case.terms.first_look_due(case.now))


@effect_of(do.SupplyInfo)
def _supply_info(case: Case, command: do.SupplyInfo) -> ev.Event:
    return ev.InfoSupplied(post=command.post, first_look_due=case.terms.first_look_due(case.now))


@effect_of(do.Withdraw)
def _withdraw(_: Case, command: do.Withdraw) -> ev.Event:
    return ev.Withdrawn(post=command.post)


@effect_of(do.Appeal)
def _appeal(_: Case, command: do.Appeal) -> ev.Event:
    return ev.Appealed(post=command.post)


@effect_of(do.Rate)
def _rate(case: Case, command: do.Rate) -> tuple[ev.Event, ...]:
    rated = ev.Rated(post=command.post, solved=command.solved, stars=command.stars)
    if case.report.status is Status.CLOSED:
        return (rated,)
    if command.solved:
        return rated, ev.Closed(because=ClosedBecause.SATISFIED)
    if case.report.reopened:
        return rated, ev.Closed(because=ClosedBecause.UNSATISFIED)
    return (rated,)


@effect_of(do.Reopen)
def _reopen(case: Case, command: do.Reopen) -> ev.Event:
    due = case.terms.answer_due(case.report.kind, case.now)
    assert due is not None, "only an answered report is reopened, and praise is never answered"
    return ev.Reopened(post=command.post, due=due, shares=share_clocks.renewed(case, due))


@effect_of(do.Claim)
def _claim(case: Case, _: do.Claim) -> ev.Event:
    assert case.actor.user is not None, "a moderator is signed in"
    return ev.Claimed(moderator=case.actor.user)


@effect_of(do.Release)
def _release(_: Case, __: do.Release) -> ev.Event:
    return ev.Released()


@effect_of(do.FreeClaim)
def _free_claim(_: Case, __: do.FreeClaim) -> ev.Event:
    return ev.Released()


@effect_of(do.HandOver)
def _hand_over(_: Case, command: do.HandOver) -> ev.Event:
    return ev.HandedOver(outlet=command.outlet)


@effect_of(do.Edit)
def _edit(_: Case, command: do.Edit) -> ev.Event:
    return ev.Edited(revision=command.revision, field=command.field, area=command.area, task=command.task)


@effect_of(do.Redact)
def _redact(_: Case, command: do.Redact) -> ev.Event:
    return ev.Redacted(revision=command.revision)


@effect_of(do.AskInfo)
def _ask_info(_: Case, command: do.AskInfo) -> ev.Event:
    return ev.InfoAsked(post=command.post)


@effect_of(do.Decline)
def _decline(_: Case, command: do.Decline) -> ev.Event:
    return ev.Declined(post=command.post, reason=command.reason)


@effect_of(do.PassToInspectorate)
def _pass_to_inspectorate(_: Case, __: do.PassToInspectorate) -> ev.Event:
    return ev.PassedToInspectorate()


@effect_of(do.Merge)
def _merge(_: Case, command: do.Merge) -> ev.Event:
    return ev.Merged(into=command.into)


@effect_of(do.Unmerge)
def _unmerge(case: Case, command: do.Unmerge) -> ev.Event:
    report = case.report
    assert report.merged_into is not None, "a merged report tells into which"
    status = report.merged_as or Status.SUBMITTED
    due = case.terms.first_look_due(case.now) if status is Status.SUBMITTED else None
    return ev.Unmerged(post=command.post, was=report.merged_into, status=status, first_look_due=due)


@effect_of(do.ApproveAndRoute)
def _approve_and_route(case: Case, command: do.ApproveAndRoute) -> ev.Event:
    due = case.terms.answer_due(case.report.kind, case.now)
    return ev.Routed(
        post=command.post,
        agency=command.agency,
        co_agencies=command.co_agencies,
        public=case.report.publish and not command.restrict,
        due=due,
        accept_due=case.terms.accept_due(case.now),
        share_due=share_clocks.started(case, due),
        asked=_asked(command),
    )


@effect_of(do.Reroute)
def _reroute(case: Case, command: do.Reroute) -> ev.Event:
    due = _resumed(case)
    return ev.Rerouted(
        post=command.post,
        agency=command.agency,
        co_agencies=command.co_agencies,
        due=due,
        accept_due=case.terms.accept_due(case.now),
        share_due=share_clocks.started(case, due),
        asked=_asked(command),
    )


def _asked(command: do.ApproveAndRoute | do.Reroute) -> tuple[Asked, ...]:
    return tuple(
        Asked(agency=one.agency, post=one.post) for one in command.asked if one.agency in command.co_agencies
    )


def _days_left(case: Case) -> int | None:
    due = case.report.due
    return None if due is None else case.terms.days_left(due, case.now)


def _resumed(case: Case) -> datetime | None:
    """The clock goes on where it stopped: it is not reset, and nobody receives a case already late."""
    left = case.report.days_left
    return None if left is None else case.terms.calendar.deadline(case.now, max(left, 1))


@effect_of(do.Remove)
def _remove(case: Case, command: do.Remove) -> ev.Event:
    runs = case.report.is_with_agency
    return ev.Removed(
        post=command.post,
        reason=command.reason,
        days_left=_days_left(case) if runs else None,
        shares=share_clocks.stopped(case) if runs else (),
    )


@effect_of(do.Restore)
def _restore(case: Case, _: do.Restore) -> ev.Event:
    due = _resumed(case) if case.report.is_with_agency else None
    return ev.Restored(due=due, shares=share_clocks.resumed(case, due) if due else ())


@effect_of(do.DecideAppeal)
def _decide_appeal(case: Case, command: do.DecideAppeal) -> ev.Event:
    due = case.terms.first_look_due(case.now) if command.upheld else None
    return ev.AppealDecided(post=command.post, upheld=command.upheld, first_look_due=due)


@effect_of(do.GrantExtension)
def _grant_extension(case: Case, command: do.GrantExtension) -> ev.Event:
    due = case.report.extension_asked if command.granted else None
    moved = share_clocks.extended(case, due)
    return ev.ExtensionDecided(post=command.post, granted=command.granted, due=due, shares=moved)


@effect_of(do.AddNewsroomNote)
def _newsroom_note(_: Case, command: do.AddNewsroomNote) -> ev.Event:
    return ev.NewsroomNoteAdded(post=command.post)


@effect_of(do.ReviewComment)
def _review_comment(_: Case, command: do.ReviewComment) -> ev.Event:
    return ev.CommentReviewed(post=command.comment, shown=command.show)


@effect_of(do.Accept)
def _accept(case: Case, _: do.Accept) -> tuple[ev.Event, ...]:
    if case.report.asks_for_an_answer:
        return (ev.Accepted(),)
    return ev.Accepted(), ev.Closed(because=ClosedBecause.ACKNOWLEDGED)


@effect_of(do.Return)
def _return(case: Case, command: do.Return) -> ev.Event:
    return ev.Returned(
        post=command.post, reason=command.reason, proposed=command.proposed, days_left=_days_left(case)
    )


@effect_of(do.RequestExtension)
def _request_extension(case: Case, command: do.RequestExtension) -> ev.Event:
    day = case.terms.calendar.next_working_day(command.until)
    return ev.ExtensionRequested(post=command.post, until=end_of_day(day))


@effect_of(do.InterimReply)
def _interim_reply(_: Case, command: do.InterimReply) -> ev.Event:
    return ev.InterimReplied(post=command.post)


@effect_of(do.DraftReply)
def _draft_reply(_: Case, command: do.DraftReply) -> ev.Event:
    return ev.ReplyDrafted(post=command.post)


@effect_of(do.SignReply)
def _sign_reply(case: Case, command: do.SignReply) -> ev.Event:
    return ev.ReplySigned(
        post=command.post,
        in_time=not case.report.is_past_due(case.now),
        close_due=case.terms.close_due(case.now),
        contributors=shares.contributors(case.report.shares),
    )


@effect_of(do.AddAgencyNote)
def _agency_note(_: Case, command: do.AddAgencyNote) -> ev.Event:
    return ev.AgencyNoteAdded(post=command.post)


@effect_of(do.Comment)
def _comment(_: Case, command: do.Comment) -> ev.Event:
    return ev.CommentPublished(post=command.post) if command.at_once else ev.CommentPosted(post=command.post)


@effect_of(do.SetCommentAside)
def _set_comment_aside(_: Case, command: do.SetCommentAside) -> ev.Event:
    return ev.CommentSetAside(post=command.comment)


@effect_of(do.SettleFlags)
def _settle_flags(_: Case, command: do.SettleFlags) -> ev.Event:
    return ev.FlagsSettled(upheld=command.upheld)


@effect_of(do.HoldReply)
def _hold_reply(_: Case, command: do.HoldReply) -> ev.Event:
    return ev.ReplyHeld(post=command.post, official=command.official)


@effect_of(do.ReleaseReply)
def _release_reply(case: Case, _: do.ReleaseReply) -> ev.Event:
    report = case.report
    assert report.held is not None and report.held_at is not None, "checked: a reply is held"
    if not report.held_official:
        return ev.InterimReplied(post=report.held)
    # What the newsroom took to look at it is not the agency's delay.
    held = report.held_at
    by_then = (one for one in report.shares if one.contributed_at is None or one.contributed_at <= held)
    return ev.ReplySigned(
        post=report.held,
        in_time=not report.is_past_due(held),
        close_due=case.terms.close_due(case.now),
        contributors=shares.contributors(by_then),
    )


@effect_of(do.SendBackReply)
def _send_back_reply(case: Case, command: do.SendBackReply) -> ev.Event:
    due = _without_the_wait(case)
    return ev.ReplySentBack(post=command.post, due=due, shares=share_clocks.without_the_wait(case, due))


def _without_the_wait(case: Case) -> datetime | None:
    """The deadline as many working days away as it was when the reply came; None when it stays as it is."""
    report = case.report
    if not report.held_official or report.due is None or report.held_at is None:
        return None
    if report.is_past_due(report.held_at):
        return None
    left = case.terms.days_left(report.due, report.held_at)
    return case.terms.calendar.deadline(case.now, max(left, 1))


@effect_of(do.RedactPicture)
def _redact_picture(_: Case, command: do.RedactPicture) -> ev.Event:
    return ev.PictureRedacted(attachment=command.attachment, replacement=command.replacement)


@effect_of(do.MessageNewsroom)
def _message_newsroom(case: Case, command: do.MessageNewsroom) -> ev.Event:
    return ev.NewsroomMessaged(post=command.post, by_reporter=owns(case.actor, case.report))


@effect_of(do.MessageAgency)
def _message_agency(case: Case, command: do.MessageAgency) -> ev.Event:
    return ev.AgencyMessaged(post=command.post, by_reporter=owns(case.actor, case.report))


@effect_of(do.AskIdentity)
def _ask_identity(case: Case, command: do.AskIdentity) -> ev.Event:
    assert case.actor.user is not None, "moderators and overseers are signed in"
    parts = parts_of(case.actor, case.report)
    part = Part.MODERATOR if Part.MODERATOR in parts else Part.OVERSEER
    return ev.IdentityAsked(post=command.post, by=case.actor.user, part=part)


@effect_of(do.DecideIdentity)
def _decide_identity(_: Case, command: do.DecideIdentity) -> ev.Event:
    return ev.IdentityDecided(granted=command.granted)


@effect_of(do.OpenIdentity)
def _open_identity(case: Case, _: do.OpenIdentity) -> ev.Event:
    assert case.actor.user is not None, "checked: it was granted to them"
    return ev.IdentityOpened(by=case.actor.user)


@effect_of(do.EraseContact)
def _erase_contact(_: Case, __: do.EraseContact) -> ev.Event:
    return ev.ContactErased()


@effect_of(do.Remind)
def _remind(_: Case, __: do.Remind) -> ev.Event:
    return ev.Reminded()


@effect_of(do.MarkOverdue)
def _mark_overdue(_: Case, __: do.MarkOverdue) -> ev.Event:
    return ev.MarkedOverdue()


@effect_of(do.Escalate)
def _escalate(case: Case, _: do.Escalate) -> ev.Event:
    return ev.Escalated(level=case.report.escalation + 1)


@effect_of(do.MarkPressOverdue)
def _mark_press_overdue(_: Case, __: do.MarkPressOverdue) -> ev.Event:
    return ev.MarkedPressOverdue()


@effect_of(do.RecordPressLetter)
def _record_press_letter(_: Case, command: do.RecordPressLetter) -> ev.Event:
    return ev.PressLetterSent(number=command.number, sent_on=end_of_day(command.sent_on), to=command.to)


@effect_of(do.AutoClose)
def _auto_close(case: Case, _: do.AutoClose) -> ev.Event:
    silent = case.report.solved is None
    return ev.Closed(because=ClosedBecause.SILENT if silent else ClosedBecause.UNSATISFIED)


@effect_of(do.Purge)
def _purge(_: Case, __: do.Purge) -> ev.Event:
    return ev.Purged()


@effect_of(do.Succeed)
def _succeed(case: Case, command: do.Succeed) -> ev.Event:
    assert case.report.agency is not None, "what is with an agency has one"
    return ev.Succeeded(
        was=case.report.agency,
        agency=command.agency,
        co_agencies=command.co_agencies,
        passed=command.passed,
    )


@effect_of(do.SucceedOutlet)
def _succeed_outlet(case: Case, command: do.SucceedOutlet) -> ev.Event:
    return ev.OutletSucceeded(was=case.report.outlet, outlet=command.outlet)
