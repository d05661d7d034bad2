"""The manifest comes back from JSON exactly as it went."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract import Kind
from data.errors import StoreError
from data.intake.checked import Effect, ExtraColumn, Finding, Severity
from data.sentence import Label, Money, Sentence, Share
from data.settings import Settings
from data.store import Manifest, open_version
from data.store.manifest import MANIFEST_NAME, SourceFact, TableFacts, Unattributed, manifest_from_json
from tests.stores import store_from_rows

ORIGIN = Path("manifest.json")
LABEL = Label("Repurchase", "复购率", "回購率")
FINDING = Finding(
    rule="refund_above_paid",
    table="orders",
    severity=Severity.WARNING,
    sentence=Sentence(
        "{rows} row of {table} at {share} cost {money} on {day}, {moment}: {nothing} {exact} {part}.",
        {
            "rows": 12,
            "table": LABEL,
            "share": Share(0.1, 2),
            "money": Money(1250),
            "day": date(2025, 1, 2),
            "moment": datetime(2025, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
            "nothing": None,
            "exact": Decimal("1.10"),
            "part": Sentence("{yes}", {"yes": True}),
        },
        plural="{rows} rows.",
        count="rows",
    ),
    rows=12,
    share=0.1,
    examples=({"order_id": "1", "paid_at": datetime(2025, 1, 2), "tags": ["a", None], "amount": 0.1},),
    effects=(Effect(LABEL, 0.312, None, True),),
)
MANIFEST = Manifest(
    id="20260101T000000Z-00000000",
    built_at=datetime(2026, 1, 1, tzinfo=UTC),
    contract_version=1,
    store_format=2,
    timezone="Asia/Shanghai",
    currency="CNY",
    data_start=date(2025, 1, 1),
    data_end=date(2025, 12, 31),
    people=3,
    fingerprint="f",
    sources=(SourceFact("会员.parquet", "ab", 10, 3, "users"),),
    tables={
        "users": TableFacts(
            True, 3, ("user_id",), (ExtraColumn("shoe", "鞋码", Kind.INTEGER),), date(2025, 1, 1), None, "key", 10
        )
    },
    findings=(FINDING,),
    unattributed=Unattributed(1, 250),
)


def test_a_manifest_comes_back_as_it_went() -> None:
    assert manifest_from_json(MANIFEST.to_json(), origin=ORIGIN) == MANIFEST


@given(
    st.dictionaries(
        st.text(min_size=1),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text()
        | st.dates()
        | st.datetimes()
        | st.lists(st.text()),
    )
)
def test_examples_of_any_values_come_back(example: dict[str, object]) -> None:
    manifest = replace(MANIFEST, findings=(replace(FINDING, examples=(example,)),))
    assert manifest_from_json(manifest.to_json(), origin=ORIGIN) == manifest


def test_a_manifest_is_readable_by_people() -> None:
    assert "复购率" in MANIFEST.to_json()


@pytest.mark.parametrize("field", ["contract_version", "store_format"])
def test_another_contract_is_named(field: str) -> None:
    other = MANIFEST.to_json().replace(f'"{field}": {getattr(MANIFEST, field)}', f'"{field}": 99')
    with pytest.raises(StoreError, match=r"was written under contract .*99.* this program reads contract"):
        manifest_from_json(other, origin=ORIGIN)


def test_a_store_of_another_contract_names_the_export_and_the_command(tmp_path: Path) -> None:
    folder = tmp_path / "our export"
    sources = []
    for name in ("users.parquet", "more/orders.parquet"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
        sources.append(SourceFact(str(folder / name), "ab", 10, 3, "users"))
    older = replace(MANIFEST, store_format=1, sources=tuple(sources)).to_json()
    with pytest.raises(StoreError, match=rf"Build the store again from the export in .*: .* build '{folder}'"):
        manifest_from_json(older, origin=ORIGIN)
    (folder / "users.parquet").unlink()
    with pytest.raises(StoreError, match=r"no longer where it lay.*: python cli\.py build FOLDER"):
        manifest_from_json(older, origin=ORIGIN)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "\0", MANIFEST.to_json()[:400]])
def test_a_damaged_manifest_is_named(text: str) -> None:
    with pytest.raises(StoreError, match=r"manifest\.json cannot be read"):
        manifest_from_json(text, origin=ORIGIN)


@pytest.mark.parametrize("field", list(json.loads(MANIFEST.to_json())))
def test_a_manifest_that_lacks_a_field_is_damaged(field: str) -> None:
    written = json.loads(MANIFEST.to_json())
    del written[field]
    with pytest.raises(StoreError):
        manifest_from_json(json.dumps(written), origin=ORIGIN)


def test_findings_and_sources_reach_the_manifest_on_disk(tmp_path: Path) -> None:
    version = store_from_rows(tmp_path, users=[{"user_id": "ann"}])
    written = json.loads((version.folder / MANIFEST_NAME).read_text("utf-8"))
    assert [source["table"] for source in written["sources"]] == ["users", "orders"]
    assert open_version(Settings(home=tmp_path / "home")).manifest == version.manifest
