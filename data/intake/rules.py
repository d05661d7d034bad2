"""The rules for rows: each a declared row with its severity, the columns it needs, and its words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp

from data.contract import KIND_LABELS, Column, Kind, Table
from data.intake.batches import TypedTable
from data.intake.checked import Severity
from data.intake.money import is_counted, paid_value, was_paid
from data.intake.statements import column, reading
from data.sentence import Gap, Sentence

IMPOSSIBLE_BIRTH = "birth_date: impossible"


@dataclass(frozen=True)
class RowRule:
    """`needs` are contract columns; without them the rule is silent. The predicate is `name` in `sql/rules.sql`."""

    name: str
    table: str
    severity: Severity
    needs: tuple[str, ...]
    words: Sentence


ROW_RULES: tuple[RowRule, ...] = (
    RowRule(
        "placeholder_date",
        "orders",
        Severity.QUARANTINED,
        ("ordered_at",),
        Sentence(
            "Orders dated before 1990, a placeholder and no date: {rows} ({share}). "
            "Set aside; correct the dates at their source."
        ),
    ),
    RowRule(
        "other_currency",
        "orders",
        Severity.QUARANTINED,
        ("currency",),
        Sentence(
            "Orders in another currency than {currency}: {rows} ({share}), worth {amount}. Set aside: "
            "amounts of two currencies cannot be added. Export them converted."
        ),
    ),
    RowRule(
        "zero_amount",
        "orders",
        Severity.NOTE,
        (),
        Sentence("Orders paid with nothing: {rows} ({share}). Kept, and counted as orders."),
    ),
    RowRule(
        "refund_above_paid",
        "orders",
        Severity.WARNING,
        ("refunded_amount",),
        Sentence(
            "Orders refunded more than was paid: {rows} ({share}). Their net amount counts as zero, never negative."
        ),
    ),
    RowRule(
        "refund_without_payment",
        "orders",
        Severity.WARNING,
        ("refunded_amount",),
        Sentence("Orders with a refund that were never paid: {rows} ({share}). Kept, and not counted as orders."),
    ),
    RowRule(
        "paid_before_ordered",
        "orders",
        Severity.WARNING,
        ("paid_at", "ordered_at"),
        Sentence("Orders paid before they were placed: {rows} ({share}). Kept; check the two clocks."),
    ),
    RowRule(
        "refunded_before_ordered",
        "orders",
        Severity.WARNING,
        ("refunded_at", "ordered_at"),
        Sentence("Orders refunded before they were placed: {rows} ({share}). Kept; check the two clocks."),
    ),
    RowRule(
        "negative_discount",
        "orders",
        Severity.WARNING,
        ("discount_amount",),
        Sentence("Orders with a negative discount, where a positive amount is expected: {rows} ({share}). Kept."),
    ),
    RowRule(
        "impossible_birth",
        "users",
        Severity.WARNING,
        ("birth_date",),
        Sentence(
            "Members with an impossible date of birth (in the future, or more than 120 years ago): {rows} ({share}). "
            "The date is treated as unknown."
        ),
    ),
    RowRule(
        "joined_in_future",
        "users",
        Severity.WARNING,
        ("joined_at",),
        Sentence("Members who joined in the future: {rows} ({share}). Kept; check the time zone of the export."),
    ),
    RowRule(
        "referred_by_self",
        "users",
        Severity.WARNING,
        ("referrer_id",),
        Sentence("Members recorded as referred by themselves: {rows} ({share}). Kept."),
    ),
    RowRule(
        "email_shape",
        "users",
        Severity.WARNING,
        ("email",),
        Sentence("Members with an e-mail address that cannot be one: {rows} ({share}). Kept as delivered."),
    ),
    RowRule(
        "phone_shape",
        "users",
        Severity.WARNING,
        ("phone",),
        Sentence("Members with a phone number that cannot be one: {rows} ({share}). Kept as delivered."),
    ),
    RowRule(
        "invited_self",
        "referrals",
        Severity.QUARANTINED,
        ("inviter_id", "invitee_id"),
        Sentence("Invitations of a member to themselves: {rows} ({share}). Set aside."),
    ),
    RowRule(
        "ends_before_start",
        "campaigns",
        Severity.WARNING,
        ("start_date", "end_date"),
        Sentence("Campaigns that end before they start: {rows} ({share}). Kept."),
    ),
    RowRule(
        "control_was_sent",
        "touches",
        Severity.WARNING,
        ("is_control", "delivered_at"),
        Sentence(
            "Touches delivered to people of the control group: {rows} ({share}). "
            "Kept; the results of these campaigns are diluted."
        ),
    ),
    RowRule(
        "negative_item",
        "order_items",
        Severity.WARNING,
        ("item_amount",),
        Sentence("Order lines with a negative amount: {rows} ({share}). Kept."),
    ),
    RowRule(
        "negative_cost",
        "costs",
        Severity.WARNING,
        ("cost_amount",),
        Sentence("Negative costs: {rows} ({share}). Kept."),
    ),
)


@dataclass(frozen=True)
class Judged:
    """One rule ready to run on a table. `about` names the column whose raw value the examples show."""

    name: str
    severity: Severity
    predicate: exp.Expr
    words: Sentence
    about: tuple[str, ...] = ()


def judged_rules(typed: TypedTable, *, today: date, currency: str) -> tuple[Judged, ...]:
    """Every rule that applies to the delivered columns, in the order in which a failing row is named."""
    rules = (
        *_missing(typed),
        *_unreadable(typed),
        *_amounts(typed),
        *_future(typed, today),
        *_declared(typed, today, currency),
        *_clock_changes(typed),
    )
    totals = _totals(typed)
    is_record = [exp.not_(total.predicate) for total in totals]
    return (*totals, *(replace(rule, predicate=exp.and_(*is_record, rule.predicate)) for rule in rules))


def _totals(typed: TypedTable) -> list[Judged]:
    """Spreadsheets end in rows of totals. They are no records, so that no other rule speaks of them."""
    ids = [name for name in typed.table.key if typed.has(name) and typed.table.column(name).kind is Kind.TEXT]
    if not ids or not any(batch.is_staged for batch in typed.batches):
        return []
    words = Sentence(
        "{table}: rows that hold totals, as their {column} says: {rows} ({share}). Set aside; a total is no record."
    )
    each = typed.table.column(ids[0])
    predicate = reading("total_row", file="rules", row_id=column(each.stored_name))
    return [Judged("total_row", Severity.QUARANTINED, predicate, _about(words, typed, each), (each.name,))]


def _declared(typed: TypedTable, today: date, currency: str) -> list[Judged]:
    values = {"today": today, "currency": currency}
    parts: dict[str, exp.Expr] = {"impossible_birth": column(IMPOSSIBLE_BIRTH)}
    if typed.table.name == "orders":
        parts |= {"paid_value": paid_value(typed), "counted": is_counted(typed), "was_paid": was_paid(typed)}
    return [
        Judged(
            rule.name,
            rule.severity,
            reading(rule.name, file="rules", values=values, **parts),
            rule.words,
            rule.needs,
        )
        for rule in ROW_RULES
        if rule.table == typed.table.name and all(typed.has(name) for name in rule.needs)
    ]


def _missing(typed: TypedTable) -> list[Judged]:
    words = Sentence("{table}: rows without {column}, which every row needs: {rows} ({share}). Set aside.")
    return [
        Judged(
            f"required_missing:{each.name}",
            Severity.QUARANTINED,
            exp.and_(column(each.stored_name).is_(exp.null()), exp.not_(_flag(each, typed))),
            _about(words, typed, each),
            (each.name,),
        )
        for each in typed.table.required_columns
        if typed.has(each.name)
    ]


def _unreadable(typed: TypedTable) -> list[Judged]:
    """Where a value decides whether or how a row counts, the row is set aside; elsewhere the value is left blank."""
    set_aside = Sentence(
        "{table}, column {column}: values that cannot be read as {kind}: {rows} ({share}). The rows were set aside."
    )
    blank = Sentence(
        "{table}, column {column}: values that cannot be read as {kind}: {rows} ({share}). Treated as not given."
    )
    return [
        Judged(
            f"unreadable_value:{each.name}",
            Severity.QUARANTINED if decides(each, typed.table) else Severity.WARNING,
            _flag(each, typed),
            _about(set_aside if decides(each, typed.table) else blank, typed, each),
            (each.name,),
        )
        for each in (*typed.table.columns, *typed.extra_columns)
        if f"{each.name}: unreadable" in typed.flags
    ]


def decides(each: Column, table: Table) -> bool:
    """Whether a wrong value would change revenue, or the row's identity, person or time."""
    is_money_of_orders = table.name == "orders" and each.kind is Kind.MONEY
    counts_orders = table.name == "orders" and each.name in ("paid_at", "refunded_at", "is_test")
    return each.is_required or is_money_of_orders or counts_orders or each.name in (*table.key, table.time_column)


def _amounts(typed: TypedTable) -> list[Judged]:
    if typed.table.name != "orders":
        return []
    delivered = [each for each in typed.delivered if each.kind is Kind.MONEY and each.name != "discount_amount"]
    deciding = [each for each in delivered if any(each.name in group for group in typed.table.one_of)]
    return [
        Judged(
            "amount_missing",
            Severity.QUARANTINED,
            exp.and_(*(column(each.stored_name).is_(exp.null()) for each in deciding)),
            Sentence("Orders without any amount: {rows} ({share}). Set aside."),
            tuple(each.name for each in deciding),
        ),
        Judged(
            "negative_amount",
            Severity.QUARANTINED,
            exp.or_(*(exp.LT(this=column(each.stored_name), expression=exp.Literal.number(0)) for each in delivered)),
            Sentence(
                "Orders with a negative amount: {rows} ({share}), {amount} in all. Set aside: "
                "a refund belongs into refunded_amount of its order."
            ),
            tuple(each.name for each in delivered),
        ),
    ]


def _future(typed: TypedTable, today: date) -> list[Judged]:
    """Events cannot lie ahead; plans (campaigns, costs) can, and members are kept with a warning of their own."""
    name = typed.table.time_column
    if name is None or not typed.has(name) or typed.table.name in ("users", "campaigns", "costs"):
        return []
    each = typed.table.column(name)
    words = Sentence("{table}: rows after {today}, the day of this check: {rows} ({share}). Set aside.")
    day = column(each.date_name or each.stored_name)
    return [
        Judged(
            "future_time",
            Severity.QUARANTINED,
            exp.GT(this=day, expression=exp.convert(today)),
            Sentence(words.text, {"table": typed.table.label, "today": today}),
            (name,),
        )
    ]


def _clock_changes(typed: TypedTable) -> list[Judged]:
    skipped = Sentence(
        "{table}, column {column}: times in an hour that the clock change skipped: {rows} ({share}). "
        "Read as if the clock had not yet changed."
    )
    repeated = Sentence(
        "{table}, column {column}: times in an hour that happened twice as the clock changed: {rows} ({share}). "
        "Read as its second occurrence."
    )
    return [
        Judged(f"{name}:{each.name}", Severity.WARNING, column(flag), _about(words, typed, each), (each.name,))
        for each in typed.delivered
        for name, words in (("skipped_hour", skipped), ("repeated_hour", repeated))
        if (flag := f"{each.name}: {name.replace('_', ' ')}") in typed.flags
    ]


def _flag(each: Column, typed: TypedTable) -> exp.Expr:
    name = f"{each.name}: unreadable"
    return column(name) if name in typed.flags else exp.false()


def _about(words: Sentence, typed: TypedTable, each: Column) -> Sentence:
    """The column goes by the header that the person gave it."""
    gaps: dict[str, Gap] = {
        "table": typed.table.label,
        "column": typed.header_of(each),
        "kind": KIND_LABELS[each.kind],
    }
    return Sentence(words.text, gaps)
