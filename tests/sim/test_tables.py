import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import sales_force, table

from sim.fingerprint import canonical
from sim.integrity import IntegrityError
from sim.plan import ALIGNMENT, QUOTAS, TableQuotas
from sim.scenario import NEIGHBOURS, REPS, UNITS, ProductFamily, Run
from sim.table import Table, TableFaultError, build


def issues(spec, columns):
    return [(i.code, i.row, i.column, i.value) for i in build(spec, columns)[1]]


def test_rows_come_in_key_order_and_remember_their_place():
    units = Table.of(UNITS, {"id": ["b", "a"], "potential": [2.0, 1.0]})

    assert units["id"].tolist() == ["a", "b"]
    assert units["potential"].tolist() == [1.0, 2.0]
    assert units.source_row.tolist() == [2, 1]


def test_columns_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        Table.of(UNITS, {"id": ["a"], "potential": [1.0]})["potential"][0] = 2.0


def test_every_fault_of_every_row_is_named():
    nan = float("nan")
    columns = {"id": ["a", "a", "", "d", "e"], "potential": [1, -2.0, 3, nan, "many"]}

    assert issues(UNITS, columns) == [
        ("T003", 2, "id", "a"),
        ("T007", 2, "potential", "-2.0"),
        ("T004", 3, "id", "nothing"),
        ("T005", 4, "potential", "nothing"),
        ("T006", 5, "potential", "'many'"),
    ]


def test_missing_and_unknown_columns_are_named():
    assert issues(UNITS, {"id": ["a"], "potental": [1.0]}) == [
        ("T001", 0, "potential", "nothing"),
        ("T002", 0, "potental", "potental"),
    ]


def test_an_empty_table_is_a_fault():
    assert issues(UNITS, {"id": [], "potential": []}) == [("T010", 0, "id", "nothing")]


def test_money_is_exact_and_whole_cents():
    quotas = Table.of(QUOTAS, {"rep": ["a"], "quota": ["1234567.89"]})

    assert quotas["quota"].tolist() == [123456789]
    assert issues(QUOTAS, {"rep": ["a", "b"], "quota": ["0.001", "-5"]}) == [
        ("T006", 1, "quota", "'0.001'"),
        ("T006", 2, "quota", "'-5'"),
    ]


def test_a_day_that_does_not_exist_is_a_fault():
    columns = {"id": ["a"], "home": ["u"], "hired": ["2026-02-30"]}

    assert issues(REPS, columns) == [("T006", 1, "hired", "'2026-02-30'")]


def test_the_error_shows_twenty_faults_and_counts_the_rest():
    with pytest.raises(TableFaultError, match="has 25 faults") as caught:
        Table.of(UNITS, {"id": [f"u{i}" for i in range(25)], "potential": [-1.0] * 25})

    assert "… and 5 more" in str(caught.value)


@given(order=st.permutations(range(6)))
def test_the_order_of_rows_never_changes_the_fingerprint(order):
    one = sales_force()
    units = one.tables.units
    shuffled = Table.of(UNITS, {c.name: units[c.name][list(order)] for c in UNITS.columns})
    other = one.model_copy(update={"tables": one.tables.model_copy(update={"units": shuffled})})

    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    "change",
    [
        {"run": {"seed": 8}},
        {"market": {"leads_per_year": 601.0}},
        {"plan": {"quotas": {"method": "equal", "total": "900000.01"}}},
        {"customers": {"churn": {"share": 0.151}}},
    ],
)
def test_what_can_change_a_result_changes_the_fingerprint(change):
    assert sales_force(**change).fingerprint() != sales_force().fingerprint()


def test_names_titles_and_spelling_of_numbers_do_not_change_the_fingerprint():
    same = sales_force(name="other", title="Other", plan={"quotas": {"method": "equal", "total": "900000"}})

    assert same.fingerprint() == sales_force().fingerprint()


def test_one_changed_cell_changes_the_fingerprint():
    tables = table(6, 3)
    moved = tables["alignment"]["rep"].copy()
    moved[1] = "R01"
    alignment = Table.of(ALIGNMENT, {"unit": tables["alignment"]["unit"], "rep": moved})

    assert sales_force(plan={"alignment": alignment}).fingerprint() != sales_force().fingerprint()


def faults_of(**changes):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - pydantic wraps the error, its cause is looked at
        sales_force(**changes)
    inner = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(inner, IntegrityError)
    return [(path, issue.code, issue.row, issue.value) for path, issue in inner.faults]


def test_tables_that_do_not_fit_each_other_are_all_named():
    units = [f"u{i:02d}" for i in range(6)]
    alignment = Table.of(
        ALIGNMENT, {"unit": [*units[:4], "u99", units[5]], "rep": ["R00", "R00", "R01", "RO1", "R01", "R01"]}
    )

    assert faults_of(plan={"alignment": alignment}) == [
        ("plan.alignment", "T020", 5, "u99"),
        ("plan.alignment", "T021", 4, "RO1"),
        ("plan.alignment", "T022", 0, "u04"),
        ("plan.alignment", "T024", 0, "R02"),
    ]


def test_a_rep_without_quota_is_named():
    quotas = Table.of(QUOTAS, {"rep": ["R00", "R02", "R09"], "quota": ["1", "1", "1"]})
    world = sales_force()
    plan = world.plan.model_copy(update={"quotas": TableQuotas(method="table", table=quotas)})

    with pytest.raises(IntegrityError) as caught:
        world.with_plan(plan)

    told = [(path, issue.code, issue.row, issue.value) for path, issue in caught.value.faults]
    assert told == [("plan.quotas.table", "T021", 3, "R09"), ("plan.quotas.table", "T023", 0, "R01")]


def test_a_stage_that_the_best_lead_would_pass_for_certain_and_more_is_named():
    stages = [{"id": "only", "work_hours": 1.0, "advance_share": 0.9, "gap_share": 1.0}]

    [(path, code, _, value)] = faults_of(pipeline={"stages": stages})

    # Best source 1.1 times best grade 1.3 over one stage: 0.9 x 1.43 = 1.287.
    assert (path, code, value) == ("pipeline.stages.only.advance_share", "T026", "0.9")


def test_a_market_without_potential_is_named():
    tables = table(6, 3)
    units = Table.of(UNITS, {"id": tables["units"]["id"], "potential": [0.0] * 6})

    assert faults_of(tables={"units": units}) == [("tables.units", "T025", 0, "0")]


def test_a_world_too_large_for_a_machine_is_named():
    [(path, code, _, value)] = faults_of(market={"leads_per_year": 1e9})

    assert (path, code, value) == ("market.leads_per_year", "T028", "1e+09")


def test_a_total_quota_too_small_to_deal_is_named():
    [(path, code, _, value)] = faults_of(plan={"quotas": {"method": "equal", "total": "0.01"}})

    assert (path, code, value) == ("plan.quotas.total", "T029", "0.01")


def test_a_unit_that_borders_on_itself_is_named():
    borders = Table.of(NEIGHBOURS, {"unit": ["u00", "u01"], "neighbour": ["u01", "u01"]})

    assert faults_of(tables={"neighbours": borders}) == [("tables.neighbours", "T030", 2, "u01")]


def test_a_border_whose_way_back_was_lost_is_named():
    rows = [("u00", "u01"), ("u01", "u00"), ("u01", "u02"), ("u02", "u01"), ("u02", "u03")]
    unit, neighbour = (list(column) for column in zip(*rows, strict=True))
    borders = Table.of(NEIGHBOURS, {"unit": unit, "neighbour": neighbour})

    assert faults_of(tables={"neighbours": borders}) == [("tables.neighbours", "T037", 5, "u03")]


def test_orders_that_64_bits_of_cents_could_not_hold_are_refused():
    family = {"id": "core", "share": 1.0, "price": "10.00", "margin_share": 0.5}

    with pytest.raises(ValueError, match="an order may come to"):
        ProductFamily.model_validate({**family, "order_units": {"log_mean": 15.0, "log_sd": 2.0}})


@pytest.mark.parametrize("start", ["0001-01-01", "9999-06-01"])
def test_a_run_at_the_edge_of_the_calendar_is_refused(start):
    with pytest.raises(ValueError, match="start"):
        Run(start=start)
