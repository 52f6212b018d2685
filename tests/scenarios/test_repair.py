"""What came in is what is kept plus what is rejected, and every reject is listed."""

import json
from decimal import Decimal

import pytest

import scenarios
from scenarios.repair_report import as_text

QUOTAS = "rep,quota\nann,250000.10\nann,7\nbob,abc\nbob,199999.99\nghost,1000\n,5\n"
ALIGNMENT = "unit,rep\n01001,ann\n01002,ann\n01003,bob\n01003,ann\n01004,bob\n09999,bob\n01004,gone\n"


@pytest.fixture
def dirty(tiny):
    (tiny / "data" / "quotas.csv").write_text(QUOTAS)
    (tiny / "data" / "alignment.csv").write_text(ALIGNMENT)
    return tiny / "base.yaml"


def table(audit, path):
    return next(one for one in audit.tables if one.path == path)


def test_strict_keeps_the_scenario_out_and_lists_every_row(dirty):
    audit = scenarios.audit(dirty)

    quotas = table(audit, "plan.quotas.table")
    assert audit.reading.scenario is None
    assert [(one.row, one.code) for one in quotas.rejects] == [
        (2, "T003"),
        (3, "T006"),
        (4, "T003"),
        (6, "T004"),
    ]


def test_lenient_loads_without_the_faulty_rows_and_accounts_for_every_cent(dirty):
    audit = scenarios.audit(dirty, lenient=True)

    # Rejected: row 2 (ann again, 7), 3 (abc), 5 (no such rep, 1000), 6 (no key, 5). Row 4 repeats row 3, but when that
    # is gone it is the only one for bob.
    quotas = table(audit, "plan.quotas.table")
    (total,) = quotas.totals
    assert audit.reading.faults == ()
    assert audit.reading.scenario.plan.quotas.table["quota"].tolist() == [25_000_010, 19_999_999]
    assert [(one.row, one.code) for one in quotas.rejects] == [
        (2, "T003"),
        (3, "T006"),
        (5, "T021"),
        (6, "T004"),
    ]
    assert (quotas.rows, quotas.kept, quotas.rejected) == (6, 2, 4)
    assert (total.given, total.kept, total.rejected) == (
        Decimal("451012.09"),
        Decimal("450000.09"),
        Decimal("1012"),
    )
    assert (total.unreadable, total.balances) == (1, True)


def test_what_is_missing_without_the_faulty_rows_is_a_fault_all_the_same(tiny):
    (tiny / "data" / "quotas.csv").write_text("rep,quota\nann,250000\nbob,abc\n")

    audit = scenarios.audit(tiny / "base.yaml", lenient=True)

    assert audit.reading.scenario is None
    assert [fault.code for fault in audit.reading.faults] == ["T023"]


def test_rows_that_refer_to_rejected_ones_are_rejected_in_turn(tiny):
    (tiny / "data" / "alignment.csv").write_text(ALIGNMENT)

    audit = scenarios.audit(tiny / "base.yaml", lenient=True)

    alignment = table(audit, "plan.alignment")
    assert audit.reading.faults == ()
    assert [(one.row, one.code) for one in alignment.rejects] == [(4, "T003"), (6, "T020"), (7, "T003")]
    assert audit.reading.scenario.plan.alignment["rep"].tolist() == ["ann", "ann", "bob", "bob"]
    assert audit.reading.scenario.plan.alignment.source_row.tolist() == [1, 2, 3, 5]


def test_rows_with_too_few_or_too_many_cells_can_be_left_out(tiny):
    (tiny / "data" / "quotas.csv").write_text("rep,quota\nann,250000.00,x\nann,1\nbob,2,3\nbob\nbob,5\n")

    audit = scenarios.audit(tiny / "base.yaml", lenient=True)

    assert [(one.row, one.code) for one in table(audit, "plan.quotas.table").rejects] == [
        (1, "T011"),
        (3, "T011"),
        (4, "T011"),
    ]
    assert audit.reading.scenario.plan.quotas.table["quota"].tolist() == [100, 500]


def test_a_repeated_row_names_the_row_of_the_file_it_repeats(tiny):
    (tiny / "data" / "quotas.csv").write_text("rep,quota\n,1\nann,2\nbob,3\nann,4\n")

    (_, repeated) = table(scenarios.audit(tiny / "base.yaml", lenient=True), "plan.quotas.table").rejects

    assert (repeated.row, repeated.code) == (4, "T003")
    assert "already stands in row 2" in repeated.message


def test_a_sound_scenario_has_nothing_to_reject_and_balances():
    audit = scenarios.audit("us-field-force/today", lenient=True)

    assert audit.reading.scenario is not None
    assert [one.rejected for one in audit.tables] == [0] * len(audit.tables)
    assert all(total.balances for one in audit.tables for total in one.totals)
    assert {one.path for one in audit.tables} >= {"tables.units", "plan.alignment", "plan.quotas.table"}


def test_a_file_that_cannot_be_read_stays_a_fault(tiny):
    (tiny / "data" / "quotas.csv").write_bytes(b"rep,quota\nann,\x00\n")

    audit = scenarios.audit(tiny / "base.yaml", lenient=True)

    assert [fault.code for fault in audit.reading.faults] == ["T012"]
    assert table(audit, "plan.quotas.table").rows == 0


def test_the_report_says_it_all_in_words_and_in_data(dirty):
    audit = scenarios.audit(dirty, lenient=True)

    text = as_text({"base": audit}, lenient=True)
    data = scenarios.repair_data(audit)

    assert "6 rows in = 2 kept + 4 rejected." in text
    assert "quota: 451012.09 in = 450000.09 kept + 1012 rejected; 1 cells are no numbers." in text
    assert text.count("quotas.csv:row") == 4
    assert data["loads"] is True
    assert json.loads(json.dumps(data)) == data
