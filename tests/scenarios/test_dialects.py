"""How a table's file is written is stated in the scenario, or sniffed and said; numbers are never guessed."""

import pytest

import scenarios
from scenarios.dialects import Dialect
from scenarios.tables import read_raw, read_table
from sim.plan import QUOTAS
from sim.scenario import UNITS


def variant(tiny, text, quotas=None, encoding="utf-8"):
    if quotas is not None:
        (tiny / "data" / "q.csv").write_bytes(quotas.encode(encoding))
    (tiny / "v.yaml").write_text(f"extends: base.yaml\n{text}\n")
    return tiny / "v.yaml"


def quotas(tiny, stated, text, encoding="utf-8"):
    path = variant(tiny, f"plan: {{quotas: {{table: {{file: data/q.csv{stated}}}}}}}", text, encoding)
    return scenarios.load(path).plan.quotas.table["quota"].tolist()


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        (', decimal: ",", thousands: "."', "rep;quota\nann;250.000,00\nbob;199.999,99\n"),
        (', decimal: ","', "rep;quota\nann;250000,00\nbob;199999,99\n"),
        (', thousands: ",", delimiter: ";"', "rep;quota\nann;250,000.00\nbob;199999.99\n"),
        (', thousands: "\'", delimiter: tab', "rep\tquota\nann\t250'000\nbob\t199'999.99\n"),
        (', delimiter: "|"', "rep|quota\nann|250000|\nbob|199999.99|\n".replace("|\n", "\n")),
    ],
)
def test_numbers_are_read_as_they_are_stated_to_be_written(stated, text, tiny):
    assert quotas(tiny, stated, text) == [25_000_000, 19_999_999]


@pytest.mark.parametrize(
    ("stated", "cell"),
    [
        (', decimal: ","', "250.000"),
        (', decimal: ","', "1250.5"),
        (', decimal: ",", thousands: "."', "25.00"),
        (', decimal: ",", thousands: "."', "1.2.3"),
        (', thousands: ","', "250,00"),
        ("", "250.000,00"),
        ("", "250 000"),
    ],
)
def test_a_number_that_is_written_otherwise_is_refused_not_guessed(stated, cell, tiny):
    with pytest.raises(scenarios.ScenarioError) as refused:
        quotas(tiny, stated + ', delimiter: ";"', f"rep;quota\nann;{cell}\nbob;1\n")

    (fault,) = refused.value.faults
    assert (fault.code, fault.row, fault.path, fault.got) == ("T006", 1, "quota", f"'{cell}'")


def test_a_stated_encoding_reads_what_utf_8_cannot(tiny):
    text = (tiny / "data" / "units.csv").read_text().replace("Ashby", "Zürich")
    (tiny / "data" / "u.csv").write_bytes(text.encode("cp1252"))

    scenario = scenarios.load(variant(tiny, "tables: {units: {file: data/u.csv, encoding: cp1252}}"))

    assert scenario.tables.units["name"][0] == "Zürich"


def test_a_byte_order_mark_says_more_than_what_is_stated(tiny):
    (tiny / "u.csv").write_bytes("id,potential,name\n1,2,Zürich\n".encode("utf-8-sig"))

    table, _ = read_table(tiny / "u.csv", UNITS, Dialect(encoding="cp1252"))

    assert table["name"][0] == "Zürich"


@pytest.mark.parametrize(
    ("dialect", "said"),
    [
        (Dialect(), "CSV (semicolon sniffed, utf-8 sniffed, decimal point)"),
        (
            Dialect(delimiter=";", encoding="cp1252", decimal=",", thousands="."),
            "CSV (semicolon stated, cp1252 stated, decimal comma stated, thousands apart by points)",
        ),
    ],
)
def test_how_a_file_was_read_is_said(dialect, said, tiny):
    (tiny / "q.csv").write_text("rep;quota\nann;5\n")

    assert read_raw(tiny / "q.csv", QUOTAS, dialect).said == said


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("{file: data/q.csv, delimeter: ';'}", "no such part of a table"),
        ("{file: data/q.csv, delimiter: ':'}", "no such choice"),
        ("{file: data/q.csv, encoding: utf8}", "no such choice .*did you mean 'utf-8'"),
        ("{file: data/q.csv, decimal: ',', thousands: ','}", "cannot be the same"),
        ("{file: data/q.csv, thousands: 1}", "text is wanted"),
        ("{file: [data/q.csv]}", "text is wanted"),
        ("{file: data/q.csv, sheet: Quotas}", "a file of this kind has no sheet"),
        ("{file: data/q.parquet, decimal: ','}", "a file of this kind has no decimal"),
        ("{path: data/q.csv}", "a table is wanted"),
    ],
)
def test_what_is_wrongly_stated_is_refused_with_its_line(table, message, tiny):
    path = variant(tiny, f"plan: {{quotas: {{table: {table}}}}}", "rep;quota\nann;1\nbob;1\n")

    with pytest.raises(scenarios.ScenarioError, match=message) as refused:
        scenarios.load(path)
    assert all(fault.line == 2 for fault in refused.value.faults)


def test_another_file_in_a_variant_brings_its_own_way_of_writing(tiny):
    variant(tiny, "plan: {quotas: {table: {file: data/q.csv, decimal: ','}}}", "rep;quota\nann;1,5\nbob;1\n")
    (tiny / "data" / "p.csv").write_text("rep,quota\nann,2.5\nbob,1\n")
    (tiny / "w.yaml").write_text("extends: v.yaml\nplan: {quotas: {table: {file: data/p.csv}}}\n")

    assert scenarios.load(tiny / "w.yaml").plan.quotas.table["quota"].tolist() == [250, 100]


def test_a_table_with_its_way_of_writing_is_shown_with_it(tiny):
    path = variant(
        tiny, "plan: {quotas: {table: {file: data/q.csv, decimal: ','}}}", "rep;quota\nann;1,5\nbob;1\n"
    )

    (tiny / "full.yaml").write_text(scenarios.resolved_text(scenarios.resolved_lines(scenarios.read(path))))

    assert scenarios.load(tiny / "full.yaml").fingerprint() == scenarios.load(path).fingerprint()
