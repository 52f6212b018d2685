"""A scenario with a response curve is never shown alone: the same scenario without one stands beside it."""

import json

import evenfield as ef

CURVED = """
extends: small.yaml
name: curved
pipeline:
  response_curve: {kind: exponential, half_life_hours: 24, source: "a curve for a test"}
"""


def curved(desk):
    path = desk.folder / "curved.yaml"
    path.write_text(CURVED)
    return path


def test_run_shows_a_curve_beside_no_effect_with_its_source(desk):
    result = desk.run("run", curved(desk), "-n", 2, "--workers", 1)

    assert result.exit_code == 0
    assert "curved against no response curve" in result.stdout
    assert "response curve (exponential, on qualification): a curve for a test" in result.stdout


def test_run_as_json_has_both(desk):
    content = json.loads(desk.run("run", curved(desk), "-n", 2, "--workers", 1, "--json").stdout)

    assert {"kpis", "against_no_response_curve"} <= set(content)


def test_without_a_curve_nothing_stands_beside(desk):
    result = desk.run("run", desk.folder / "small.yaml", "-n", 1, "--workers", 1)

    assert "no response curve" not in result.stdout


def test_compare_names_the_source_of_a_curve(desk):
    result = desk.run("compare", desk.folder / "small.yaml", curved(desk), "-n", 2, "--workers", 1)

    assert "a curve for a test" in result.stdout


def test_run_keeps_the_twin_and_the_report_made_again_shows_it(desk):
    desk.run("run", curved(desk), "-n", 2, "--workers", 1, "--out", "kept")
    before = json.loads((desk.folder / "kept" / "no_effect.json").read_text())

    told = desk.run("report", "kept")

    assert told.exit_code == 0, told.stderr
    page = (desk.folder / "kept" / "report.html").read_text(encoding="utf-8")
    assert "Without the response curve" in page
    assert "curved against no response curve" in page
    assert "a curve for a test" in page
    assert before["scenarios"] == ["no response curve", "curved"]
    assert ef.open_run("kept").scenarios == ("curved",)
    assert len(ef.open_run("kept").frame("no response curve")) > 0


def test_a_kept_twin_is_not_worked_again(desk):
    desk.run("run", curved(desk), "-n", 2, "--workers", 1, "--out", "kept")
    made = {path: path.stat().st_mtime_ns for path in (desk.folder / "kept" / "parts").iterdir()}

    desk.run("run", curved(desk), "-n", 2, "--workers", 1, "--out", "kept")

    assert {path: path.stat().st_mtime_ns for path in (desk.folder / "kept" / "parts").iterdir()} == made
    states = json.loads(desk.run("runs", "show", "kept", "--json").stdout)["blocks"]
    assert {state["scenario"] for state in states} == {"curved", "no response curve"}


def test_compare_shows_plans_once_more_without_their_curves(desk):
    told = desk.run("compare", "small.yaml", curved(desk), "-n", 2, "--workers", 1, "--out", "kept", "--json")
    beside = json.loads(told.stdout)["without_response_curves"]

    assert beside["scenarios"] == ["small", "curved, no response curve"]
    assert all(
        row["verdict"] in {"same", "no value"} for row in beside["rows"]
    )  # the curve is all that differs
    page = (desk.folder / "kept" / "report.html").read_text(encoding="utf-8")
    assert "curved, no response curve against small" in page
    desk.run("report", "kept")
    assert (desk.folder / "kept" / "report.html").read_text(encoding="utf-8") == page


def test_a_block_of_a_twin_is_worked_again_to_the_last_bit(desk):
    desk.run("run", curved(desk), "-n", 1, "--workers", 1, "--out", "kept")
    states = json.loads(desk.run("runs", "show", "kept", "--json").stdout)["blocks"]
    (key,) = [state["key"] for state in states if state["scenario"] == "no response curve"]

    told = desk.run("runs", "replay", key, "kept")

    assert told.exit_code == 0, told.stderr
    assert "equal to the last bit" in told.stdout
