"""The same rule selects the same people however many threads read the rows, and in whatever order they come."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from queries.segments import compile_segment
from queries.segments.measured import exact_sum
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import rule_of
from tests.queries.segments.test_against_oracle import AS_OF_DAYS, FIXED
from tests.queries.segments.trees import Rules


@pytest.fixture(scope="module")
def shuffled(brand: Brand) -> Iterator[duckdb.DuckDBPyConnection]:
    """The brand's tables with their rows in another order, for eight threads."""
    version = brand.engine.version
    connection = duckdb.connect(config={"threads": 8, "preserve_insertion_order": False})
    connection.execute("set timezone = 'UTC'")
    for path in sorted(version.folder.glob("*.parquet")):
        rows = connection.sql(f"from read_parquet('{path}')").to_arrow_table()
        order = list(range(rows.num_rows))
        random.Random(path.stem).shuffle(order)
        connection.register("mixed", rows.take(pa.array(order, pa.int64())))
        connection.execute(f"create table {path.stem} as from mixed")
        connection.unregister("mixed")
    yield connection
    connection.close()


def test_random_rules_select_the_same_people_of_shuffled_rows(
    brand: Brand, shuffled: duckdb.DuckDBPyConnection
) -> None:
    rules = Rules(brand.catalog)

    @settings(FIXED, max_examples=1)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        for key in rules.measures:
            condition = data.draw(rules.condition(key))
            as_of = data.draw(AS_OF_DAYS)
            document: dict[str, Any] = {"version": 1, "match": "all", "conditions": [condition]}
            rule = rule_of(document, brand.catalog)
            sql = compile_segment(rule, as_of=as_of, catalog=brand.catalog).sql("duckdb")
            found = {number for (number,) in shuffled.execute(sql).fetchall()}
            assert found == set(brand.engine.query(sql)["user_no"].to_pylist()), document

    check()


def test_a_sum_of_fractions_is_the_same_in_any_order() -> None:
    """Its exact value ends in half a thousandth, where doubles added one by one fall on either side."""
    values = [0.1, 0.2, 0.3, 0.7, 1.1, 2.3, 1000.9, 0.0005] * 5
    total = exp.select(exact_sum(exp.column("x")).as_("total")).from_("given").sql("duckdb")
    connection, sums, naive = duckdb.connect(), set(), set()
    for seed in range(200):
        random.Random(seed).shuffle(values)
        connection.register("given", pa.table({"x": values}))
        sums.update(connection.execute(total).fetchall())
        naive.add(sum_one_by_one(values))
    assert len(naive) > 1
    assert len(sums) == 1


def sum_one_by_one(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total
