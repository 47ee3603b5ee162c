"""Column types that both engines store alike."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Enum, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from casework.domain.payloads import plain_fields, typed_fields
from casework.domain.promises import Promise
from casework.domain.shares import Share
from casework.domain.values import UserId

CODE = String(40)
HEX = String(32)


class Base(DeclarativeBase):
    """Every table, with names for constraints that migrations can rely on."""

    type_annotation_map: ClassVar = {UserId: Integer}
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A point in time, always UTC; SQLite keeps none of the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Codes(TypeDecorator[tuple[str, ...]]):
    """A short ordered list of codes."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return list(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        return tuple(value or ())


class PromiseList(TypeDecorator[tuple[Promise, ...]]):
    """The promises of a report, in the order in which they were made."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return [plain_fields(promise) for promise in value or ()]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Promise, ...]:
        return tuple(typed_fields(Promise, fields) for fields in value or ())


class ShareList(TypeDecorator[tuple[Share, ...]]):
    """The shares of a report, in the order in which its routing names their agencies."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return [plain_fields(share) for share in value or ()]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Share, ...]:
        return tuple(typed_fields(Share, fields) for fields in value or ())


def words(enum: type[StrEnum]) -> Enum:
    """A closed list, stored as its words, open to grow without a migration."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda e: [i.value for i in e],
    )
