"""Values as they leave: masked, hashed the way the receiving side hashes, or safe for a spreadsheet."""

from __future__ import annotations

from sqlglot import exp

from data.contract import Sensitivity
from queries.catalog import Measure, ValueType
from queries.lists.columns import guarded, masked
from queries.lists.form import FileKind, FormColumn, Treatment

_SENSITIVE = frozenset({Sensitivity.CONTACT, Sensitivity.PERSONAL})
_HASH_BLOCK = 64  # bytes of SHA-256 (RFC 2104)


def cell(x: exp.Expr, measure: Measure, column: FormColumn, *, kind: FileKind, country: str, key: str) -> exp.Expr:
    """The value `x` as it leaves. `country` is the calling code of phones without one; `key` is this house's."""
    if measure.type is ValueType.TAGS:
        x = exp.ArrayToString(this=x, expression=exp.Literal.string("; "))
    if column.treatment in _HASHERS:
        return _hashed(normalised(x, measure, country), column.treatment, key)
    is_masked = column.treatment is Treatment.MASKED and measure.sensitivity in _SENSITIVE
    if is_masked:
        x = masked(x, measure)
    if is_masked or measure.type in (ValueType.TEXT, ValueType.TAGS):
        return guarded(x) if kind is FileKind.CSV else x
    if measure.type is ValueType.MONEY:
        return in_currency(x)
    if measure.type is ValueType.NUMBER and measure.is_sum:
        return exp.cast(x, exp.DataType.Type.DOUBLE)  # or two items would read 2.000
    return x


def in_currency(x: exp.Expr) -> exp.Expr:
    hundredth = exp.cast(exp.Literal.number("0.01"), exp.DataType.build("decimal(3,2)"))
    product = exp.Mul(this=exp.cast(x, exp.DataType.build("decimal(18,0)")), expression=hundredth)
    return exp.cast(product, exp.DataType.build("decimal(20,2)"))


def normalised(x: exp.Expr, measure: Measure, country: str) -> exp.Expr:
    """As ad platforms want it before hashing: phones in E.164, addresses trimmed and in small letters."""
    text = exp.cast(x, exp.DataType.Type.TEXT)
    if measure.key == "users.phone":
        return e164(text, country)
    if measure.key == "users.email":
        return exp.Lower(this=exp.Trim(this=text))
    return exp.Trim(this=text)


def e164(x: exp.Expr, country: str) -> exp.Expr:
    """+8613812345678. A number without a calling code gets `country`, and loses the 0 it is dialled with at home."""
    digits = _replaced(x, "[^0-9]", "")
    at_home = exp.DPipe(this=exp.Literal.string(f"+{country}"), expression=_replaced(digits, "^0", ""))
    return (
        exp.Case()
        .when(_begins(exp.Trim(this=x), "+"), exp.DPipe(this=exp.Literal.string("+"), expression=digits.copy()))
        .when(_begins(digits, "00"), exp.DPipe(this=exp.Literal.string("+"), expression=_replaced(digits, "^00", "")))
        .when(_is_whole(digits, country), exp.DPipe(this=exp.Literal.string("+"), expression=digits.copy()))
        .when(exp.NEQ(this=digits.copy(), expression=exp.Literal.string("")), at_home)
    )


def _is_whole(digits: exp.Expr, country: str) -> exp.Expr:
    """8613812345678: the calling code is there and only its plus is missing. No number at home is that long."""
    long_enough = exp.GTE(
        this=exp.Length(this=digits.copy()),
        expression=exp.Literal.number(len(country) + LONGEST_AT_HOME.get(country, 9)),
    )
    return exp.and_(_begins(digits, country), long_enough)


# Digits of a mobile number without the 0 in front: mainland China, Taiwan, Hong Kong, Macau, Singapore.
LONGEST_AT_HOME = {"86": 11, "886": 9, "852": 8, "853": 8, "65": 8}


def _begins(x: exp.Expr, start: str) -> exp.Expr:
    return exp.StartsWith(this=x.copy(), expression=exp.Literal.string(start))


def _replaced(x: exp.Expr, pattern: str, by: str) -> exp.Expr:
    return exp.RegexpReplace(
        this=x.copy(),
        expression=exp.Literal.string(pattern),
        replacement=exp.Literal.string(by),
        modifiers=exp.Literal.string("g"),
    )


def _sha256(x: exp.Expr) -> exp.Expr:
    return exp.SHA2(this=x, length=exp.Literal.number(256))


def _hmac(x: exp.Expr, key: str) -> exp.Expr:
    """HMAC-SHA-256 (RFC 2104) of the text, under the key's 32 bytes."""
    padded = bytes.fromhex(key).ljust(_HASH_BLOCK, b"\0")
    inner, outer = (_blob(bytes(byte ^ pad for byte in padded)) for pad in (0x36, 0x5C))
    digest = exp.Unhex(this=_sha256(exp.DPipe(this=inner, expression=exp.Anonymous(this="encode", expressions=[x]))))
    return _sha256(exp.DPipe(this=outer, expression=digest))


def _blob(content: bytes) -> exp.Expr:
    return exp.Unhex(this=exp.Literal.string(content.hex()))


_HASHERS = {
    Treatment.SHA256: lambda x, key: _sha256(x),
    Treatment.MD5: lambda x, key: exp.MD5(this=x),
    Treatment.HMAC_SHA256: _hmac,
}


def _hashed(x: exp.Expr, treatment: Treatment, key: str) -> exp.Expr:
    """Unknown stays unknown: the hash of nothing would be one value for many."""
    return exp.Case().when(exp.not_(exp.Is(this=x, expression=exp.null())), _HASHERS[treatment](x.copy(), key))
