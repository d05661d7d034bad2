"""DuckDB as this house runs it: locked, cancellable, safe between threads, honest about a version that is gone."""

from __future__ import annotations

import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from data.contract import CONTRACT
from data.errors import Cancelled, QuestionError, VersionGone
from data.settings import Settings
from data.store import Version
from queries.engines import DuckDBEngine, open_engine
from queries.engines.duck import DuckDBCursor

ENDLESS = "select count(*) as n from range(1000000) a cross join range(1000000) b where a.range + b.range = -1"


def test_every_stored_table_is_a_view(duck: DuckDBEngine) -> None:
    for table in CONTRACT:
        assert duck.query(f"select count(*) as n from {table.name}").num_rows == 1


def test_threads_get_their_own_answers(duck: DuckDBEngine) -> None:
    def count_below(limit: int) -> int:
        found = duck.query(f"select count(*) as n from orders, range(200) where range < {limit}")
        return int(found["n"][0].as_py())

    limits = list(range(40)) * 3
    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(count_below, limits)) == [200 * limit for limit in limits]


def test_no_more_than_four_queries_run_at_once(duck: DuckDBEngine) -> None:
    waiting = [duck.cursor() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(cursor.query, ENDLESS) for cursor in waiting]
        while len(duck._running) < 4:
            time.sleep(0.01)
        time.sleep(0.1)
        assert len(duck._running) == 4
        for cursor in waiting:
            cursor.cancel()
        assert all(isinstance(answer.exception(), Cancelled) for answer in answers)


def test_another_thread_can_stop_a_query(duck: DuckDBEngine) -> None:
    cursor = duck.cursor()
    threading.Timer(0.2, cursor.cancel).start()
    with pytest.raises(Cancelled, match="stopped before it was answered"):
        cursor.query(ENDLESS)


def test_a_query_stopped_before_it_began_never_runs(duck: DuckDBEngine) -> None:
    cursor = duck.cursor()
    cursor.cancel()
    with pytest.raises(Cancelled):
        cursor.query("select 1 as n")


def test_a_stopped_query_leaves_the_others_alone(duck: DuckDBEngine) -> None:
    stopped, other = duck.cursor(), duck.cursor()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(stopped.query, ENDLESS)
        assert other.query("select count(*) as n from orders")["n"][0].as_py() == 200
        stopped.cancel()
        assert isinstance(running.exception(), Cancelled)


def test_the_engine_stops_all_of_its_queries(duck: DuckDBEngine) -> None:
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(duck.query, ENDLESS) for _ in range(2)]
        while len(duck._running) < 2:
            time.sleep(0.01)
        duck.cancel()
        assert all(isinstance(answer.exception(), Cancelled) for answer in running)


def test_a_place_is_free_again_after_a_failure(duck: DuckDBEngine) -> None:
    for _ in range(10):
        with pytest.raises(duckdb.Error):
            duck.query("select no_such_column from orders")
    assert duck.query("select 1 as n").num_rows == 1


def test_a_stream_hands_out_batches(duck: DuckDBEngine) -> None:
    with duck.cursor().stream("select order_id as order_id from orders", rows_per_batch=64) as batches:
        assert sum(batch.num_rows for batch in batches) == 200


def read_and_stop(cursor: DuckDBCursor) -> None:
    with cursor.stream("select a.order_id as order_id from orders a cross join range(10000000)") as batches:
        for number, _ in enumerate(batches):
            if number == 3:
                threading.Thread(target=cursor.cancel).start()


def test_a_stopped_stream_does_not_end_as_if_it_were_whole(duck: DuckDBEngine) -> None:
    with pytest.raises(Cancelled):
        read_and_stop(duck.cursor())


def test_the_fault_of_who_reads_a_stream_stays_theirs(duck: DuckDBEngine) -> None:
    with (
        pytest.raises(OSError, match="disk full"),
        duck.cursor().stream("select order_id as order_id from orders"),
    ):
        raise OSError("disk full")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('/etc/passwd')",
        "copy orders to '/tmp/stolen.csv'",
        "set threads = 8",
        "attach '/tmp/other.db'",
        "install httpfs",
        "select * from some_python_name",
    ],
)
def test_nothing_outside_the_version_can_be_touched(duck: DuckDBEngine, statement: str) -> None:
    some_python_name = [1]  # noqa: F841 – DuckDB would find it by looking into our frame
    with pytest.raises(duckdb.Error):
        duck.query(statement)


def test_a_deleted_version_is_named(duck: DuckDBEngine, shop: Version) -> None:
    shutil.rmtree(shop.folder)
    with pytest.raises(VersionGone, match=shop.id):
        duck.query("select count(*) as n from orders")


def test_a_deleted_version_cannot_be_opened(shop: Version, settings: Settings) -> None:
    shutil.rmtree(shop.folder)
    with pytest.raises(VersionGone, match=shop.id):
        DuckDBEngine(shop, settings)


def test_too_little_memory_is_said_in_words(shop: Version, tmp_path: Path) -> None:
    engine = DuckDBEngine(shop, Settings(home=tmp_path / "home", threads=1, memory_limit="20MB"))
    with pytest.raises(QuestionError, match="memory_limit"):
        engine.query("select list(a.range) as n from range(3000000) a, range(2) b")
    engine.close()


def test_what_does_not_fit_into_memory_goes_to_disk(shop: Version, tmp_path: Path) -> None:
    engine = DuckDBEngine(shop, Settings(home=tmp_path / "elsewhere" / "home", threads=1, memory_limit="40MB"))
    numbers = "select md5(cast(range as varchar)) as k from range(1000000)"
    found = engine.query(
        f"select max(place) as n from (select row_number() over (order by k) as place, k from ({numbers}))"
    )
    assert found["n"][0].as_py() == 1_000_000
    engine.close()


def test_a_version_is_opened_once_for_all(shop: Version, settings: Settings) -> None:
    with ThreadPoolExecutor(4) as pool:
        engines = {id(engine) for engine in pool.map(lambda _: open_engine(shop, settings), range(8))}
    assert len(engines) == 1


def test_the_setting_that_made_groups_slow_is_off(duck: DuckDBEngine) -> None:
    found = duck.query("select value as value from duckdb_settings() where name = 'disabled_optimizers'")
    assert found["value"][0].as_py() == "partitioned_execution"
