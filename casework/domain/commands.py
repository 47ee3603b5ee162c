"""What somebody may want of a report. A command is a wish; `lifecycle.decide` says what comes of it.

A command with `words` carries prose under the `post` it will be stored as: events name the post and
never hold the prose, so that redaction and erasure need not rewrite history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.domain.command import Command as Command
from casework.domain.command import Worded as Worded
from casework.domain.commands_flags import SetCommentAside as SetCommentAside
from casework.domain.commands_flags import SettleFlags as SettleFlags
from casework.domain.commands_promises import AnswerPromise as AnswerPromise
from casework.domain.commands_promises import AskPromise as AskPromise
from casework.domain.commands_promises import MakePromise as MakePromise
from casework.domain.commands_promises import MovePromise as MovePromise
from casework.domain.commands_promises import ReportPromise as ReportPromise
from casework.domain.commands_redress import Correct as Correct
from casework.domain.commands_redress import DeclineReply as DeclineReply
from casework.domain.commands_redress import PublishReply as PublishReply
from casework.domain.commands_redress import TakeReplyRequest as TakeReplyRequest
from casework.domain.commands_shares import Contribute as Contribute
from casework.domain.commands_shares import MarkSharesOverdue as MarkSharesOverdue
from casework.domain.commands_shares import RemindShares as RemindShares
from casework.domain.shares import Asking, Passed
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    AttachmentId,
    DeclineReason,
    FieldCode,
    LetterNumber,
    OutletCode,
    PostId,
    RemoveReason,
    ReportCode,
    ReturnReason,
    RevisionId,
    TaskCode,
)

# By the reporter


@dataclass(frozen=True, kw_only=True)
class Confirm(Command):
    """The address that the guest gave is theirs."""


@dataclass(frozen=True, kw_only=True)
class SupplyInfo(Worded):
    """Answer the newsroom's question."""


@dataclass(frozen=True, kw_only=True)
class Withdraw(Worded):
    """Take the report back; words may be empty."""


@dataclass(frozen=True, kw_only=True)
class Appeal(Worded):
    """Ask another moderator to look at a refusal, once."""


@dataclass(frozen=True, kw_only=True)
class Rate(Worded):
    """Say whether the reply solved the matter; words may be empty. stars: 1 to 5."""

    solved: bool
    stars: int


@dataclass(frozen=True, kw_only=True)
class Reopen(Worded):
    """Say why the reply does not solve it, once."""


# By a moderator


@dataclass(frozen=True, kw_only=True)
class Claim(Command):
    """Tell colleagues that one is on it."""


@dataclass(frozen=True, kw_only=True)
class Release(Command):
    """Put it back into the queue."""


@dataclass(frozen=True, kw_only=True)
class HandOver(Command):
    """Give it to the other outlet's newsroom."""

    outlet: OutletCode


@dataclass(frozen=True, kw_only=True)
class Edit(Command):
    """Change title, text or labels; the original is kept with a diff."""

    revision: RevisionId
    title: str
    body: str
    field: FieldCode
    area: AreaCode | None
    task: TaskCode


@dataclass(frozen=True, kw_only=True)
class Redact(Command):
    """Black out passages of the text for good; readers see that something was taken out."""

    revision: RevisionId
    passages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AskInfo(Worded):
    """Ask the reporter something."""


@dataclass(frozen=True, kw_only=True)
class Decline(Worded):
    """Refuse it, with the reason and words for the reporter."""

    reason: DeclineReason


@dataclass(frozen=True, kw_only=True)
class PassToInspectorate(Command):
    """It is a tố cáo: move it to the sealed channel, and destroy here what it says."""


@dataclass(frozen=True, kw_only=True)
class Merge(Command):
    """It is the same matter as another report."""

    into: ReportCode


@dataclass(frozen=True, kw_only=True)
class Unmerge(Worded):
    """It is a matter of its own after all; words for the reporter."""


@dataclass(frozen=True, kw_only=True)
class ApproveAndRoute(Worded):
    """Publish it (when the reporter wishes) and send it to the agency; words to the agency may be empty."""

    agency: AgencyCode
    co_agencies: tuple[AgencyCode, ...] = ()
    asked: tuple[Asking, ...] = ()  # of some of these
    restrict: bool = False  # keep it from readers although the reporter would publish it


@dataclass(frozen=True, kw_only=True)
class Reroute(Worded):
    """Send what came back to another agency; words to the agency may be empty."""

    agency: AgencyCode
    co_agencies: tuple[AgencyCode, ...] = ()
    asked: tuple[Asking, ...] = ()  # of some of these


@dataclass(frozen=True, kw_only=True)
class Remove(Worded):
    """Take a published report down, with a reason; its address answers 410."""

    reason: RemoveReason


@dataclass(frozen=True, kw_only=True)
class Restore(Command):
    """Put back what was taken down."""


@dataclass(frozen=True, kw_only=True)
class DecideAppeal(Worded):
    """Uphold an appeal (it returns to the queue) or not."""

    upheld: bool


@dataclass(frozen=True, kw_only=True)
class GrantExtension(Worded):
    """Grant or refuse the later date; words may be empty when granted."""

    granted: bool


@dataclass(frozen=True, kw_only=True)
class AddNewsroomNote(Worded):
    """A note that only the newsroom and oversight read."""


@dataclass(frozen=True, kw_only=True)
class ReviewComment(Command):
    """Show or hide a comment; passages of one that is shown are blacked out for good."""

    comment: PostId
    show: bool
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RedactPicture(Command):
    """Put a picture in the place of another in which something was painted over.

    `size` is in bytes, `width` and `height` in pixels.
    """

    attachment: AttachmentId
    replacement: AttachmentId
    size: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class ReleaseReply(Command):
    """Publish a reply that was handed to the newsroom, with these passages blacked out."""

    passages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SendBackReply(Worded):
    """Give a reply that was handed to the newsroom back to the agency; words are for the agency."""


@dataclass(frozen=True, kw_only=True)
class RecordPressLetter(Command):
    """The newsroom has asked the higher level to see to an answer: by which letter, of which day, to whom."""

    number: LetterNumber
    sent_on: date
    to: AgencyCode | None


# By an agency


@dataclass(frozen=True, kw_only=True)
class Accept(Command):
    """Take it up; for praise, acknowledge it."""


@dataclass(frozen=True, kw_only=True)
class Return(Worded):
    """It is not this agency's: back to the newsroom, with a reason."""

    reason: ReturnReason
    proposed: AgencyCode | None = None


@dataclass(frozen=True, kw_only=True)
class RequestExtension(Worded):
    """Ask once for a later date; words are the reason and the apology, and are published."""

    until: date


@dataclass(frozen=True, kw_only=True)
class InterimReply(Worded):
    """Tell the public what is under way."""


@dataclass(frozen=True, kw_only=True)
class DraftReply(Worded):
    """Propose the official reply to the signer."""


@dataclass(frozen=True, kw_only=True)
class SignReply(Worded):
    """Sign and publish the official reply."""


@dataclass(frozen=True, kw_only=True)
class AddAgencyNote(Worded):
    """A note that only one's own agency and oversight read."""


@dataclass(frozen=True, kw_only=True)
class HoldReply(Worded):
    """Hand a reply that may name somebody to the newsroom instead of publishing it at once."""

    official: bool  # else an interim reply


# Between the reporter and who handles the report


@dataclass(frozen=True, kw_only=True)
class MessageNewsroom(Worded):
    """A message between the reporter and the newsroom, whichever of the two writes."""


@dataclass(frozen=True, kw_only=True)
class MessageAgency(Worded):
    """A message between the reporter and the agency that has it, whichever of the two writes."""


@dataclass(frozen=True, kw_only=True)
class AskIdentity(Worded):
    """Ask to learn who reported it; words are the reason."""


@dataclass(frozen=True, kw_only=True)
class DecideIdentity(Command):
    """Grant or refuse that, by somebody of another house than who asked."""

    granted: bool


@dataclass(frozen=True, kw_only=True)
class OpenIdentity(Command):
    """Look at it, once, as granted."""


@dataclass(frozen=True, kw_only=True)
class EraseContact(Command):
    """Forget for good how to reach the reporter."""


# By anybody signed in


@dataclass(frozen=True, kw_only=True)
class Comment(Worded):
    """Say something under a public report. `at_once`: readers see it before the newsroom has."""

    at_once: bool = False


# By the clock


@dataclass(frozen=True, kw_only=True)
class Remind(Command):
    """The deadline is near."""


@dataclass(frozen=True, kw_only=True)
class MarkOverdue(Command):
    """The deadline has passed."""


@dataclass(frozen=True, kw_only=True)
class Escalate(Command):
    """Tell the parent agency (level 1), then oversight (level 2)."""


@dataclass(frozen=True, kw_only=True)
class MarkPressOverdue(Command):
    """The time in which the press may expect an answer has passed."""


@dataclass(frozen=True, kw_only=True)
class AutoClose(Command):
    """The reporter did not say anything in time."""


@dataclass(frozen=True, kw_only=True)
class FreeClaim(Command):
    """Who claimed it has let it lie: put it back for their colleagues."""


@dataclass(frozen=True, kw_only=True)
class Purge(Command):
    """A guest never confirmed: forget what they wrote."""


@dataclass(frozen=True, kw_only=True)
class Succeed(Command):
    """Whose work it was has ended or passed on: these agencies go on with it, as lead and beside the lead."""

    agency: AgencyCode
    co_agencies: tuple[AgencyCode, ...] = ()
    passed: tuple[Passed, ...] = ()  # the shares that somebody else goes on with


@dataclass(frozen=True, kw_only=True)
class SucceedOutlet(Command):
    """The outlet that has it has ended: this one's newsroom goes on with it."""

    outlet: OutletCode
