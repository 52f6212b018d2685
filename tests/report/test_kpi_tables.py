"""The KPIs that a report shows beside the comparison."""

import pandas as pd
import pytest

import scenarios
from evenfield.cli.report import _supply_page
from evenfield.report.kpi_tables import kpi_tables

COLUMNS = ["replication", "measure", "entity", "month", "value"]
VALUES = {"bookings": (90.0, 110.0), "fill_rate": (0.8, 0.9), "dso_days": (30.0, 31.0)}


@pytest.fixture(scope="module")
def small():
    return scenarios.load("tests/commands/small.yaml")


def frame(*measures):
    rows = [(k, name, "", 0, VALUES[name][k]) for name in measures for k in range(2)]
    return pd.DataFrame(rows, columns=COLUMNS)


def cells(table):
    return {title: shown for title, _, shown in table.rows}


def test_a_scenario_alone_has_its_main_kpis_and_those_of_supply_and_cash(small):
    tables = kpi_tables({"small": small}, {"small": frame(*VALUES)})

    assert [table.title for table in tables] == ["Main", "Supply", "From quote to cash"]
    assert cells(tables[0])["Bookings"][0].startswith("100 [")
    assert cells(tables[1])["Fill rate"][0].startswith("85.0 % [")
    assert cells(tables[2])["Days sales outstanding"][0].startswith("30.50 d [")


def test_where_nothing_is_limited_or_invoiced_only_the_main_kpis_are_shown(small):
    roomy = small.with_plan(small.plan.model_copy(update={"supply": ()}))

    tables = kpi_tables({"roomy": roomy}, {"roomy": frame("bookings", "fill_rate")})

    assert [table.title for table in tables] == ["Main"]


def test_beside_a_comparison_stand_groups_with_a_dash_where_a_scenario_has_none(small):
    results = {"one": frame("bookings", "dso_days"), "two": frame("bookings")}
    roomy = small.with_plan(small.plan.model_copy(update={"supply": ()}))

    [cash] = kpi_tables({"one": roomy, "two": roomy}, results)

    assert cells(cash)["Days sales outstanding"][1] == "-"


def test_a_report_of_options_leads_to_their_supply_page(tmp_path):
    (tmp_path / "study").mkdir()

    assert _supply_page(tmp_path / "study", tmp_path / "report.html") == ""
    (tmp_path / "supply.html").write_text("a page")
    assert _supply_page(tmp_path / "study", tmp_path / "report.html") == "supply.html"
    assert _supply_page(tmp_path / "study", tmp_path / "study" / "report.html") == "../supply.html"
    assert _supply_page(tmp_path / "other", tmp_path / "report.html") == ""
