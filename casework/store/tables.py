"""Every table of the house, so that one import knows them all."""

from __future__ import annotations

from casework.store.columns import Base
from casework.store.tables_directory import (
    AgencyHeadRow,
    AgencyRow,
    AreaRow,
    FieldRow,
    HolidayRow,
    OutletRow,
    ReformTaskRow,
    ReorganisationRow,
    RoutingRuleRow,
    SettingRow,
    TakeoverRow,
)
from casework.store.tables_messages import LastMessageRow
from casework.store.tables_newsroom import QueuePlaceRow, QueueTallyRow, SavedViewRow
from casework.store.tables_notices import DeliveryRow, OutboxRow, WishRow
from casework.store.tables_people import (
    ErasureRow,
    InheritedRoleRow,
    MembershipRow,
    ReporterContactRow,
    TokenRow,
    UserRow,
)
from casework.store.tables_reports import (
    AssignmentRow,
    AttachmentRow,
    DayHeadRow,
    EventRow,
    FollowRow,
    FormKeyRow,
    PostRow,
    RatingRow,
    ReportRow,
    RevisionRow,
    SealedOriginalRow,
    SearchRow,
    SupportRow,
)
from casework.store.tables_sign_in import (
    HeartbeatRow,
    OneTimePasswordRow,
    PasskeyRow,
    RecoveryCodeRow,
    RememberedRow,
    SessionRow,
)

__all__ = [
    "AgencyHeadRow",
    "AgencyRow",
    "AreaRow",
    "AssignmentRow",
    "AttachmentRow",
    "Base",
    "DayHeadRow",
    "DeliveryRow",
    "ErasureRow",
    "EventRow",
    "FieldRow",
    "FollowRow",
    "FormKeyRow",
    "HeartbeatRow",
    "HolidayRow",
    "InheritedRoleRow",
    "LastMessageRow",
    "MembershipRow",
    "OneTimePasswordRow",
    "OutboxRow",
    "OutletRow",
    "PasskeyRow",
    "PostRow",
    "QueuePlaceRow",
    "QueueTallyRow",
    "RatingRow",
    "RecoveryCodeRow",
    "ReformTaskRow",
    "RememberedRow",
    "ReorganisationRow",
    "ReportRow",
    "ReporterContactRow",
    "RevisionRow",
    "RoutingRuleRow",
    "SavedViewRow",
    "SealedOriginalRow",
    "SearchRow",
    "SessionRow",
    "SettingRow",
    "SupportRow",
    "TakeoverRow",
    "TokenRow",
    "UserRow",
    "WishRow",
]
