"""How one delivered column becomes a typed one: layers of readings, each built on the layer before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from data.contract import Column, Kind
from data.intake.parts import Header, Source
from data.intake.statements import column, named, reading
from data.intake.zones import happened_twice, never_happened, settled, to_local, to_utc

NUMERIC = (Source.INTEGER, Source.FLOAT, Source.DECIMAL)
BIRTH = "birth_date"
SOURCE_FILE, SOURCE_ROW = "source_file", "source_row"
TYPED_READINGS = {
    (Kind.INTEGER, Source.INTEGER): "whole_integer",
    (Kind.INTEGER, Source.FLOAT): "float_integer",
    (Kind.INTEGER, Source.DECIMAL): "float_integer",
    (Kind.TAGS, Source.TEXTS): "listed_tags",
    **{(Kind.NUMBER, source): "float_number" for source in NUMERIC},
    **{(Kind.BOOLEAN, source): "number_boolean" for source in NUMERIC},
    **{(Kind.MONEY, source): f"{source.value}_money" for source in NUMERIC},
}
RAW, TRIMMED, GIVEN, PLAIN, PARSED, TYPED, JUDGED = range(7)


@dataclass(frozen=True)
class Way:
    """How the texts of one column are to be read, as declared or proven by the data."""

    zone: str
    business_zone: str
    date_order: str = "year_first"
    has_comma_decimals: bool = False
    words: Mapping[str, str] = field(default_factory=dict)  # foreign word → our value
    today: date | None = None


@dataclass(frozen=True)
class Delivered:
    """A contract column (or an extra), the header that holds it, and the way to read it."""

    column: Column
    header: Header
    is_staged: bool
    way: Way

    def part(self, name: str) -> exp.Expr:
        return column(f"{self.column.name}: {name}")


@dataclass
class Layers:
    """Named expressions by layer. An expression may use what lower layers name."""

    layers: list[dict[str, exp.Expr]] = field(default_factory=lambda: [{} for _ in range(JUDGED + 1)])

    def over(self, source: exp.Query) -> exp.Query:
        """The source with every layer selected on top of the one below; of the source itself only what is read."""
        added = [named(expression, name) for name, expression in self.layers[RAW].items()]
        query = exp.select(column(SOURCE_FILE), column(SOURCE_ROW), *added).from_(source.subquery("below"))
        for layer in self.layers[RAW + 1 :]:
            if layer:
                added = [named(expression, name) for name, expression in layer.items()]
                query = exp.select("*", *added).from_(query.subquery("below"))
        return query


def add_readings(layers: Layers, delivered: Delivered) -> None:
    """Adds the column under its stored name, its local date, and the flags `<name>: unreadable` and the like."""
    name = delivered.column.name
    raw = column(delivered.header.physical)
    layers.layers[RAW][f"{name}: raw"] = raw
    if delivered.header.source is Source.TEXT:
        _add_text(layers, delivered, delivered.part("raw"))
    elif (typed := _from_typed(delivered)) is not None:
        _add_typed(layers, delivered, typed)
    else:
        _add_text(layers, delivered, _as_text(delivered))


def _add_typed(layers: Layers, delivered: Delivered, typed: exp.Expr) -> None:
    layers.layers[GIVEN][f"{delivered.column.name}: given"] = delivered.part("raw")
    if delivered.column.kind is Kind.TIMESTAMP and delivered.header.source is not Source.UTC_TIME:
        layers.layers[PARSED][f"{delivered.column.name}: local"] = typed
        _add_time(layers, delivered, to_utc(delivered.part("local"), delivered.way.zone))
    elif delivered.column.kind is Kind.TIMESTAMP:
        _add_time(layers, delivered, typed)
    else:
        _add_value(layers, delivered, typed)


def _as_text(delivered: Delivered) -> exp.Expr:
    if delivered.header.source is Source.FLOAT:
        return reading("float_text", value=delivered.part("raw"))
    return exp.cast(delivered.part("raw"), "VARCHAR", dialect="duckdb")


def _from_typed(delivered: Delivered) -> exp.Expr | None:
    """How a typed Parquet column becomes the kind that is wanted; None: only by way of its text."""
    source, kind, raw = delivered.header.source, delivered.column.kind, delivered.part("raw")
    if kind in (Kind.DATE, Kind.TIMESTAMP):
        return _from_typed_time(delivered)
    if kind is Kind.SHARE and source in NUMERIC:
        return reading("share_within", share=reading("float_number", value=raw))
    if kind is Kind.BOOLEAN and source is Source.BOOLEAN:
        return raw
    if kind is Kind.TEXT:
        return None if delivered.column.choices else _as_text(delivered)
    name = TYPED_READINGS.get((kind, source))
    return reading(name, value=raw) if name else None


def _from_typed_time(delivered: Delivered) -> exp.Expr | None:
    source, raw = delivered.header.source, delivered.part("raw")
    if delivered.column.kind is Kind.TIMESTAMP:
        names = {Source.UTC_TIME: "instant_time", Source.LOCAL_TIME: "naive_time", Source.DATE: "naive_time"}
        return reading(names[source], value=raw) if source in names else None
    if source is Source.UTC_TIME:
        return reading("day_of", value=to_local(reading("instant_time", value=raw), delivered.way.business_zone))
    return reading("day_of", value=raw) if source in (Source.LOCAL_TIME, Source.DATE) else None


def _add_text(layers: Layers, delivered: Delivered, text: exp.Expr) -> None:
    """Texts of native Parquet are only trimmed: words that stand for “nothing” come from CSV and spreadsheets."""
    name, kind = delivered.column.name, delivered.column.kind
    if kind is Kind.TEXT and not delivered.is_staged:
        layers.layers[GIVEN][f"{name}: given"] = reading("native_text", value=text)
    else:
        layers.layers[TRIMMED][f"{name}: trimmed"] = reading("trimmed", value=text)
        wanted = "text_value" if kind is Kind.TEXT else "typed_value"
        layers.layers[GIVEN][f"{name}: given"] = reading(wanted, value=delivered.part("trimmed"))
    given = delivered.part("given")
    match kind:
        case Kind.TEXT:
            _add_value(layers, delivered, _in_our_words(given, delivered.way.words))
        case Kind.BOOLEAN:
            _add_value(layers, delivered, reading("text_boolean", value=_in_our_words(given, delivered.way.words)))
        case Kind.TAGS:
            _add_value(layers, delivered, reading("text_tags", value=given))
        case Kind.DATE | Kind.TIMESTAMP:
            _add_text_time(layers, delivered)
        case _:
            _add_text_number(layers, delivered)


def _in_our_words(given: exp.Expr, words: Mapping[str, str]) -> exp.Expr:
    if not words:
        return given
    case = exp.Case(this=given)
    for foreign, ours in words.items():
        case = case.when(exp.Literal.string(foreign), exp.Literal.string(ours), copy=False)
    return case.else_(given.copy(), copy=False)


def _add_text_number(layers: Layers, delivered: Delivered) -> None:
    name, kind = delivered.column.name, delivered.column.kind
    mark = "comma_number" if delivered.way.has_comma_decimals else "point_number"
    layers.layers[PLAIN][f"{name}: bare"] = reading("bare_number", value=delivered.part("given"))
    if kind is Kind.SHARE:
        unsigned = reading("without_percent", bare=delivered.part("bare"))
        number = reading("share_number", bare=delivered.part("bare"), number=reading(mark, bare=unsigned))
    else:
        number = reading(mark, bare=delivered.part("bare"))
    layers.layers[PARSED][f"{name}: number"] = number
    typed = reading(f"text_{kind.value}", number=delivered.part("number"))
    _add_value(layers, delivered, typed)


def _add_text_time(layers: Layers, delivered: Delivered) -> None:
    name = delivered.column.name
    ordered = reading("year_first_iso", value=delivered.part("given"))
    if delivered.way.date_order != "year_first":
        ordered = reading(f"{delivered.way.date_order}_iso", value=ordered)
    layers.layers[PLAIN][f"{name}: iso"] = reading("plain_clock", value=ordered)
    iso = delivered.part("iso")
    if delivered.column.kind is Kind.DATE:
        _add_value(layers, delivered, reading("day_of", value=reading("local_time", iso=iso)))
        return
    has_offset = reading("has_offset", iso=iso)
    layers.layers[PARSED][f"{name}: local"] = exp.Case().when(exp.not_(has_offset), reading("local_time", iso=iso))
    layers.layers[PARSED][f"{name}: instant"] = exp.func(
        "coalesce",
        exp.Case().when(has_offset.copy(), reading("offset_time", iso=iso)),
        reading("epoch_time", value=delivered.part("given")),
        dialect="duckdb",
    )
    local = to_utc(delivered.part("local"), delivered.way.zone)
    _add_time(layers, delivered, exp.func("coalesce", delivered.part("instant"), local, dialect="duckdb"))


def _add_time(layers: Layers, delivered: Delivered, utc: exp.Expr) -> None:
    """The UTC time, the local business date, and whether a naive time fell on a change of the clock."""
    name, way = delivered.column.name, delivered.way
    _add_value(layers, delivered, utc)
    has_local = f"{name}: local" in layers.layers[PARSED]
    business = to_local(column(delivered.column.stored_name), way.business_zone)
    if has_local and way.zone == way.business_zone:
        business = exp.func("coalesce", delivered.part("local"), business, dialect="duckdb")
    if delivered.column.date_name:
        layers.layers[JUDGED][delivered.column.date_name] = reading("day_of", value=business)
    if has_local:
        local, utc = delivered.part("local"), column(delivered.column.stored_name)
        if settled(way.zone) is None:
            layers.layers[JUDGED][f"{name}: skipped hour"] = never_happened(local, utc, way.zone)
            layers.layers[JUDGED][f"{name}: repeated hour"] = happened_twice(local, utc, way.zone)


def _add_value(layers: Layers, delivered: Delivered, typed: exp.Expr) -> None:
    """The typed value under its stored name, and whether something was given that could not be read."""
    stored, name = delivered.column.stored_name, delivered.column.name
    read = stored
    if name == BIRTH and delivered.way.today is not None:
        read = f"{name}: read"
        impossible = reading("is_impossible_birth", day=column(read), values={"today": delivered.way.today})
        layers.layers[JUDGED][f"{name}: impossible"] = impossible
        layers.layers[JUDGED][stored] = exp.Case().when(exp.not_(impossible.copy()), column(read))
    layers.layers[TYPED][read] = typed
    layers.layers[JUDGED][f"{name}: unreadable"] = exp.and_(
        delivered.part("given").is_(exp.null()).not_(), column(read).is_(exp.null())
    )
