"""``evenfield territory`` from the outside."""

import csv
import json

import pyarrow.parquet as pq
import pytest

import scenarios
from evenfield.cli.exits import BAD_INPUT, INTERRUPTED
from optimize.realignment import Yardstick, front
from sim.territory import Adjacency, pieces_by_rep

SQUARES = {
    "north-west": (-90.5, 40.5),
    "north-east": (-89.5, 40.5),
    "south-west": (-90.5, 39.5),
    "south-east": (-89.5, 39.5),
}


def told(done):
    return " ".join(done.stderr.replace("│", " ").split())


def test_why_tells_the_second_best_and_the_exact_effect(desk):
    done = desk.run("territory", "why", "small.yaml", "south-west", "--json")
    shown = json.loads(done.stdout)

    assert done.exit_code == 0, done.stderr
    assert (shown["rep"], shown["second_best"]) == ("ada", "ben")
    after = shown["moving"]["after"]["territories"]
    assert (after["ada"]["potential"], after["ben"]["potential"]) == (300.0, 200.0)
    assert shown["second_cost"] == pytest.approx(-shown["moving"]["gain"])


def test_why_in_words_names_the_lock_of_a_base(desk):
    done = desk.run("territory", "why", "small.yaml", "south-east")

    assert done.exit_code == 0, done.stderr
    assert "locked: ben works from here" in done.stdout
    assert "locked: it is all that ben has" in done.stdout


def test_a_row_a_unit_says_why_it_is_where_it_is(desk):
    done = desk.run("territory", "why", "small.yaml", "--out", "why.csv")
    rows = {row["unit"]: row for row in csv.DictReader((desk.folder / "why.csv").read_text().splitlines())}
    alone = json.loads(desk.run("territory", "why", "small.yaml", "south-west", "--json").stdout)
    again = desk.run("territory", "why", "small.yaml", "--out", "why.csv")
    (desk.folder / "mine.csv").write_text("years of work")
    taken = desk.run("territory", "why", "small.yaml", "--out", "mine.csv")

    assert (done.exit_code, again.exit_code, taken.exit_code) == (0, 0, BAD_INPUT), done.stderr
    assert list(rows) == scenarios.load("small.yaml").tables.units["id"].tolist()
    assert rows["south-west"]["second"] == alone["second_best"]
    assert float(rows["south-west"]["second_costs_more"]) == pytest.approx(alone["second_cost"], abs=0.01)
    assert rows["south-west"]["reason"] == "going there alone would gain"
    assert "ben works from here" in rows["south-east"]["reason"]
    assert "a unit is wanted" in told(desk.run("territory", "why", "small.yaml"))


def test_profit_writes_a_map_with_a_reason_for_every_unit(desk):
    done = desk.run("territory", "profit", "small.yaml", "--band", "0.25", "--out", "rich.yaml")
    rows = list(csv.DictReader((desk.folder / "rich.why.csv").read_text().splitlines()))
    alignment = scenarios.load(desk.folder / "rich.yaml").plan.alignment

    assert done.exit_code == 0, done.stderr
    assert [(row["unit"], row["rep"]) for row in rows] == [
        *zip(alignment["unit"], alignment["rep"], strict=True)
    ]


def test_a_unit_that_there_is_not_gets_a_near_miss(desk):
    done = desk.run("territory", "why", "small.yaml", "south-wst")

    assert done.exit_code == BAD_INPUT
    assert "UNIT: no such basic unit (got 'south-wst'; did you mean 'south-west'?)" in done.stderr


def bordering(desk, *pairs):
    """Write a scenario whose squares have these borders only."""
    rows = "".join(f"{unit},{neighbour}\n" for unit, neighbour in pairs)
    (desk.folder / "borders.csv").write_text(f"unit,neighbour\n{rows}")
    (desk.folder / "bordered.yaml").write_text("extends: small.yaml\ntables: {neighbours: borders.csv}\n")
    return "bordered.yaml"


def test_borders_that_stand_one_way_only_among_others_are_refused(desk):
    round_about = [("north-west", "north-east"), ("north-west", "south-west"), ("south-west", "south-east")]
    both = [*round_about, *(pair[::-1] for pair in round_about)]

    done = desk.run("territory", "moves", bordering(desk, *both[:-1]))
    designed = desk.run("design", "bordered.yaml", "--levers", "territory", "--out", "new.yaml")

    assert (done.exit_code, designed.exit_code) == (BAD_INPUT, BAD_INPUT)
    assert "add the row south-east,south-west" in told(done)


def test_a_unit_without_a_neighbour_is_joined_and_told_of(desk):
    given = bordering(desk, ("north-west", "north-east"), ("north-west", "south-west"))

    done = desk.run("territory", "moves", given, "--best", "1")

    assert done.exit_code == 0, done.stderr
    assert "no border joins these parts of the map" in told(done)
    assert "south-east by" in told(done)


def test_a_move_writes_a_scenario_whose_numbers_are_those_told(desk):
    done = desk.run("territory", "move", "small.yaml", "south-west", "ben", "--out", "moved.yaml", "--json")
    shown = json.loads(done.stdout)
    again = json.loads(desk.run("territory", "why", "moved.yaml", "south-west", "--json").stdout)
    moved = scenarios.load(desk.folder / "moved.yaml")

    assert done.exit_code == 0, done.stderr
    assert (desk.folder / "moved.yaml").read_text().count("extends: small.yaml") == 1
    assert (
        dict(zip(moved.plan.alignment["unit"], moved.plan.alignment["rep"], strict=True))["south-west"]
        == "ben"
    )
    before, after = again["moving"]["before"], shown["after"]
    assert before["quality"] == after["quality"]
    assert before["territories"] == {
        rep: {**row, "workload_share": pytest.approx(row["workload_share"])}
        for rep, row in after["territories"].items()
    }


def test_a_move_is_simulated_before_and_after_on_request(desk):
    done = desk.run(
        "territory", "move", "small.yaml", "south-west", "ben", "-n", "2", "--workers", "1", "--json"
    )

    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["comparison"]["rows"][0]["kpi"] == "bookings"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("south-west",), "come in pairs"),
        (("south-west", "bem"), "no such rep (got 'bem'; did you mean 'ben'?)"),
        (("south-west", "ada"), "ada covers the unit already"),
        (("south-west", "ben", "south-west", "ben"), "moved twice"),
        (("south-east", "ada"), "left without a territory (got 'ben')"),
        (("nowhere", "nobody"), "no such basic unit"),
    ],
)
def test_moves_that_make_no_sense_are_refused(desk, words, said):
    done = desk.run("territory", "move", "small.yaml", *words)

    assert done.exit_code == BAD_INPUT
    assert said in told(done)
    assert "Traceback" not in done.stderr


def test_somebody_elses_file_is_never_overwritten(desk):
    (desk.folder / "mine.yaml").write_text("years of work")
    done = desk.run("territory", "move", "small.yaml", "south-west", "ben", "--out", "mine.yaml")

    assert done.exit_code == BAD_INPUT
    assert (desk.folder / "mine.yaml").read_text() == "years of work"


def test_the_best_moves_of_a_small_map_are_proved_and_written(desk):
    done = desk.run("territory", "moves", "small.yaml", "--best", "2", "--out", "best.yaml", "--json")
    shown = json.loads(done.stdout)

    assert done.exit_code == 0, done.stderr
    assert shown["best"]["method"] == "exact program"
    assert shown["best"]["is_proved"]
    assert sum(step["gain"] for step in shown["moves"]) == pytest.approx(shown["gain"])
    assert scenarios.load(desk.folder / "best.yaml").name == "best"


def test_locked_units_stay_and_a_wrong_one_is_told_with_its_line(desk):
    (desk.folder / "locks.txt").write_text("unit\nsouth-west\nnorth-eas\n")
    free = json.loads(desk.run("territory", "moves", "small.yaml", "--lock", "south-west", "--json").stdout)
    wrong = desk.run("territory", "moves", "small.yaml", "--lock", "locks.txt")

    assert "south-west" not in [step["unit"] for step in free["moves"]]
    assert wrong.exit_code == BAD_INPUT
    assert "locks.txt:3: no such basic unit (got 'north-eas'; did you mean 'north-east'?)" in wrong.stderr


def test_the_front_begins_with_today_and_never_rises(desk):
    done = desk.run("territory", "front", "small.yaml", "--budgets", "0.2,0.5", "--json")
    points = json.loads(done.stdout)["points"]
    objectives = [point["found"]["objective"] for point in points]

    assert done.exit_code == 0, done.stderr
    assert points[0]["units"] == 0
    assert objectives == sorted(objectives, reverse=True)
    assert points[-1]["share"] is None


def test_budgets_that_are_no_shares_are_refused(desk):
    done = desk.run("territory", "front", "small.yaml", "--budgets", "0.2,2")

    assert done.exit_code == BAD_INPUT
    assert "got '2'" in told(done)


def test_lumps_name_options_for_what_is_too_large(desk):
    text = (desk.folder / "small.yaml").read_text().replace("potential: 200", "potential: 2000")
    (desk.folder / "lumpy.yaml").write_text(text)
    (lump,) = json.loads(desk.run("territory", "lumps", "lumpy.yaml", "--json").stdout)["lumps"]

    assert lump["unit"] == "north-east"
    assert {option["name"] for option in lump["options"]} >= {"keep", "split", "hire", "wider-band"}
    assert "no unit is larger" in desk.run("territory", "lumps", "small.yaml").stdout


def lumpy(desk):
    """Write a world in which one of four squares, with borders both ways, has most of the potential."""
    text = (desk.folder / "small.yaml").read_text().replace("potential: 200", "potential: 2000")
    (desk.folder / "heavy.yaml").write_text(text)
    sides = [("north-west", "north-east"), ("north-east", "south-east"), ("north-west", "south-west")]
    bordering(desk, *sides, *(side[::-1] for side in sides))
    (desk.folder / "lumpy.yaml").write_text("extends: heavy.yaml\ntables: {neighbours: borders.csv}\n")
    return scenarios.load(desk.folder / "lumpy.yaml")


@pytest.mark.parametrize("take", ["split", "pool", "hire"])
def test_an_option_for_a_large_unit_is_written_as_it_is_priced(desk, take):
    before = lumpy(desk)

    done = desk.run("territory", "lumps", "lumpy.yaml", "--take", take, "--out", "taken.yaml", "--json")
    (lump,) = json.loads(done.stdout)["lumps"]
    option = next(one for one in lump["options"] if one["name"] == take)
    after = scenarios.load(desk.folder / "taken.yaml")
    had, has = Yardstick.of(before), Yardstick.of(after)
    load = has.ground.present.by_rep(has.ground.potential)
    borders = after.tables.neighbours

    assert done.exit_code == 0, done.stderr
    assert has.travel(has.today) - had.travel(had.today) == pytest.approx(option["travel"])
    assert load.sum() == pytest.approx(2300.0)
    assert load.max() == pytest.approx(option["largest"] * had.fair[0])
    assert len(after.tables.reps) == 2 + option["hires"]
    assert {*zip(borders["unit"], borders["neighbour"], strict=True)} == {
        *zip(borders["neighbour"], borders["unit"], strict=True)
    }
    assert pieces_by_rep(Adjacency.of(after.tables), has.today, len(load)).max() == 1


def test_an_option_for_a_large_unit_is_simulated_beside_today_on_request(desk):
    lumpy(desk)

    words = ("--take", "split", "--out", "taken.yaml", "-n", "2", "--workers", "1")
    done = desk.run("territory", "lumps", "lumpy.yaml", *words, "--json")

    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["comparison"]["rows"][0]["kpi"] == "bookings"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--take", "split"), "--take and --out go together"),
        (("-n", "2"), "there is nothing to compare with"),
        (("--take", "keep", "--out", "new.yaml"), "'keep' changes nothing, so there is nothing to write"),
        (("--take", "spilt", "--out", "new.yaml"), "there are: split, pool, hire"),
        (("--take", "split", "--unit", "south-east", "--out", "new.yaml"), "larger than a fair territory are: north-e"),
    ],
)  # fmt: skip
def test_options_for_a_large_unit_that_make_no_sense_are_refused(desk, words, said):
    lumpy(desk)

    done = desk.run("territory", "lumps", "lumpy.yaml", *words)

    assert done.exit_code == BAD_INPUT
    assert said in told(done)
    assert not (desk.folder / "new.yaml").exists()


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_map_is_drawn_with_what_moved(desk, kind):
    desk.run("territory", "move", "small.yaml", "south-west", "ben", "--out", "moved.yaml")
    done = desk.run("territory", "map", "moved.yaml", "--before", "small.yaml", "--out", f"map.{kind}")

    assert done.exit_code == 0, done.stderr
    assert (desk.folder / f"map.{kind}").stat().st_size > 5_000


def test_a_picture_of_another_kind_is_refused(desk):
    done = desk.run("territory", "map", "small.yaml", "--out", "map.gif")

    assert done.exit_code == BAD_INPUT
    assert "ends in .png or .svg" in told(done)


def test_an_alignment_goes_out_as_csv_parquet_and_geojson(desk):
    for name in ("out.csv", "out.parquet", "out.geojson"):
        assert desk.run("territory", "export", "small.yaml", "--out", name).exit_code == 0
    rows = list(csv.DictReader((desk.folder / "out.csv").read_text().splitlines()))
    points = json.loads((desk.folder / "out.geojson").read_text())["features"]

    assert [row["rep"] for row in rows] == ["ada", "ada", "ben", "ada"]
    assert pq.read_table(desk.folder / "out.parquet").column("rep").to_pylist() == [
        row["rep"] for row in rows
    ]
    assert points[0]["geometry"] == {"type": "Point", "coordinates": [-89.0, 41.0]}


def own_map(desk):
    features = [
        {
            "type": "Feature",
            "properties": {"code": name, "people": 100},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]],
            },
        }
        for name, (x, y) in SQUARES.items()
    ]
    (desk.folder / "own.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def test_a_map_of_ones_own_becomes_a_world_that_is_drawn_and_goes_out_again(desk):
    own_map(desk)
    done = desk.run(
        "territory", "units", "own.geojson", "--id", "code", "--potential", "people", "--out", "geo", "--json"
    )
    (desk.folder / "mine.yaml").write_text("extends: [small.yaml, geo/geography.yaml]\n")
    scenario = scenarios.load(desk.folder / "mine.yaml")
    whole = desk.run("territory", "export", "mine.yaml", "--territories", "--out", "whole.geojson")
    shapes = json.loads((desk.folder / "whole.geojson").read_text())["features"]

    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["without_neighbour"] == []
    assert len(scenario.tables.neighbours) == 4
    assert scenario.tables.units["potential"].tolist() == [100.0] * 4
    assert desk.run("territory", "map", "mine.yaml", "--out", "mine.png").exit_code == 0
    assert whole.exit_code == 0, whole.stderr
    assert [feature["properties"]["units"] for feature in shapes] == [3, 1]
    assert len(shapes[1]["geometry"]["coordinates"][0][0]) == 5  # ben has one square


def test_what_is_there_stays_when_a_map_comes_in(desk):
    own_map(desk)
    (desk.folder / "geo").mkdir()
    (desk.folder / "geo" / "units.csv").write_text("mine")
    done = desk.run(
        "territory", "units", "own.geojson", "--id", "code", "--potential", "people", "--out", "geo"
    )

    assert done.exit_code == BAD_INPUT
    assert (desk.folder / "geo" / "units.csv").read_text() == "mine"


def test_a_front_that_is_interrupted_shows_what_it_has(desk, monkeypatch):
    def stopped(stick, shares, progress):
        progress(front(stick, ())[0])
        raise KeyboardInterrupt

    monkeypatch.setattr("optimize.realignment.front", stopped)
    done = desk.run("territory", "front", "small.yaml", "--json")

    assert done.exit_code == INTERRUPTED
    assert len(json.loads(done.stdout)["points"]) == 1
    assert "stopped; the budgets shown are done" in done.stderr
