"""Parquet in: the footer tells headers, types and rows; the rows stay where they lie."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet

from data.errors import UnreadableFile
from data.intake.files import DeliveredFile
from data.intake.parts import Header, Part, Sheet, Source, check_headers
from data.sentence import Sentence


def parquet_sheet(file: DeliveredFile) -> Sheet:
    """Headers and types as the footer declares them."""
    schema = _footer(file).schema_arrow
    headers = tuple(
        Header(field.name.strip(" \t\r\n\u3000\u00a0\ufeff"), field.name, _source(field.type)) for field in schema
    )
    check_headers(str(file.path), headers)
    return Sheet(file, headers)


def parquet_part(sheet: Sheet) -> Part:
    return Part(sheet, sheet.file.path, _footer(sheet.file).metadata.num_rows, is_staged=False)


def _footer(file: DeliveredFile) -> pa.parquet.ParquetFile:
    try:
        with pa.parquet.ParquetFile(file.path) as parquet:
            return parquet
    except (pa.ArrowException, OSError, ValueError) as reason:
        raise UnreadableFile(
            Sentence(
                "{file} is damaged or cut off: {reason}. Copy or export it again.",
                {"file": str(file.path), "reason": str(reason).split("\n", 1)[0][:300].rstrip(".")},
            )
        ) from reason


def _source(arrow: pa.DataType) -> Source:
    if pa.types.is_dictionary(arrow):
        return _source(arrow.value_type)
    if pa.types.is_timestamp(arrow):
        return Source.UTC_TIME if arrow.tz else Source.LOCAL_TIME
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow):
        return Source.TEXTS if _source(arrow.value_type) is Source.TEXT else Source.OTHER
    tests = {
        Source.TEXT: lambda kind: (
            pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
        ),
        Source.INTEGER: pa.types.is_integer,
        Source.FLOAT: pa.types.is_floating,
        Source.DECIMAL: pa.types.is_decimal,
        Source.BOOLEAN: pa.types.is_boolean,
        Source.DATE: pa.types.is_date,
    }
    return next((source for source, test in tests.items() if test(arrow)), Source.OTHER)
