"""A scenario with a response curve is never shown alone: the same scenario without one stands beside it."""

import json

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
