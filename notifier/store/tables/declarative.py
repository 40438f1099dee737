"""The declarative base, one naming rule for constraints, and column types that behave the same on both databases."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from notifier.vocabulary import Channel

# Alembic can only drop a constraint on both databases when every constraint has a predictable name.
NAMING: Mapping[str, str] = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# The beginnings of what a table says of its rows where `notifier.evidence.retention` forgets them: with their campaign,
# whatever others the practice has, or with the patients, whom any campaign may need.
UNTIL_CAMPAIGN_PURGED = "until six months after its campaign ended"
UNTIL_PURGED = "until six months after the practice's last campaign ended"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time. SQLite keeps no zone, so it is put back on the way out; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone must not reach the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(kind: type[StrEnum]) -> Enum:
    """A column that holds one value of `kind`: text with a check constraint, so that a new word is a migration."""
    return Enum(
        kind,
        values_callable=lambda words: [w.value for w in words],
        native_enum=False,
        create_constraint=True,
        length=24,
        name=kind.__name__.lower(),
    )


class ChannelName(TypeDecorator[Channel]):
    """A channel by its name. What is written is one that is or was installed here, never any other word.

    No check constraint: a distribution may bring a channel, and rows of one that was removed are still read.
    """

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return (value if isinstance(value, Channel) else Channel(value)).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Channel | None:
        return None if value is None else Channel.stored(value)


class Base(DeclarativeBase):
    """Every table's base; `Base.metadata` is what the migrations must equal.

    `kept` says of each table how long its rows are kept and, after a colon, why. `info["kept"]` of the table is that
    sentence again, for whoever has no class at hand.
    """

    kept: ClassVar[str]

    metadata = MetaData(naming_convention=dict(NAMING))
    type_annotation_map = {
        datetime: UtcDateTime,
        Channel: ChannelName,
        str: String,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[Any]: JSON,
    }

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.metadata.tables[cls.__tablename__].info["kept"] = cls.kept
