import csv
import subprocess
import sys
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scenarios import parquet_files
from scenarios.tables import read_table
from sim.plan import ALIGNMENT, QUOTAS
from sim.scenario import REPS, UNITS


def read_text(tmp_path, text, spec=ALIGNMENT, encoding="utf-8"):
    file = tmp_path / "t.csv"
    file.write_bytes(text.encode(encoding))
    return read_table(file, spec)


def read_parquet(tmp_path, columns, spec):
    file = tmp_path / "t.parquet"
    pq.write_table(pa.table(columns), file)
    return read_table(file, spec)


def codes(issues):
    return [(issue.code, issue.row, issue.column) for issue in issues]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_delimiter_is_seen_in_the_headings_and_codes_keep_their_zeros(
    delimiter, encoding, newline, tmp_path
):
    rows = ["unit,rep", "01001,zoë", "00907,ann"]

    table, issues = read_text(tmp_path, newline.join(rows).replace(",", delimiter), encoding=encoding)

    assert issues == []
    assert dict(zip(table["unit"], table["rep"], strict=True)) == {"00907": "ann", "01001": "zoë"}
    assert table.source_row.tolist() == [2, 1]


def test_a_delimiter_inside_the_cells_does_not_mislead(tmp_path):
    table, issues = read_text(tmp_path, 'unit;rep\n"1;1";"Ann, of Kent; and ""Sussex"""\n')

    assert issues == []
    assert (table["unit"][0], table["rep"][0]) == ("1;1", 'Ann, of Kent; and "Sussex"')


def test_nothing_is_trimmed_off_a_cell(tmp_path):
    table, _ = read_text(tmp_path, "unit,rep\n1, ann \n")

    assert table["rep"][0] == " ann "


def test_empty_cells_are_absent_and_a_blank_line_is_no_row(tmp_path):
    _, issues = read_text(tmp_path, "unit,rep\n1,ann\n\n2,\n,bob\n\n")

    assert codes(issues) == [("T005", 2, "rep"), ("T004", 3, "unit")]


def test_an_empty_name_is_allowed_where_a_name_is_optional(tmp_path):
    table, issues = read_text(tmp_path, "id,name,potential\n1,,5\n", UNITS)

    assert issues == []
    assert (table["name"][0], table["lng"][0]) == ("", 0.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("T010", 0, "unit")]),
        ("\n\n", [("T010", 0, "unit")]),
        ("unit,rep\n", [("T010", 0, "unit")]),
        ("unit,rep\n1,a\n2,b\x00c\n", [("T012", 2, "unit")]),
        ('unit,rep\n1,a\n2,"b"c\n', [("T012", 2, "unit")]),
        ('unit,rep\n1,a\n2,"open\n', [("T012", 2, "unit")]),
        ("unit,rep\n1,a,x\n2\n", [("T011", 1, "unit"), ("T011", 2, "unit")]),
        ("unit,rep,rep\n1,a,b\n", [("T013", 0, "rep")]),
        ("unit,rep,\n1,a,\n", [("T013", 0, "unit")]),
        ("unit,boss\n1,a\n", [("T001", 0, "rep"), ("T002", 0, "boss")]),
        ("unit:rep\n1:a\n", [("T001", 0, "unit"), ("T001", 0, "rep"), ("T002", 0, "unit:rep")]),
        ("unit,rep\n1,a\n1,b\n", [("T003", 2, "unit")]),
    ],
)
def test_a_broken_csv_is_refused_with_code_and_row(text, expected, tmp_path):
    table, issues = read_text(tmp_path, text)

    assert table is None
    assert codes(issues) == expected


def test_a_cell_as_large_as_a_book_is_refused(tmp_path):
    table, issues = read_text(tmp_path, f"unit,rep\n1,{'x' * (csv.field_size_limit() + 1)}\n")

    assert table is None
    assert codes(issues) == [("T012", 1, "unit")]


def test_bytes_that_are_no_utf_8_are_refused_with_their_row(tmp_path):
    _, (issue,) = read_text(tmp_path, "unit,rep\n1,ann\n2,zoë\n", encoding="cp1252")

    assert (issue.code, issue.row, issue.message) == (
        "T012",
        2,
        "byte 0xeb is not UTF-8 text; save the file as UTF-8, or state how it is written: {file: …, encoding: cp1252}",
    )


def test_parquet_gives_the_same_table_as_csv(tmp_path):
    text, _ = read_text(
        tmp_path, "id,home,hired,skill\nbob,01003,2025-11-03,0.9\nann,01001,2019-05-01,1\n", REPS
    )
    columns = {
        "id": pa.array(["bob", "ann"]).dictionary_encode(),
        "home": pa.array(["01003", "01001"], pa.large_string()),
        "hired": pa.array([datetime(2025, 11, 3, 9), datetime(2019, 5, 1)], pa.timestamp("ns")),  # noqa: DTZ001 - as files hold them
        "skill": pa.array([0.9, 1.0]),
    }

    binary, issues = read_parquet(tmp_path, columns, REPS)

    assert issues == []
    assert [text[name].tolist() for name in text.columns] == [binary[name].tolist() for name in text.columns]
    assert binary["hired"].tolist() == [date(2019, 5, 1), date(2025, 11, 3)]


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("name", pa.array([1001, 1002]), [("T006", 1, "name"), ("T006", 2, "name")]),
        ("id", pa.array(["a", None]), [("T004", 2, "id")]),
        ("potential", pa.array([1.0, None]), [("T005", 2, "potential")]),
        (
            "potential",
            pa.array([float("nan"), float("inf")]),
            [("T005", 1, "potential"), ("T006", 2, "potential")],
        ),
        ("potential", pa.array(["7", "x"]), [("T006", 2, "potential")]),
        ("potential", pa.array([True, False]), [("T006", 0, "potential")]),
        ("potential", pa.array([[1.0], [2.0]]), [("T006", 0, "potential")]),
        ("name", pa.array([b"x", b"y"]), [("T006", 0, "name")]),
    ],
)
def test_a_parquet_column_of_the_wrong_kind_is_refused(column, values, expected, tmp_path):
    columns = {"id": pa.array(["a", "b"]), "potential": pa.array([1.0, 2.0])} | {column: values}

    table, issues = read_parquet(tmp_path, columns, UNITS)

    assert table is None
    assert codes(issues) == expected


def test_an_absent_name_in_parquet_is_an_empty_one(tmp_path):
    table, issues = read_parquet(
        tmp_path, {"id": ["a", "b"], "potential": [1, 2], "name": pa.array(["x", None])}, UNITS
    )

    assert issues == []
    assert table["name"].tolist() == ["x", ""]


def test_a_parquet_file_that_unpacks_too_large_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet_files, "MOST_ROWS", 1000)

    table, issues = read_parquet(tmp_path, {"unit": ["u"] * 1001, "rep": ["r"] * 1001}, ALIGNMENT)

    assert table is None
    assert codes(issues) == [("T012", 0, "unit")]


def test_a_torn_parquet_file_is_refused(tmp_path):
    read_parquet(tmp_path, {"unit": ["u"], "rep": ["r"]}, ALIGNMENT)
    whole = (tmp_path / "t.parquet").read_bytes()
    (tmp_path / "t.parquet").write_bytes(whole[: len(whole) // 2])

    assert codes(read_table(tmp_path / "t.parquet", ALIGNMENT)[1]) == [("T012", 0, "unit")]


def test_money_is_exact_to_the_cent(tmp_path):
    table, issues = read_text(tmp_path, "rep,quota\na,90071992547409.93\nb,0.10\n", QUOTAS)

    # Beyond 2**53 cents a float would be off by one.
    assert issues == []
    assert table["quota"].tolist() == [9007199254740993, 10]


def test_reading_a_world_imports_no_pandas():
    lines = "import scenarios, sys; scenarios.load('us-field-force/today'); print('pandas' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"
