"""The words of the field as types: identifiers and closed lists."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

ReportCode = NewType("ReportCode", str)  # PA-7K3M-9QXT
DenunciationCode = NewType("DenunciationCode", str)  # TC-7K3M-9QXT
HeldCode = ReportCode | DenunciationCode  # what a secret opens
PostId = NewType("PostId", str)  # 32 hex digits, chosen by whoever writes the post
RevisionId = NewType("RevisionId", str)
LetterNumber = NewType("LetterNumber", str)  # of an official letter: 05/BND
AttachmentId = NewType("AttachmentId", str)  # 32 hex digits, also its place among the files
UserId = NewType("UserId", int)
AgencyCode = NewType("AgencyCode", str)  # STNMT
OutletCode = NewType("OutletCode", str)  # BND
FieldCode = NewType("FieldCode", str)  # dat-dai
AreaCode = NewType("AreaCode", str)  # 362, the number of the statistics office
TaskCode = NewType("TaskCode", str)  # 2 or, for a sub-topic, 2.3


class Kind(StrEnum):
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    QUESTION = "question"
    PRAISE = "praise"


class Channel(StrEnum):
    WEB = "web"
    PHONE = "phone"
    LETTER = "letter"
    ON_AIR = "on_air"
    IN_PERSON = "in_person"
    API = "api"


class Status(StrEnum):
    UNCONFIRMED = "unconfirmed"
    SUBMITTED = "submitted"
    NEEDS_INFO = "needs_info"
    DECLINED = "declined"
    MERGED = "merged"
    ROUTED = "routed"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    ANSWERED = "answered"
    REOPENED = "reopened"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Visibility(StrEnum):
    PUBLIC = "public"
    RESTRICTED = "restricted"
    REMOVED = "removed"


class Display(StrEnum):
    """Who may know the reporter."""

    NAMED = "named"
    HIDDEN = "hidden"
    CONFIDENTIAL = "confidential"


class Role(StrEnum):
    MODERATOR = "moderator"
    OFFICER = "officer"
    SIGNER = "signer"
    JOURNALIST = "journalist"
    OVERSEER = "overseer"
    ADMIN = "admin"
    KEEPER = "keeper"  # of the sealed channel, at the inspectorate


class Part(StrEnum):
    """The part somebody plays towards one report; a person may play several."""

    READER = "reader"
    CITIZEN = "citizen"  # signed in
    OWNER = "owner"  # who reported it, by account or by code and secret
    MODERATOR = "moderator"  # of the outlet that has it
    OFFICER = "officer"  # of an agency that has it now
    SIGNER = "signer"
    JOURNALIST = "journalist"
    OVERSEER = "overseer"
    ADMIN = "admin"
    CLOCK = "clock"  # the worker, when a date passes


class PostKind(StrEnum):
    COMMENT = "comment"
    OFFICIAL_REPLY = "official_reply"
    DRAFT = "draft"
    INTERIM_REPLY = "interim_reply"
    EXTENSION = "extension"
    EXTENSION_DECISION = "extension_decision"
    QUESTION = "question"
    INFO = "info"
    DECLINE = "decline"
    APPEAL = "appeal"
    APPEAL_DECISION = "appeal_decision"
    RETURN = "return"
    REOPEN = "reopen"
    WITHDRAWAL = "withdrawal"
    VERDICT = "verdict"
    REMOVAL = "removal"
    ROUTING_NOTE = "routing_note"
    NEWSROOM_NOTE = "newsroom_note"
    AGENCY_NOTE = "agency_note"
    NEWSROOM_MESSAGE = "newsroom_message"  # between the reporter and the newsroom
    AGENCY_MESSAGE = "agency_message"  # between the reporter and the agency that has it
    IDENTITY_REASON = "identity_reason"  # why a handler asks who reported it
    UNMERGING = "unmerging"  # why it is a matter of its own after all
    PROMISE = "promise"  # what an agency has promised
    PROMISE_MOVED = "promise_moved"  # why it needs longer
    PROMISE_VERDICT = "promise_verdict"  # what the reporter says beside kept or not
    CORRECTION = "correction"  # what was wrong on a published report, and what is right
    SHARE_ASKED = "share_asked"  # what an agency beside the lead is asked for
    CONTRIBUTION = "contribution"  # what it gives to the official reply
    RIGHT_OF_REPLY = "right_of_reply"  # of a person or body that the report names
    REPLY_REFUSAL = "reply_refusal"  # why the newsroom sends a held reply back


class PostState(StrEnum):
    WAITING = "waiting"  # a comment the newsroom has not yet seen
    SHOWN = "shown"
    HIDDEN = "hidden"


class FlagReason(StrEnum):
    """What a reader says is wrong with a report or a comment."""

    PERSONAL_DATA = "personal_data"
    INSULT = "insult"
    FALSE = "false"
    SPAM = "spam"
    OTHER = "other"


class AskedState(StrEnum):
    """Where a request to reply stands: from who a report names, and who asks the newsroom to publish it."""

    UNCONFIRMED = "unconfirmed"  # a guest's, whose address is not yet proven
    WAITING = "waiting"
    PUBLISHED = "published"
    DECLINED = "declined"


class NoReplyReason(StrEnum):
    """Why a newsroom does not publish such a reply."""

    NOT_NAMED = "not_named"
    NO_FACTS = "no_facts"
    ABUSIVE = "abusive"
    PERSONAL_DATA = "personal_data"
    ANSWERED = "answered"
    NOT_PUBLIC = "not_public"
    OTHER = "other"


class DeclineReason(StrEnum):
    OUT_OF_SCOPE = "out_of_scope"
    COMPLAINT_PROCEDURE = "complaint_procedure"  # khiếu nại, law of 2011
    DENUNCIATION = "denunciation"  # tố cáo, law of 2018
    NO_CONTENT = "no_content"
    DUPLICATE = "duplicate"
    ABUSIVE = "abusive"
    PERSONAL_DATA = "personal_data"
    BEYOND_PROVINCE = "beyond_province"
    OTHER = "other"


class LegalDoor(StrEnum):
    """A procedure of its own, outside the forum."""

    COMPLAINT = "complaint"  # khiếu nại, law of 2011: against a decision that touches one's own rights
    DENUNCIATION = "denunciation"  # tố cáo, law of 2018: of somebody's breach of the law

    @property
    def decline_reason(self) -> DeclineReason:
        """Why the newsroom does not take what belongs there."""
        return _DECLINED_AS[self]


_DECLINED_AS = {
    LegalDoor.COMPLAINT: DeclineReason.COMPLAINT_PROCEDURE,
    LegalDoor.DENUNCIATION: DeclineReason.DENUNCIATION,
}


def legal_door_of(reason: DeclineReason | None) -> LegalDoor | None:
    """The door that this reason for declining points to; None for any other reason."""
    return next((door for door, declined_as in _DECLINED_AS.items() if declined_as is reason), None)


class SealedStatus(StrEnum):
    """Where a denunciation in the sealed channel stands."""

    RECEIVED = "received"
    READ = "read"
    ANSWERED = "answered"  # written to, nothing else
    ACCEPTED = "accepted"  # thụ lý: the law's clock runs
    FORWARDED = "forwarded"  # to the agency with authority
    CLOSED = "closed"


class ReturnReason(StrEnum):
    NOT_OUR_FIELD = "not_our_field"
    NOT_OUR_AREA = "not_our_area"
    HIGHER_LEVEL = "higher_level"
    LACKS_FACTS = "lacks_facts"
    OTHER = "other"


class RemoveReason(StrEnum):
    PERSONAL_DATA = "personal_data"
    DEFAMATION = "defamation"
    ILLEGAL = "illegal"
    COURT_ORDER = "court_order"
    REPORTER_REQUEST = "reporter_request"
    OTHER = "other"


class ClosedBecause(StrEnum):
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"  # a second "no": the forum has no third round
    SILENT = "silent"
    ACKNOWLEDGED = "acknowledged"  # praise, which asks for no answer
