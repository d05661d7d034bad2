"""The rules for rows: each a declared row with its severity, the columns it needs, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from data.contract import Column, Kind, Table
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
            "{rows} orders ({share}) are dated before 1990, which is a placeholder and no date. "
            "They were set aside; correct them at the source."
        ),
    ),
    RowRule(
        "other_currency",
        "orders",
        Severity.QUARANTINED,
        ("currency",),
        Sentence(
            "{rows} orders ({share}) worth {amount} are in another currency than {currency}. They were set aside: "
            "amounts of two currencies cannot be added. Export them converted."
        ),
    ),
    RowRule(
        "zero_amount",
        "orders",
        Severity.NOTE,
        (),
        Sentence("{rows} orders ({share}) were paid with nothing. They are kept and count as orders."),
    ),
    RowRule(
        "refund_above_paid",
        "orders",
        Severity.WARNING,
        ("refunded_amount",),
        Sentence(
            "{rows} orders ({share}) were refunded more than was paid. Their net amount counts as zero, never negative."
        ),
    ),
    RowRule(
        "refund_without_payment",
        "orders",
        Severity.WARNING,
        ("refunded_amount",),
        Sentence(
            "{rows} orders ({share}) have a refund but were never paid. They are kept and do not count as orders."
        ),
    ),
    RowRule(
        "paid_before_ordered",
        "orders",
        Severity.WARNING,
        ("paid_at", "ordered_at"),
        Sentence("{rows} orders ({share}) were paid before they were placed. They are kept; check the two clocks."),
    ),
    RowRule(
        "refunded_before_ordered",
        "orders",
        Severity.WARNING,
        ("refunded_at", "ordered_at"),
        Sentence("{rows} orders ({share}) were refunded before they were placed. They are kept; check the two clocks."),
    ),
    RowRule(
        "negative_discount",
        "orders",
        Severity.WARNING,
        ("discount_amount",),
        Sentence(
            "{rows} orders ({share}) have a negative discount, where a positive amount is expected. They are kept."
        ),
    ),
    RowRule(
        "impossible_birth",
        "users",
        Severity.WARNING,
        ("birth_date",),
        Sentence(
            "{rows} members ({share}) have an impossible date of birth (in the future, or more than 120 years ago). "
            "It is treated as unknown."
        ),
    ),
    RowRule(
        "joined_in_future",
        "users",
        Severity.WARNING,
        ("joined_at",),
        Sentence("{rows} members ({share}) joined in the future. They are kept; check the time zone of the export."),
    ),
    RowRule(
        "referred_by_self",
        "users",
        Severity.WARNING,
        ("referrer_id",),
        Sentence("{rows} members ({share}) are recorded as referred by themselves. They are kept."),
    ),
    RowRule(
        "email_shape",
        "users",
        Severity.WARNING,
        ("email",),
        Sentence("{rows} members ({share}) have an e-mail address that cannot be one. It is kept as it is."),
    ),
    RowRule(
        "phone_shape",
        "users",
        Severity.WARNING,
        ("phone",),
        Sentence("{rows} members ({share}) have a phone number that cannot be one. It is kept as it is."),
    ),
    RowRule(
        "invited_self",
        "referrals",
        Severity.QUARANTINED,
        ("inviter_id", "invitee_id"),
        Sentence("{rows} invitations ({share}) are from a member to themselves. They were set aside."),
    ),
    RowRule(
        "ends_before_start",
        "campaigns",
        Severity.WARNING,
        ("start_date", "end_date"),
        Sentence("{rows} campaigns ({share}) end before they start. They are kept."),
    ),
    RowRule(
        "control_was_sent",
        "touches",
        Severity.WARNING,
        ("is_control", "delivered_at"),
        Sentence(
            "{rows} touches ({share}) are in the control group and were delivered all the same. "
            "They are kept; results of these campaigns are diluted."
        ),
    ),
    RowRule(
        "negative_item",
        "order_items",
        Severity.WARNING,
        ("item_amount",),
        Sentence("{rows} order lines ({share}) have a negative amount. They are kept."),
    ),
    RowRule(
        "negative_cost",
        "costs",
        Severity.WARNING,
        ("cost_amount",),
        Sentence("{rows} costs ({share}) are negative. They are kept."),
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
    return (
        *_missing(typed),
        *_unreadable(typed),
        *_amounts(typed),
        *_future(typed, today),
        *_declared(typed, today, currency),
        *_clock_changes(typed),
    )


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
    words = Sentence("{table}: {rows} rows ({share}) have no {column}, which every row needs. They were set aside.")
    return [
        Judged(
            f"required_missing:{each.name}",
            Severity.QUARANTINED,
            exp.and_(column(each.stored_name).is_(exp.null()), exp.not_(_flag(each, typed))),
            _about(words, typed.table, each),
            (each.name,),
        )
        for each in typed.table.required_columns
        if typed.has(each.name)
    ]


def _unreadable(typed: TypedTable) -> list[Judged]:
    """Where a value decides whether or how a row counts, the row is set aside; elsewhere the value is left blank."""
    set_aside = Sentence(
        "{table}, column {column}: {rows} values ({share}) cannot be read as {kind}. The rows were set aside."
    )
    blank = Sentence(
        "{table}, column {column}: {rows} values ({share}) cannot be read as {kind}. They are treated as not given."
    )
    return [
        Judged(
            f"unreadable_value:{each.name}",
            Severity.QUARANTINED if decides(each, typed.table) else Severity.WARNING,
            _flag(each, typed),
            _about(set_aside if decides(each, typed.table) else blank, typed.table, each),
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
            Sentence("{rows} orders ({share}) have no amount at all. They were set aside."),
            tuple(each.name for each in deciding),
        ),
        Judged(
            "negative_amount",
            Severity.QUARANTINED,
            exp.or_(*(exp.LT(this=column(each.stored_name), expression=exp.Literal.number(0)) for each in delivered)),
            Sentence(
                "{rows} orders ({share}) have a negative amount, {amount} in all. They were set aside: "
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
    words = Sentence("{table}: {rows} rows ({share}) lie after {today}, the day of this check. They were set aside.")
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
        "{table}, column {column}: {rows} times ({share}) fall into an hour that the clock change skipped. "
        "They are read as if the clock had not yet changed."
    )
    repeated = Sentence(
        "{table}, column {column}: {rows} times ({share}) fall into an hour that happened twice as the clock changed. "
        "They are read as its second occurrence."
    )
    return [
        Judged(f"{name}:{each.name}", Severity.WARNING, column(flag), _about(words, typed.table, each), (each.name,))
        for each in typed.delivered
        for name, words in (("skipped_hour", skipped), ("repeated_hour", repeated))
        if (flag := f"{each.name}: {name.replace('_', ' ')}") in typed.flags
    ]


def _flag(each: Column, typed: TypedTable) -> exp.Expr:
    name = f"{each.name}: unreadable"
    return column(name) if name in typed.flags else exp.false()


def _about(words: Sentence, table: Table, each: Column) -> Sentence:
    gaps: dict[str, Gap] = {"table": table.label, "column": each.name, "kind": each.kind.value}
    return Sentence(words.text, gaps)
