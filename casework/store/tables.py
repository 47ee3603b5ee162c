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
    RoutingRuleRow,
    SettingRow,
)
from casework.store.tables_people import MembershipRow, ReporterContactRow, TokenRow, UserRow
from casework.store.tables_reports import (
    AssignmentRow,
    AttachmentRow,
    DeliveryRow,
    EventRow,
    FollowRow,
    FormKeyRow,
    OutboxRow,
    PostRow,
    RatingRow,
    ReportRow,
    RevisionRow,
    SearchRow,
    SupportRow,
)

__all__ = [
    "AgencyHeadRow",
    "AgencyRow",
    "AreaRow",
    "AssignmentRow",
    "AttachmentRow",
    "Base",
    "DeliveryRow",
    "EventRow",
    "FieldRow",
    "FollowRow",
    "FormKeyRow",
    "HolidayRow",
    "MembershipRow",
    "OutboxRow",
    "OutletRow",
    "PostRow",
    "RatingRow",
    "ReformTaskRow",
    "ReportRow",
    "ReporterContactRow",
    "RevisionRow",
    "RoutingRuleRow",
    "SearchRow",
    "SettingRow",
    "SupportRow",
    "TokenRow",
    "UserRow",
]
