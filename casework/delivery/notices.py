"""Which notice goes to whom in what capacity, how often they may choose, and until when it is still true.

The names are also the folders of templates/email.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from casework.domain import shares
from casework.domain.report import Report
from casework.domain.values import PostState, Status, Visibility
from casework.domain.wishes import Concern, Often, Wishes
from casework.store import outbox
from casework.store.tokens import Purpose


class Notice(StrEnum):
    CONFIRM_REPORT = "confirm_report"
    RECEIVED = "received"
    NEEDS_INFO = "needs_info"
    INFO_SUPPLIED = "info_supplied"
    DECLINED = "declined"
    APPEALED = "appealed"
    APPEAL_DECIDED = "appeal_decided"
    MERGED = "merged"
    UNMERGED = "unmerged"
    MERGED_NEWS = "merged_news"  # of what theirs was merged into, to who has no account to follow it
    ROUTED = "routed"
    ASSIGNED = "assigned"
    SHARE_ASSIGNED = "share_assigned"  # to an agency beside the lead
    SHARE_REMINDED = "share_reminded"
    SHARE_OVERDUE = "share_overdue"
    CONTRIBUTED = "contributed"
    RETURNED = "returned"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION = "extension"
    EXTENSION_REFUSED = "extension_refused"
    INTERIM = "interim"
    REPLY_DRAFTED = "reply_drafted"
    ANSWERED = "answered"
    REOPENED = "reopened"
    REMINDED = "reminded"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    PRESS_OVERDUE = "press_overdue"
    PRESS_LETTER = "press_letter"
    PROMISE_ASKED = "promise_asked"
    PROMISE_MOVED = "promise_moved"
    PROMISE_KEPT = "promise_kept"
    PROMISE_MISSED = "promise_missed"
    CORRECTED = "corrected"
    REPLY_CONFIRM = "reply_confirm"  # these three to who asks for the right to reply
    REPLY_PUBLISHED = "reply_published"
    REPLY_DECLINED = "reply_declined"
    REPLY_REQUESTED = "reply_requested"
    REPLY_LATE = "reply_late"
    RIGHT_OF_REPLY = "right_of_reply"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    REMOVED = "removed"
    RESTORED = "restored"
    MESSAGE = "message"
    REPLY_HELD = "reply_held"
    REPLY_SENT_BACK = "reply_sent_back"
    IDENTITY_ASKED = "identity_asked"
    IDENTITY_DECIDED = "identity_decided"
    IDENTITY_OPENED = "identity_opened"
    SUCCEEDED = "succeeded"
    TOOK_OVER = "took_over"
    ACCOUNT_CONFIRM = "account_confirm"
    ACCOUNT_EXISTS = "account_exists"
    PASSWORD_RESET = "password_reset"
    PASSWORD_CHANGED = "password_changed"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    FACTORS_RESET = "factors_reset"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    QUEUED = "queued"
    COMMENT_WAITING = "comment_waiting"
    COMMENT_REVIEWED = "comment_reviewed"
    EDITED = "edited"
    ACCEPTED = "accepted"
    RATED = "rated"
    NEW_REPORT = "new_report"
    NEW_REPLY = "new_reply"
    FOUND = "found"  # by a search; goes out with a letter that gathers only
    WEBHOOK_FAILED = "webhook_failed"  # to who answers for an endpoint
    WEBHOOK_STOPPED = "webhook_stopped"
    SEALED_NEWS = "sealed_news"
    SEALED_DUE = "sealed_due"
    PASSED_ON = "passed_on"
    PRESS_ASKED = "press_asked"
    PRESS_GRANTED = "press_granted"
    PRESS_REFUSED = "press_refused"
    PRESS_ENDED = "press_ended"
    STORY_WAITING = "story_waiting"
    STORY_SHOWN = "story_shown"  # these two to who linked it
    STORY_DECLINED = "story_declined"
    CONTACT_REQUESTED = "contact_requested"
    CONTACT_FORWARDED = "contact_forwarded"
    CONTACT_GIVEN = "contact_given"
    CONTACT_CLOSED = "contact_closed"
    DIGEST = outbox.DIGEST
    ACCOUNT_ERASED = "account_erased"


class Capacity(StrEnum):
    """As what somebody is written to."""

    OWNER = "owner"
    FOLLOWER = "follower"
    WATCHER = "watcher"  # who follows its agency, field, area or outlet
    SEARCHER = "searcher"  # who follows a search that finds it
    COMMENTER = "commenter"  # who wrote the comment that it is about
    AUTHOR = "author"  # who linked the story that it is about
    NEWSROOM = "newsroom"
    QUEUE = "queue"  # a newsroom too, told of what comes in
    OFFICE = "office"  # officers and signers of an agency that has it
    HELPER = "helper"  # the same of one beside the lead
    SIGNER = "signer"
    ABOVE = "above"  # the agency over the one that has it
    OVERSIGHT = "oversight"
    REPLIER = "replier"  # who asks for the right to reply
    SUCCESSOR = "successor"  # officers and signers of an agency that took over the work of another
    ACCOUNT = "account"  # about one's own account, not about a report
    FORMER = "former"  # whose account was erased a moment ago


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`to`: the first capacity that the reader has when the letter is made counts; who has none gets none."""

    to: tuple[Capacity, ...]
    while_: Callable[[Report], bool] = lambda report: True
    words: bool = False  # brings the words of the event's post, to who may read them
    post: Callable[[Any, PostState], bool] | None = None  # whether the event's post still stands as is told
    still: Callable[[Any, Report], bool] = lambda event, report: (
        True
    )  # whether what the event tells is so yet


C, N = Capacity, Notice


def _in(*statuses: Status) -> Callable[[Report], bool]:
    return lambda report: report.status in statuses


def _owed(report: Report) -> bool:
    return report.is_with_agency


def _undecided(report: Report) -> bool:
    return report.identity_asked_by is not None and report.identity_granted_at is None


def _late(report: Report) -> bool:
    return report.is_with_agency and report.overdue


def _share_owed(event: Any, report: Report) -> bool:
    """Whether the share of the event's agency, or of who has taken it over, is not given."""
    share = shares.find(report.shares, event.agency)
    return not share.is_given if share else any(not one.is_given for one in report.shares)


def _as_reviewed(event: Any, state: PostState) -> bool:
    return (state is PostState.SHOWN) is event.shown


RULES: Mapping[Notice, Rule] = MappingProxyType(
    {
        N.CONFIRM_REPORT: Rule(to=(C.OWNER,), while_=_in(Status.UNCONFIRMED)),
        N.RECEIVED: Rule(to=(C.OWNER,), while_=lambda report: report.status is not Status.WITHDRAWN),
        N.NEEDS_INFO: Rule(to=(C.OWNER,), while_=_in(Status.NEEDS_INFO), words=True),
        N.INFO_SUPPLIED: Rule(to=(C.NEWSROOM,), while_=_in(Status.SUBMITTED)),
        N.DECLINED: Rule(to=(C.OWNER,), while_=_in(Status.DECLINED), words=True),
        N.APPEALED: Rule(to=(C.NEWSROOM,), while_=lambda report: report.appeal_pending),
        N.APPEAL_DECIDED: Rule(to=(C.OWNER,), words=True),
        N.MERGED: Rule(to=(C.OWNER,), while_=_in(Status.MERGED)),
        N.UNMERGED: Rule(to=(C.OWNER,), while_=lambda report: report.status is not Status.MERGED, words=True),
        N.MERGED_NEWS: Rule(to=(C.OWNER,), while_=_in(Status.MERGED)),
        N.ROUTED: Rule(to=(C.OWNER, C.FOLLOWER)),
        N.ASSIGNED: Rule(to=(C.OFFICE,), while_=_owed),
        N.SHARE_ASSIGNED: Rule(to=(C.HELPER,), while_=_owed),
        N.SHARE_REMINDED: Rule(to=(C.HELPER,), while_=_owed, still=_share_owed),
        N.SHARE_OVERDUE: Rule(to=(C.HELPER, C.OFFICE, C.NEWSROOM), while_=_owed, still=_share_owed),
        N.CONTRIBUTED: Rule(to=(C.OFFICE,), while_=_owed, words=True),
        N.RETURNED: Rule(to=(C.NEWSROOM, C.OVERSIGHT), while_=_in(Status.RETURNED), words=True),
        N.EXTENSION_ASKED: Rule(to=(C.NEWSROOM,), while_=lambda report: report.extension_asked is not None),
        N.EXTENSION: Rule(to=(C.OWNER, C.OFFICE, C.FOLLOWER), while_=_owed),
        N.EXTENSION_REFUSED: Rule(to=(C.OFFICE,), while_=_owed, words=True),
        N.INTERIM: Rule(to=(C.OWNER, C.FOLLOWER)),
        N.REPLY_DRAFTED: Rule(to=(C.SIGNER,), while_=lambda report: report.draft is not None),
        N.ANSWERED: Rule(to=(C.OWNER, C.FOLLOWER)),
        N.REOPENED: Rule(to=(C.OFFICE, C.ABOVE), while_=_owed),
        N.REMINDED: Rule(to=(C.OFFICE,), while_=_owed),
        N.OVERDUE: Rule(to=(C.OFFICE, C.NEWSROOM), while_=_late),
        N.ESCALATED: Rule(to=(C.ABOVE, C.OVERSIGHT), while_=_late),
        N.PRESS_OVERDUE: Rule(to=(C.NEWSROOM,), while_=lambda report: report.awaits_press_letter),
        N.PRESS_LETTER: Rule(to=(C.OWNER, C.OFFICE, C.FOLLOWER)),
        N.PROMISE_ASKED: Rule(
            to=(C.OWNER,), while_=lambda report: any(one.is_asked for one in report.promises)
        ),
        N.PROMISE_MOVED: Rule(to=(C.OWNER,), words=True),
        N.PROMISE_KEPT: Rule(to=(C.OFFICE,)),
        N.PROMISE_MISSED: Rule(to=(C.OFFICE, C.ABOVE, C.OVERSIGHT)),
        N.CORRECTED: Rule(to=(C.OWNER, C.OFFICE, C.FOLLOWER), words=True),
        N.REPLY_CONFIRM: Rule(to=(C.REPLIER,)),
        N.REPLY_PUBLISHED: Rule(to=(C.REPLIER,)),
        N.REPLY_DECLINED: Rule(to=(C.REPLIER,)),
        N.REPLY_LATE: Rule(to=(C.NEWSROOM,)),
        N.REPLY_REQUESTED: Rule(to=(C.QUEUE,)),
        N.RIGHT_OF_REPLY: Rule(to=(C.OWNER, C.OFFICE, C.FOLLOWER), words=True),
        N.WITHDRAWN: Rule(to=(C.OFFICE,)),
        N.CLOSED: Rule(to=(C.OWNER, C.FOLLOWER)),
        N.REMOVED: Rule(
            to=(C.OWNER,), while_=lambda report: report.visibility is Visibility.REMOVED, words=True
        ),
        N.RESTORED: Rule(to=(C.OWNER,), while_=lambda report: report.visibility is not Visibility.REMOVED),
        N.MESSAGE: Rule(to=(C.OWNER, C.NEWSROOM, C.OFFICE)),
        N.REPLY_HELD: Rule(to=(C.NEWSROOM,), while_=lambda report: report.held is not None),
        N.REPLY_SENT_BACK: Rule(to=(C.OFFICE,), while_=_owed, words=True),
        N.IDENTITY_ASKED: Rule(to=(C.NEWSROOM, C.OVERSIGHT), while_=_undecided),
        N.IDENTITY_DECIDED: Rule(to=(C.NEWSROOM, C.OVERSIGHT)),
        N.IDENTITY_OPENED: Rule(to=(C.OWNER,)),
        N.SUCCEEDED: Rule(to=(C.OWNER, C.FOLLOWER), while_=_owed),
        N.TOOK_OVER: Rule(to=(C.SUCCESSOR,)),
        N.ACCOUNT_CONFIRM: Rule(to=(C.ACCOUNT,)),
        N.ACCOUNT_EXISTS: Rule(to=(C.ACCOUNT,)),
        N.PASSWORD_RESET: Rule(to=(C.ACCOUNT,)),
        N.PASSWORD_CHANGED: Rule(to=(C.ACCOUNT,)),
        N.FACTOR_ADDED: Rule(to=(C.ACCOUNT,)),
        N.FACTOR_REMOVED: Rule(to=(C.ACCOUNT,)),
        N.FACTORS_RESET: Rule(to=(C.ACCOUNT,)),
        N.RECOVERY_CODES_MADE: Rule(to=(C.ACCOUNT,)),
        N.RECOVERY_CODE_USED: Rule(to=(C.ACCOUNT,)),
        N.QUEUED: Rule(to=(C.QUEUE,), while_=_in(Status.SUBMITTED)),
        N.COMMENT_WAITING: Rule(to=(C.QUEUE,), post=lambda _, state: state is PostState.WAITING),
        N.COMMENT_REVIEWED: Rule(to=(C.COMMENTER,), post=_as_reviewed),
        N.EDITED: Rule(to=(C.OWNER,)),
        N.ACCEPTED: Rule(to=(C.OWNER,), while_=_owed),
        N.RATED: Rule(to=(C.OFFICE,)),
        N.NEW_REPORT: Rule(to=(C.WATCHER,)),
        N.NEW_REPLY: Rule(to=(C.WATCHER,), while_=lambda report: report.reply is not None),
        N.FOUND: Rule(to=(C.SEARCHER,)),
        N.PASSED_ON: Rule(to=(C.OWNER,), while_=lambda report: report.passed_on),
        N.WEBHOOK_FAILED: Rule(to=(C.ACCOUNT,)),
        N.WEBHOOK_STOPPED: Rule(to=(C.ACCOUNT,)),
        N.SEALED_NEWS: Rule(to=(C.ACCOUNT,)),
        N.SEALED_DUE: Rule(to=(C.ACCOUNT,)),
        **dict.fromkeys((N.PRESS_ASKED, N.STORY_WAITING, N.CONTACT_REQUESTED), Rule(to=(C.NEWSROOM,))),
        **dict.fromkeys((N.PRESS_GRANTED, N.PRESS_REFUSED, N.PRESS_ENDED), Rule(to=(C.ACCOUNT,))),
        **dict.fromkeys((N.STORY_SHOWN, N.STORY_DECLINED), Rule(to=(C.AUTHOR,))),
        N.CONTACT_FORWARDED: Rule(to=(C.OWNER,)),
        **dict.fromkeys((N.CONTACT_GIVEN, N.CONTACT_CLOSED), Rule(to=(C.ACCOUNT,))),
        N.DIGEST: Rule(to=(C.ACCOUNT,)),
        N.ACCOUNT_ERASED: Rule(to=(C.FORMER,)),
    }
)

# Letters that carry a link to be used once; it is made with the letter and stands nowhere else.
LINKS: Mapping[Notice, tuple[Purpose, str]] = MappingProxyType(
    {
        N.CONFIRM_REPORT: (Purpose.CONFIRM_REPORT, "/reports/{code}/confirm/{token}"),
        N.REPLY_CONFIRM: (Purpose.CONFIRM_REPLY, "/reports/{code}/right-of-reply/confirm/{token}"),
        N.ACCOUNT_CONFIRM: (Purpose.CONFIRM_ACCOUNT, "/account/confirm/{token}"),
        N.PASSWORD_RESET: (Purpose.RESET_PASSWORD, "/reset/{token}"),
    }
)
# Sent to an address before it is proven: what proves it.
TO_UNPROVEN = frozenset({N.ACCOUNT_CONFIRM, N.PASSWORD_RESET})

# What people choose by. About one's own account there is nothing to choose.
CONCERNS: Mapping[Capacity, Concern] = MappingProxyType(
    {
        C.OWNER: Concern.OWN,
        C.FOLLOWER: Concern.FOLLOWED,
        C.WATCHER: Concern.PLACES,
        C.SEARCHER: Concern.PLACES,
        C.COMMENTER: Concern.OWN,
        C.AUTHOR: Concern.OWN,
        C.NEWSROOM: Concern.NEWSROOM,
        C.QUEUE: Concern.QUEUE,
        C.OFFICE: Concern.OFFICE,
        C.HELPER: Concern.OFFICE,
        C.SIGNER: Concern.OFFICE,
        C.ABOVE: Concern.OFFICE,
        C.OVERSIGHT: Concern.OVERSIGHT,
    }
)
# A link that proves an address, and that somebody was let know who reported it: at once, whatever was chosen.
AT_ONCE = frozenset({N.CONFIRM_REPORT, N.IDENTITY_OPENED})
# Told of a request, not of an event.
OF_WEBHOOKS = frozenset({N.WEBHOOK_FAILED, N.WEBHOOK_STOPPED})
OF_REQUESTS = frozenset({N.REPLY_CONFIRM, N.REPLY_PUBLISHED, N.REPLY_DECLINED, N.REPLY_LATE})
# Told of an accreditation or a story, not of what happened to a report.
OF_PRESS = frozenset(
    {
        N.STORY_WAITING,
        N.STORY_SHOWN,
        N.STORY_DECLINED,
        N.PRESS_ASKED,
        N.PRESS_GRANTED,
        N.PRESS_REFUSED,
        N.PRESS_ENDED,
    }
    | {N.CONTACT_REQUESTED, N.CONTACT_FORWARDED, N.CONTACT_GIVEN, N.CONTACT_CLOSED}
)
# What an agency owes is told to its people every day at least.
AT_LEAST_DAILY = frozenset(
    {N.ASSIGNED, N.REOPENED, N.REMINDED, N.OVERDUE, N.ESCALATED, N.PROMISE_MISSED}
    | {N.SHARE_ASSIGNED, N.SHARE_REMINDED, N.SHARE_OVERDUE}
)


def may_turn_off(notice: Notice, capacity: Capacity) -> bool:
    """Whether somebody who is written to as this may do without the notice."""
    concern = CONCERNS.get(capacity)
    if concern is None or notice in AT_ONCE:
        return False
    return concern is not Concern.OFFICE or notice not in AT_LEAST_DAILY


def how_often(notice: Notice, capacity: Capacity, wishes: Wishes) -> Often:
    """When to tell somebody of it who is written to as this and wishes so."""
    concern = CONCERNS.get(capacity)
    if concern is None or notice in AT_ONCE or notice is Notice.FOUND:  # each search is asked by itself
        return Often.AT_ONCE
    wish = wishes[concern]
    if not may_turn_off(notice, capacity) and wish is not Often.AT_ONCE:
        return Often.DAILY
    return wish
