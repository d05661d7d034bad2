"""Chinese in two legacy encodings: headers and characters prove which it is, or a person is asked."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract import CONTRACT
from data.errors import MappingError
from data.intake import ExportMapping, mapping_toml, read_mapping
from data.intake.csv_files import csv_sheet, stage_csv
from data.intake.files import DeliveredFile, Format
from tests.data.intake.conftest import Check, good_rows

# As a shop system in Taiwan exports them; the people and orders are invented.
TAIWAN = (
    "訂單編號,會員編號,訂購時間,實付金額,訂單狀態,縣市,通路\n"
    "EC20240501001,M0001,2024/05/01 10:20,1280,已完成,臺北市,官網\n"
    "EC20240502007,M0002,2024/05/02 21:05,399,已取消,高雄市,門市\n"
)


def test_an_export_from_taiwan_is_read_as_big5(check: Check) -> None:
    export = check({"orders.csv": TAIWAN.encode("cp950")}, ExportMapping(users_from_orders=True))
    assert [row["channel"] for row in good_rows(export, "orders")] == ["官網", "門市"]


@pytest.mark.parametrize(
    ("encoding", "channels"),
    [("cp950", ["官方網站購物車", "門市自取櫃檯"]), ("gb18030", ["天猫旗舰店", "京东自营店"])],
)
def test_characters_prove_the_encoding_where_headers_are_english(
    encoding: str, channels: list[str], check: Check
) -> None:
    rows = [f"A{n},2024-05-0{n + 1},10,{channel}\n" for n, channel in enumerate(channels)]
    text = "order_id,ordered_at,paid_amount,channel\n" + "".join(rows)
    export = check({"orders.csv": text.encode(encoding)})
    assert [row["channel"] for row in good_rows(export, "orders")] == channels


BEIJING = "order_id,ordered_at,paid_amount,channel\nA1,2024-05-01,10,北京\n".encode("gb18030")


def test_characters_common_in_both_are_asked(check: Check) -> None:
    with pytest.raises(MappingError, match=r'two encodings.*北京.*\n\[encodings\]\n"orders.csv" = "gb18030"'):
        check({"orders.csv": BEIJING})


@pytest.mark.parametrize(("declared", "read"), [("gb18030", "北京"), ("big5", "控儔")])
def test_a_declared_encoding_is_obeyed(declared: str, read: str, check: Check) -> None:
    mapping = ExportMapping(encodings={"ord*.csv": declared})
    assert good_rows(check({"orders.csv": BEIJING}, mapping), "orders")[0]["channel"] == read


def test_declared_encodings_are_kept_in_the_mapping_file(tmp_path: Path) -> None:
    mapping = ExportMapping(encodings={"orders*.csv": "big5"})
    (tmp_path / "mapping.toml").write_text(mapping_toml(mapping), "utf-8")
    assert read_mapping(tmp_path / "mapping.toml") == mapping


HEADERS = sorted({column.label.zh_CN for table in CONTRACT for column in table.columns})
TAIWAN_HEADERS = sorted({column.label.zh_TW for table in CONTRACT for column in table.columns})
WRITTEN = {
    "utf-8": (HEADERS, "天猫旗舰店京东自营商城小程序会员广东省深圳市南山区"),
    "utf-16": (HEADERS, "天猫旗舰店京东自营商城小程序会员广东省深圳市南山区"),
    "gb18030": (HEADERS, "天猫旗舰店京东自营商城小程序会员广东省深圳市南山区"),
    "cp950": (TAIWAN_HEADERS, "官方網站購物車門市自取櫃檯會員臺北市高雄縣"),
}


@settings(max_examples=60)
@given(data=st.data(), encoding=st.sampled_from(sorted(WRITTEN)))
def test_what_is_written_in_an_encoding_is_read_back_or_asked(
    data: st.DataObject, encoding: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    headers, characters = WRITTEN[encoding]
    names = data.draw(st.lists(st.sampled_from(headers).filter(codable(encoding)), min_size=2, max_size=6, unique=True))
    values = data.draw(st.lists(st.text(characters, min_size=1, max_size=12), min_size=len(names), max_size=len(names)))
    folder = tmp_path_factory.mktemp("written")
    path = folder / "export.csv"
    path.write_bytes((",".join(names) + "\n" + ",".join(values) + "\n").encode(encoding))
    try:
        sheet = csv_sheet(DeliveredFile(path, Format.CSV))
    except MappingError:
        return
    part = stage_csv(sheet, folder)
    import pyarrow.parquet as pq

    (row,) = pq.read_table(part.parquet).drop_columns(["source row"]).to_pylist()
    assert [header.text for header in sheet.headers] == names
    assert list(row.values()) == values


def codable(encoding: str):  # type: ignore[no-untyped-def]
    def can(text: str) -> bool:
        return text == codecs.decode(codecs.encode(text, encoding, "replace"), encoding)

    return can
