"""Why a command was refused, as a code; the words are made at the door, in the reader's language."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    NOT_ALLOWED = "not_allowed"
    WRONG_STATUS = "wrong_status"
    STALE = "stale"
    OWN_REPORT = "own_report"
    ALREADY_APPEALED = "already_appealed"
    NO_APPEAL = "no_appeal"
    SAME_PERSON = "same_person"
    ALREADY_RATED = "already_rated"
    NO_REPLY = "no_reply"
    ALREADY_REOPENED = "already_reopened"
    CLAIMED = "claimed"
    NOT_CLAIMED = "not_claimed"
    SAME_OUTLET = "same_outlet"
    SAME_AGENCIES = "same_agencies"
    INTO_ITSELF = "into_itself"
    BAD_TARGET = "bad_target"
    MERGED_ELSEWHERE = "merged_elsewhere"
    OTHER_OUTLET = "other_outlet"
    LEAD_TWICE = "lead_twice"
    OVERSIGHT_DECIDES = "oversight_decides"
    NOT_PUBLISHED = "not_published"
    NOT_REMOVED = "not_removed"
    NO_EXTENSION = "no_extension"
    ALREADY_EXTENDED = "already_extended"
    NO_DEADLINE = "no_deadline"
    TOO_LATE = "too_late"
    NOT_LATER = "not_later"
    TOO_FAR = "too_far"
    NOT_LEAD = "not_lead"
    NO_ANSWER_ASKED = "no_answer_asked"
    NOT_DUE = "not_due"
    NO_SUCH_PASSAGE = "no_such_passage"
    UNKNOWN_AGENCY = "unknown_agency"
    NO_WORDS = "no_words"
    BAD_STARS = "bad_stars"
    PRESS_CLOCK_RUNS = "press_clock_runs"
    ALREADY_WRITTEN = "already_written"
    BAD_LETTER_NUMBER = "bad_letter_number"
    BAD_LETTER_DAY = "bad_letter_day"
    NOTHING_HELD = "nothing_held"
    KNOWS_ALREADY = "knows_already"
    CONTACT_ERASED = "contact_erased"
    IDENTITY_ASKED = "identity_asked"
    NO_IDENTITY_ASKED = "no_identity_asked"
    OTHER_HOUSE_DECIDES = "other_house_decides"
    NOT_GRANTED = "not_granted"
    GRANT_RUNS = "grant_runs"
    GRANT_LAPSED = "grant_lapsed"
    TOO_MANY_FOLLOWED = "too_many_followed"
    TOO_MANY_SEARCHES = "too_many_searches"
    PASSED_ON = "passed_on"
    OWN_COMMENT = "own_comment"
    QUOTA_SPENT = "quota_spent"
    NO_KEEPER = "no_keeper"
    CASE_MOVED_ON = "case_moved_on"


class Refused(Exception):
    """A command that may not be carried out. Nothing was changed."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
