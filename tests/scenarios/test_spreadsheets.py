"""Excel files: values only, guarded, every fault by row; these tests run when the extra is installed."""

import zipfile
from datetime import datetime

import pytest

from scenarios import spreadsheets
from scenarios.dialects import Dialect
from scenarios.tables import read_raw, read_table
from sim.plan import ALIGNMENT, QUOTAS
from sim.scenario import REPS

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("defusedxml")


def written(tmp_path, *rows, sheets=("Sheet",)):
    book = openpyxl.Workbook()
    book.active.title = sheets[-1]
    for name in sheets[:-1]:
        book.create_sheet(name, 0)
    for row in rows:
        book[sheets[-1]].append(row)
    book.save(tmp_path / "t.xlsx")
    return tmp_path / "t.xlsx"


def codes(issues):
    return [(issue.code, issue.row, issue.column) for issue in issues]


def test_a_sheet_gives_the_same_table_as_csv(tmp_path):
    path = written(
        tmp_path,
        ["id", "home", "hired", "skill"],
        ["bob", "01003", datetime(2025, 11, 3), 0.9],  # noqa: DTZ001 - as Excel holds it
        [None, None, None, None],
        ["ann", "01001", "2019-05-01", 1],
    )

    table, issues = read_table(path, REPS)

    assert issues == []
    assert table["home"].tolist() == ["01001", "01003"]
    assert [str(day) for day in table["hired"]] == ["2019-05-01", "2025-11-03"]
    assert (table["skill"].tolist(), table.source_row.tolist()) == ([1.0, 0.9], [2, 1])


def test_money_of_a_sheet_is_exact_to_the_cent(tmp_path):
    table, _ = read_table(written(tmp_path, ["rep", "quota"], ["a", 0.1], ["b", 750000]), QUOTAS)

    assert table["quota"].tolist() == [10, 75_000_000]


def test_a_code_stored_as_a_number_is_refused_because_its_zeros_are_lost(tmp_path):
    _, issues = read_table(written(tmp_path, ["unit", "rep"], [1001, "ann"]), ALIGNMENT)

    assert codes(issues) == [("T006", 1, "unit")]


def test_a_named_sheet_is_read_and_how_is_said(tmp_path):
    path = written(tmp_path, ["unit", "rep"], ["u", "r"], sheets=("Notes", "Alignment"))

    table, issues = read_table(path, ALIGNMENT, Dialect(sheet="Alignment"))

    assert (len(table), issues) == (1, [])
    assert (
        read_raw(path, ALIGNMENT, Dialect(sheet="Alignment")).said == "Excel (sheet 'Alignment' of 2 stated)"
    )
    assert codes(read_table(path, ALIGNMENT)[1]) == [("T010", 0, "unit")]
    assert "did you mean 'Alignment'" in read_table(path, ALIGNMENT, Dialect(sheet="Aligment"))[1][0].message


def test_a_formula_without_a_stored_value_is_refused_with_its_row(tmp_path):
    _, issues = read_table(written(tmp_path, ["rep", "quota"], ["a", 5], ["b", "=B2*2"]), QUOTAS)

    assert codes(issues) == [("T006", 2, "quota")]


def test_a_formula_with_a_stored_value_counts_for_it_and_is_said(tmp_path):
    path = written(tmp_path, ["rep", "quota"], ["a", "=5*5"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<v></v>", b"<v>25</v>").replace(
        b"<v />", b"<v>25</v>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)

    table, issues = read_table(path, QUOTAS)

    assert issues == []
    assert table["quota"].tolist() == [2500]
    assert "1 formulas, their stored values taken" in read_raw(path, QUOTAS).said


@pytest.mark.parametrize("cell", [True, "#REF!", "5,5"])
def test_what_is_no_amount_is_refused(cell, tmp_path):
    _, issues = read_table(written(tmp_path, ["rep", "quota"], ["a", cell]), QUOTAS)

    assert codes(issues) == [("T006", 1, "quota")]


def test_a_file_packed_like_a_bomb_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheets, "LARGEST_UNPACKED", 1_000_000)
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 2_000_000)

    _, (issue,) = read_table(tmp_path / "t.xlsx", QUOTAS)

    assert issue.code == "T012"
    assert "no honest table" in issue.message


def test_entities_in_the_xml_are_refused(tmp_path):
    path = written(tmp_path, ["rep", "quota"], ["a", 5])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    parts["xl/worksheets/sheet1.xml"] = bomb + parts["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)

    assert codes(read_table(path, QUOTAS)[1]) == [("T012", 0, "rep")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"id,home\n"])
def test_what_is_no_excel_file_is_refused(content, tmp_path):
    (tmp_path / "t.xlsx").write_bytes(content)

    assert codes(read_table(tmp_path / "t.xlsx", QUOTAS)[1]) == [("T012", 0, "rep")]
