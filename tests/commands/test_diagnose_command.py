"""``evenfield run --diagnose``: ratios, low ones, causes, and what is kept."""

import json


def test_ratios_and_reading_are_shown_and_the_diagnosis_is_kept(desk):
    done = desk.run("run", "small.yaml", "-n", "3", "--workers", "1", "--diagnose", "--out", "runs/d")

    assert done.exit_code == 0
    assert "conversion ratio by rep: 3 replications" in done.stdout
    assert "Wilson's 95 % interval" in done.stdout
    kept = json.loads((desk.folder / "runs/d/diagnosis.json").read_text())
    assert kept["replications"] == 3
    assert {ratio["level"] for ratio in kept["ratios"]} >= {"rep"}
    for ratio in kept["ratios"]:
        assert ratio["low"] <= ratio["ratio"] <= ratio["high"]


def test_json_holds_the_same_diagnosis_beside_the_kpis(desk):
    done = desk.run("run", "small.yaml", "-n", "2", "--workers", "1", "--diagnose", "--json")

    told = json.loads(done.stdout)
    assert set(told) == {"scenario", "replications", "kpis", "diagnosis"}
    assert told["diagnosis"]["findings"] == []


def test_without_the_option_nothing_is_diagnosed(desk):
    done = desk.run("run", "small.yaml", "-n", "2", "--workers", "1", "--json")

    assert "diagnosis" not in json.loads(done.stdout)
