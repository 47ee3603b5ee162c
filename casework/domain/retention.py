"""How long what nobody needs any more is kept: in days, each a setting of the same name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from casework.domain.values import Status

# In these a report is over: nobody waits for its reporter, and nobody has to reach them.
OVER: Final = frozenset({Status.CLOSED, Status.DECLINED, Status.MERGED, Status.WITHDRAWN})


@dataclass(frozen=True, kw_only=True)
class Periods:
    """The defaults are careful; docs/retention.md says why. Raises ValueError for what is no period."""

    keep_sessions: int = 30  # after they ended; remembered browsers too
    keep_links: int = 30  # after they ran out or were used; recovery codes after they were used
    keep_letters: int = 180  # what is known of a letter that was sent, given up or dropped
    keep_webhook_log: int = 30  # after it happened: what endpoints were told
    keep_webhook_changes: int = 730  # after it was done: who made, changed or removed an endpoint
    keep_mailed_back: int = 1  # after somebody was told that their mail was not taken
    keep_exports: int = 2  # after they were asked for; the nightly whole has a younger one by then
    keep_form_keys: int = 30  # after the report arrived
    keep_contacts: int = 730  # after the report was over
    keep_unproven_accounts: int = 30  # after signing up
    keep_originals: int = 1825  # after the picture was painted over
    keep_denunciations: int = 730  # after the inspectorate closed it
    keep_contact_requests: int = 90  # after the last day on which the reporter could answer
    keep_revisions: int = 1825  # after the text was edited or blacked out

    def __post_init__(self) -> None:
        # A slip of the hand must not empty a table: what cannot be meant removes nothing.
        for name in NAMES:
            days = getattr(self, name)
            if type(days) is not int or days < 1:
                raise ValueError(f"the setting {name} is no number of days from 1 on")


NAMES: Final = tuple(field.name for field in fields(Periods))
