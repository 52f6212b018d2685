"""Further KPIs are shown when they are asked for, judged like the others, and the table stays short when not."""

import json

from sim.kpi import KPIS


def test_further_kpis_are_compared_with_paired_intervals(desk):
    told = desk.run(
        "compare", "small.yaml", "roomy.yaml", "-n", 3, "--workers", 1, "--measures", "customers", "--json"
    )
    rows = {row["kpi"]: row for row in json.loads(told.stdout)["rows"]}

    assert list(rows)[: len(KPIS)] == [entry.id for entry in KPIS]
    assert {"orders", "customers", "retention"} <= set(rows)
    assert "headcount" not in rows
    assert "referrals" not in rows  # nobody refers anybody in this world
    assert rows["orders"]["low"] <= rows["orders"]["difference"] <= rows["orders"]["high"]


def test_without_asking_the_main_kpis_are_all_there_is(desk):
    told = desk.run("run", "small.yaml", "-n", 2, "--workers", 1, "--json")

    assert [row["kpi"] for row in json.loads(told.stdout)["kpis"]] == [entry.id for entry in KPIS]


def test_the_report_shows_what_was_asked_for(desk):
    desk.run("compare", "small.yaml", "roomy.yaml", "-n", 2, "--workers", 1, "--out", "kept")
    page = desk.folder / "kept" / "report.html"
    assert "Headcount" not in page.read_text(encoding="utf-8")

    told = desk.run("report", "kept", "--measures", "people")

    assert told.exit_code == 0, told.stderr
    assert "Headcount" in page.read_text(encoding="utf-8")


def test_an_unknown_group_is_refused_with_those_there_are(desk):
    told = desk.run("run", "small.yaml", "--measures", "persons")

    assert told.exit_code == 2
    assert "leads, customers, people, deals" in told.stderr
