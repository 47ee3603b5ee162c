"""Tables of the directory: who answers for what, where. Rows end, they are never deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.values import AgencyCode, AreaCode, FieldCode, OutletCode, TaskCode, UserId
from casework.store.columns import CODE, Base, Moment


class OutletRow(Base):
    __tablename__ = "outlet"
    code: Mapped[OutletCode] = mapped_column(CODE, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    successor: Mapped[OutletCode | None] = mapped_column(CODE, ForeignKey("outlet.code"))


class AgencyRow(Base):
    __tablename__ = "agency"
    code: Mapped[AgencyCode] = mapped_column(CODE, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(20))
    parent: Mapped[AgencyCode | None] = mapped_column(CODE, ForeignKey("agency.code"))
    area: Mapped[AreaCode | None] = mapped_column(CODE, ForeignKey("area.code"))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    successor: Mapped[AgencyCode | None] = mapped_column(CODE, ForeignKey("agency.code"))


class AgencyHeadRow(Base):
    __tablename__ = "agency_head"
    __table_args__ = (UniqueConstraint("agency", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agency: Mapped[AgencyCode] = mapped_column(CODE, ForeignKey("agency.code"))
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(120))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class AreaRow(Base):
    __tablename__ = "area"
    code: Mapped[AreaCode] = mapped_column(CODE, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(20))
    parent: Mapped[AreaCode | None] = mapped_column(CODE, ForeignKey("area.code"))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    successor: Mapped[AreaCode | None] = mapped_column(CODE, ForeignKey("area.code"))


class FieldRow(Base):
    __tablename__ = "field"
    code: Mapped[FieldCode] = mapped_column(CODE, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    keywords: Mapped[str] = mapped_column(String(1000))
    position: Mapped[int]


class ReformTaskRow(Base):
    __tablename__ = "reform_task"
    code: Mapped[TaskCode] = mapped_column(CODE, primary_key=True)
    parent: Mapped[TaskCode | None] = mapped_column(CODE, ForeignKey("reform_task.code"))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    short: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]


class ProcedureRow(Base):
    """A procedure that people ask an agency for: where, how long it may take, and which rule says so."""

    __tablename__ = "procedure"
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    field: Mapped[FieldCode] = mapped_column(CODE, ForeignKey("field.code"))
    place: Mapped[str] = mapped_column(String(200))
    place_en: Mapped[str] = mapped_column(String(200))
    time: Mapped[str] = mapped_column(String(200))
    time_en: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(String(80))  # which reports about it say
    source: Mapped[str] = mapped_column(String(300))
    position: Mapped[int]


class RoutingRuleRow(Base):
    """Which agency leads for a field; the rule with an area goes before the one without."""

    __tablename__ = "routing_rule"
    __table_args__ = (UniqueConstraint("field", "area"), Index("ix_routing_rule_agency", "agency"))
    id: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[FieldCode] = mapped_column(CODE, ForeignKey("field.code"))
    area: Mapped[AreaCode | None] = mapped_column(CODE, ForeignKey("area.code"))
    agency: Mapped[AgencyCode] = mapped_column(CODE, ForeignKey("agency.code"))


class ReorganisationRow(Base):
    """A change of who does what, as it was decided: the record stays, whatever is changed after it."""

    __tablename__ = "reorganisation"
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"))  # None: by command


class TakeoverRow(Base):
    """A part of one agency's work that another does since a day."""

    __tablename__ = "takeover"
    __table_args__ = (Index("ix_takeover_agency", "agency"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agency: Mapped[AgencyCode] = mapped_column(CODE, ForeignKey("agency.code"))
    field: Mapped[FieldCode | None] = mapped_column(CODE, ForeignKey("field.code"))
    area: Mapped[AreaCode | None] = mapped_column(CODE, ForeignKey("area.code"))
    taken_by: Mapped[AgencyCode] = mapped_column(CODE, ForeignKey("agency.code"))
    since: Mapped[date] = mapped_column(Date)
    reorganisation: Mapped[str] = mapped_column(String(60), ForeignKey("reorganisation.code"))


class HolidayRow(Base):
    """Days that the holidays library does not know: compensatory days off, swapped working Saturdays."""

    __tablename__ = "holiday"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # off, working
    name: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))


class SettingRow(Base):
    """A period or limit of the rules, with the day it holds from and the source of the rule."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))
