"""Where saved segments stand: a name with what is said of it, every version anyone saved, and tags."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Column, Dialect, ForeignKey, Integer, MetaData, Table, Text, TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """A moment as ISO text in UTC, on every database alike: SQLite knows no times, and text sorts by time."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


METADATA = MetaData()

SEGMENTS = Table(
    "saved_segments",
    METADATA,
    Column("segment_id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("description", Text, nullable=False),
    Column("archived_at", UtcTime),
    sqlite_strict=True,
)

VERSIONS = Table(
    "saved_versions",
    METADATA,
    Column("segment_id", Integer, ForeignKey("saved_segments.segment_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("came_by", Text, nullable=False),
    Column("origin", Text, nullable=False),
    sqlite_strict=True,
)

TAGS = Table(
    "saved_tags",
    METADATA,
    Column("segment_id", Integer, ForeignKey("saved_segments.segment_id"), primary_key=True),
    Column("tag", Text, primary_key=True),
    sqlite_strict=True,
)

LAYOUT = Table("saved_layout", METADATA, Column("layout", Integer, nullable=False))

# What the first layout held, in SQLite alone.
SEGMENTS_OF_LAYOUT_1 = Table(
    "segments",
    MetaData(),
    Column("name", Text),
    Column("version", Integer),
    Column("document", Text),
    Column("saved_at", UtcTime),
    Column("saved_by", Text),
    Column("note", Text),
)
