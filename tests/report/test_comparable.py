"""Which scenarios are refused a comparison, and which are compared with a warning."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from fake_study import results, scenario
from typer.testing import CliRunner

import evenfield as ef
from evenfield.cli.app import app
from evenfield.comparison.comparable import comparability_notes
from sim.table import Table


def other(*, run=None, **fields):
    """Return the fake scenario with some fields, and some of its run, set otherwise."""
    base = scenario("other")
    return base.model_copy(update=fields | {"run": base.run.model_copy(update=run or {})})


def with_potential_doubled():
    tables = scenario().tables
    columns = dict(tables.units.columns)
    doubled = Table.of(tables.units.spec, columns | {"potential": 2 * columns["potential"]})
    return other(tables=tables.model_copy(update={"units": doubled}))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (other(currency="EUR"), "other has currency EUR and today has USD"),
        (other(run={"months": 6}), "other has run.months 6 and today has 12"),
        (
            other(run={"start": date(2027, 1, 1)}),
            "other has run.start 2027-01-01 and today has 2026-01-01",
        ),
        (other(currency="EUR", run={"months": 6}), "currency EUR and today has USD; other has run.months"),
    ],
)
def test_what_is_measured_otherwise_is_refused_with_both_values(given, message):
    with pytest.raises(ValueError, match=message):
        comparability_notes({"today": scenario(), "other": given})


def test_another_plan_for_the_same_world_needs_no_note():
    assert comparability_notes({"today": scenario(), "uncapped": scenario("uncapped", capped=False)}) == ()


@pytest.mark.parametrize(
    ("given", "differs"),
    [
        (other(run={"seed": 2}), "other seed"),
        (other(market=scenario().market.model_copy(update={"leads_per_year": 999.0})), "other market"),
        (with_potential_doubled(), "other units"),
        (
            other(run={"seed": 2}, market=scenario().market.model_copy(update={"leads_per_year": 9.0})),
            "other seed, other market",
        ),
    ],
)
def test_other_luck_is_compared_with_a_note(given, differs):
    assert comparability_notes({"today": scenario(), "b": given}) == (
        f"b: {differs} than today: not the same luck for every lead, so the pairing says less.",
    )


def test_the_library_refuses_and_notes_alike():
    frame = results(replications=3)
    today = ef.Results(scenario(), frame)

    with pytest.raises(ValueError, match="b has currency EUR and a has USD"):
        ef.compare(a=today, b=ef.Results(other(currency="EUR"), frame))
    assert "other seed than a" in ef.compare(a=today, b=ef.Results(other(run={"seed": 2}), frame)).notes[0]
    with pytest.raises(ValueError, match="two scenarios or more, got 0"):
        ef.compare()


def command(folder, change):
    """Run ``evenfield compare`` on the commands' small world and a variant of it."""
    small, later = folder / "small.yaml", folder / "later.yaml"
    shutil.copy(Path(__file__).parents[1] / "commands/small.yaml", small)
    later.write_text(f"extends: small.yaml\nname: later\n{change}\n")
    return CliRunner().invoke(app, ["compare", str(small), str(later), "-n", "2", "--workers", "1"])


def test_the_command_refuses_before_it_simulates(tmp_path):
    done = command(tmp_path, "currency: EUR")

    assert done.exit_code == 2
    assert "currency EUR" in done.stderr
    assert "USD" in done.stderr


def test_the_command_prints_the_note_under_the_table(tmp_path):
    done = command(tmp_path, "run: {seed: 8}")

    assert done.exit_code == 0
    assert "later: other seed than small: not the same luck for every lead" in done.stdout
