"""``evenfield restructure`` from the outside: each template loads, runs and says what it assumes."""

import csv
import json

import pytest

import scenarios
from evenfield.cli.exits import BAD_INPUT

UNITS = "id,name,region,potential,lng,lat,area_km2\n"
WORLD = """extends: small.yaml
tables:
  units:
    - {id: north-west, region: N, potential: 100, lng: -90.0, lat: 41.0, area_km2: 900}
    - {id: north-east, region: N, potential: 200, lng: -89.0, lat: 41.0, area_km2: 900}
    - {id: south-west, region: S, potential: 100, lng: -90.0, lat: 40.0, area_km2: 900}
    - {id: south-east, region: S, potential: 100, lng: -89.0, lat: 40.0, area_km2: 900}
  reps:
    - {id: ada, home: north-west}
    - {id: ben, home: south-east}
    - {id: cyd, home: north-east}
market:
  families:
    - {id: core, share: 0.5, price: 1000.00, margin_share: 0.6, order_units: {log_mean: 1.0, log_sd: 0.5}}
    - {id: more, share: 0.5, price: 1000.00, margin_share: 0.6, order_units: {log_mean: 1.0, log_sd: 0.5}}
plan:
  alignment:
    - {unit: north-west, rep: ada}
    - {unit: north-east, rep: cyd}
    - {unit: south-west, rep: ada}
    - {unit: south-east, rep: ben}
"""
TEMPLATES = {
    "merge": ("--team", "ada", "--with-team", "cyd", "--release", "cyd"),
    "vertical": ("--verticals", "core,more"),
    "hunters": ("--share", "0.34"),
    "acquisition": ("--count", "2", "--families", "more", "--growth", "0.1"),
    "close-region": ("--region", "S"),
    "add-region": ("--units", "units.csv", "--reps", "reps.csv"),
}


@pytest.fixture
def office(desk):
    (desk.folder / "world.yaml").write_text(WORLD)
    (desk.folder / "units.csv").write_text(
        UNITS + "far-east,,E,250,-88,40.5,900\nfar-out,,E,250,-87,40.5,900\n"
    )
    (desk.folder / "reps.csv").write_text("id,home\ndot,far-east\n")
    return desk


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_restructure_is_a_scenario_that_extends_its_input_and_runs(office, template):
    done = office.run(
        "restructure", template, "world.yaml", *TEMPLATES[template], "--out", "new.yaml", "--json"
    )
    text = (office.folder / "new.yaml").read_text()
    ran = office.run("run", "new.yaml", "-n", "1", "--workers", "1", "--json")

    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["assumptions"]
    assert "extends: world.yaml" in text
    assert "# - " in text
    assert ran.exit_code == 0, ran.stderr


def restructured(office, template):
    done = office.run(
        "restructure", template, "world.yaml", *TEMPLATES[template], "--out", "new.yaml", "--json"
    )
    assert done.exit_code == 0, done.stderr
    return scenarios.load(office.folder / "new.yaml")


def test_a_merged_team_covers_what_both_had_and_the_quota_stays(office):
    new = restructured(office, "merge")

    assert new.tables.reps["id"].tolist() == ["ada", "ben"]
    assert (new.plan.alignment["rep"] == "ada").sum() == 3
    assert float(new.plan.quotas.total) == 6_000_000.0


def test_verticals_cover_every_unit_once_each_and_every_rep_is_in_one(office):
    new = restructured(office, "vertical")
    rows = list(zip(new.plan.coverage["unit"], new.plan.coverage["role"], strict=True))

    assert len(set(rows)) == len(rows) == 8
    assert set(new.plan.coverage["rep"]) == {"ada", "ben", "cyd"}
    assert {role.families for role in new.people.roles} == {("core",), ("more",)}


def test_farmers_take_repeat_orders_and_hunters_every_unit(office):
    new = restructured(office, "hunters")
    (farmer,) = set(new.plan.coverage["rep"])

    assert new.people.roles[0].works == "existing"
    assert farmer not in new.plan.alignment["rep"]
    assert len(set(new.plan.alignment["rep"])) == 2


def test_an_acquired_force_calls_on_the_same_units(office):
    new = restructured(office, "acquisition")

    assert len(new.tables.reps) == 5
    assert sorted(new.plan.coverage["unit"]) == sorted(new.tables.units["id"])
    assert new.market.leads_per_year == pytest.approx(1320.0)
    assert float(new.plan.quotas.total) == 6_600_000.0


def test_a_closed_region_takes_its_leads_and_people_along(office):
    new = restructured(office, "close-region")

    assert new.tables.units["id"].tolist() == ["north-east", "north-west"]
    assert new.tables.reps["id"].tolist() == ["ada", "cyd"]
    assert new.market.leads_per_year == pytest.approx(1200 * 300 / 500)
    assert set(new.tables.neighbours["unit"]) | set(new.tables.neighbours["neighbour"]) == {
        "north-east",
        "north-west",
    }


def test_who_lives_in_a_closed_region_may_move_house(office):
    office.run("restructure", "add-region", "world.yaml", *TEMPLATES["add-region"], "--out", "wide.yaml")
    done = office.run(
        "restructure", "close-region", "wide.yaml", "--region", "E", "--keep-reps", "--out", "new.yaml"
    )
    new = scenarios.load(office.folder / "new.yaml")
    homes = dict(zip(new.tables.reps["id"], new.tables.reps["home"], strict=True))

    assert done.exit_code == 0, done.stderr
    assert homes["dot"] == "south-west"  # the only unit left in which nobody lives
    assert set(new.plan.alignment["rep"]) == {"ada", "ben", "cyd", "dot"}
    assert new.market.leads_per_year == pytest.approx(1200.0)


def test_a_new_region_brings_its_leads(office):
    new = restructured(office, "add-region")

    assert new.market.leads_per_year == pytest.approx(2400.0)
    assert dict(zip(new.plan.alignment["unit"], new.plan.alignment["rep"], strict=True))["far-out"] == "dot"


def test_a_pack_holds_comparison_report_moves_maps_and_assumptions(office):
    done = office.run(
        "restructure", "merge", "world.yaml", *TEMPLATES["merge"], "--out", "new.yaml",
        "--pack", "pack", "-n", "2", "--workers", "1",
    )  # fmt: skip
    names = {path.name for path in (office.folder / "pack").iterdir()}
    moved = list(csv.DictReader((office.folder / "pack" / "who-moves.csv").read_text().splitlines()))

    assert done.exit_code == 0, done.stderr
    assert names >= {
        "comparison.json", "comparison.csv", "report.html", "who-moves.csv", "map-before.png", "map-after.png",
        "assumptions.md",
    }  # fmt: skip
    assert [(row["unit"], row["before"], row["after"]) for row in moved] == [("north-east", "cyd", "ada")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("merge", "--team", "ada", "--with-team", "cid"), "did you mean 'cyd'?"),
        (("merge", "--team", "ada", "--with-team", "ada,ben"), "this rep is in both teams"),
        (("merge", "--team", "ada", "--with-team", "cyd", "--release", "ben"), "this rep is in neither team"),
        (("merge", "--team", "ada", "--with-team", "cyd", "--release", "cyd,ada"), "nobody would stay"),
        (("vertical", "--verticals", "core"), "this family is in no vertical (got 'more')"),
        (("vertical", "--verticals", "core,mor"), "did you mean 'more'?"),
        (("hunters", "--farmers", "ada,ben,cyd"), "some hunt and some farm"),
        (("acquisition", "--count", "9", "--families", "more"), "from 1 rep to 4"),
        (("close-region", "--region", "X"), "no such region"),
        (("close-region", "--region", "N,S"), "nothing would be left"),
        (("close-region", "--region", "N", "--keep-reps"), "a unit of his own (got 3 reps on 2 units)"),
        (("add-region", "--units", "nothing.csv", "--reps", "reps.csv"), "cannot be read"),
        (("add-region", "--units", "reps.csv", "--reps", "reps.csv"), "the column is missing"),
    ],
)
def test_restructures_that_make_no_sense_are_refused(office, words, said):
    done = office.run("restructure", words[0], "world.yaml", *words[1:], "--out", "new.yaml")

    assert done.exit_code == BAD_INPUT
    assert said in done.stderr
    assert not (office.folder / "new.yaml").exists()
