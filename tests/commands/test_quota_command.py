"""``evenfield quota`` and ``evenfield response`` as a user runs them, in a world of two reps."""

import csv
import json

import pytest

FAST = ("-n", "4", "--workers", "1")


def told(done):
    return done.stdout + done.stderr


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_quotas_are_set_simulated_and_written_as_a_scenario_that_adds_up(desk):
    done = desk.run(
        "quota", "small.yaml", "--out", "new.yaml", "--total", "6000000.01", "--pin", "ben=2e6", "--runs", "runs",
        "--json", *FAST,
    )  # fmt: skip

    assert done.exit_code == 0, told(done)
    found = json.loads(done.stdout)
    assert found["quota"]["total"] == 6000000.01
    assert [row["quota"] for row in found["quota"]["reps"]] == [4000000.01, 2000000.0]
    assert {row["kpi"] for row in found["comparison"]["rows"]} >= {"bookings", "profit_contribution"}
    assert (desk.folder / "new.yaml").read_text().count("extends: small.yaml") == 1
    assert [row["quota"] for row in rows(desk.folder / "new.table.csv")] == ["4000000.01", "2000000.00"]
    months = rows(desk.folder / "runs/quotas-by-month.csv")
    for row, year in zip(months, (4000000.01, 2000000.0), strict=True):
        assert sum(round(100 * float(value)) for name, value in row.items() if name != "rep") == round(
            100 * year
        )
    page = (desk.folder / "runs/quota.html").read_text()
    assert "<script" not in page
    assert "ada" not in page.split("</style>")[1]  # two reps could be guessed
    assert desk.run("quota", "audit", "runs/hierarchy.csv").exit_code == 0
    assert desk.run("quota", "audit", "new.yaml", "--target", "6000000.01").exit_code == 0
    wrong = desk.run("quota", "audit", "new.yaml", "--target", "6e6", "--json")
    assert wrong.exit_code == 1
    assert json.loads(wrong.stdout)["breaks"][0]["kind"] == "sum"


def test_clashing_wishes_end_with_3_and_the_way_out_works(desk):
    wishes = ("quota", "small.yaml", "--out", "new.yaml", "--pin", "ada=4e6", "--pin", "ben=3e6", *FAST)

    done = desk.run(*wishes)

    assert done.exit_code == 3
    assert "a pin of ben at 2,000,000.00 in place of 3,000,000.00" in done.stderr
    assert not (desk.folder / "new.yaml").exists()
    relaxed = desk.run(*wishes[:-5], "ben=2000000", *FAST)
    assert relaxed.exit_code == 0, told(relaxed)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--pin", "adda=1"), "did you mean 'ada'"),
        (("--pin", "ada"), "REP=AMOUNT is wanted"),
        (("--pin", "ada=-5"), "an amount above 0 with whole cents"),
        (("--pin", "ada=1", "--pin", "ada=2"), "ada is named twice"),
        (("--attain", "0.9:0.2"), "a band LOW:HIGH"),
        (("--attain", "ada=half"), "a band LOW:HIGH"),
        (("--over", "nan"), "a ratio such as 1.05"),
        (("--over", "bosses=1.1"), "there are managers and reps"),
        (("--over", "managers=1.1"), "name no managers"),
        (("--method", "equal", "--attain", "0.4:0.6"), "kept by the method 'program' only"),
        (("--risk", "0.1"), "belongs to --ceiling supply"),
        (("--ceiling", "cores=5"), "did you mean 'core'"),
        (("--total", "1.001"), "whole cents"),
        (("--history", "none.csv"), "cannot be read"),
        (("-n", "1"), "2 or more"),
    ],
)
def test_wishes_that_make_no_sense_are_refused_before_anything_is_simulated(desk, options, said):
    done = desk.run("quota", "small.yaml", "--out", "new.yaml", *options)

    assert done.exit_code == 2
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert not (desk.folder / "new.yaml").exists()


def test_somebodys_scenario_is_not_overwritten(desk):
    (desk.folder / "mine.yaml").write_text("name: mine\n")

    assert desk.run("quota", "small.yaml", "--out", "mine.yaml").exit_code == 2
    assert desk.run("quota", "small.yaml", "--out", "small.yaml").exit_code == 2
    assert (desk.folder / "mine.yaml").read_text() == "name: mine\n"


def test_past_bookings_come_from_a_file_with_every_fault_told(desk):
    past = desk.folder / "past.csv"
    past.write_text("rep,year,bookings\nada,2024,300\nben,2024,100\nada,2025,500\nben,2025,100\n")
    done = desk.run(
        "quota", "small.yaml", "--out", "new.yaml", "--method", "history", "--history", "past.csv", "--total", "1000",
        *FAST,
    )  # fmt: skip
    assert done.exit_code == 0, told(done)
    assert [row["quota"] for row in rows(desk.folder / "new.table.csv")] == ["800.00", "200.00"]

    past.write_text("rep,year,bookings\nadda,2024,300\nben,2024,x\nben,2024,1\n")
    wrong = desk.run("quota", "small.yaml", "--out", "other.yaml", "--history", "past.csv", *FAST)
    assert wrong.exit_code == 2
    assert "past.csv:2" in wrong.stderr
    assert "did you mean 'ada'" in wrong.stderr
    assert "past.csv:3" in wrong.stderr
    assert "past.csv:4" in wrong.stderr


CELLS = "product,region,weight\nsoap,north,3\nsoap,south,1\nwax,north,1\nwax,south,2\n"


def test_quotas_are_split_over_margins_and_the_split_is_audited(desk):
    (desk.folder / "cells.csv").write_text(CELLS)
    (desk.folder / "product.csv").write_text("product,quota\nsoap,600000.01\nwax,399999.99\n")
    (desk.folder / "region.csv").write_text("region,quota\nnorth,500000\nsouth,500000.00\n")
    margins = ("--margin", "product.csv", "--margin", "region.csv")

    done = desk.run("quota", "split", "cells.csv", *margins, "--out", "split.csv")

    assert done.exit_code == 0, told(done)
    stated = ("--stated", "product.csv", "--stated", "region.csv")
    assert desk.run("quota", "audit", "split.csv", *stated).exit_code == 0
    text = (desk.folder / "split.csv").read_text()
    (desk.folder / "split.csv").write_text(text.replace("soap,north,", "soap,north,1"))
    broken = desk.run("quota", "audit", "split.csv", *stated)
    assert broken.exit_code == 1
    assert "product soap" in broken.stdout
    assert "region north" in broken.stdout
    assert desk.run("quota", "split", "cells.csv", *margins, "--out", "split.csv").exit_code == 2  # taken


def test_every_fault_of_cells_and_margins_is_told(desk):
    (desk.folder / "cells.csv").write_text(CELLS + "soap,north,-1\n")
    (desk.folder / "product.csv").write_text("product,quota\nsoap,600\nwaxx,399\nsoap,1\n")
    first = desk.run("quota", "split", "cells.csv", "--margin", "product.csv")
    assert first.exit_code == 2
    assert "cells.csv:6: weight" in first.stderr
    assert "stands in a row before" in first.stderr

    (desk.folder / "cells.csv").write_text(CELLS)
    second = desk.run("quota", "split", "cells.csv", "--margin", "product.csv")
    assert "no cell has product waxx" in second.stderr
    assert "soap stands twice" in second.stderr
    (desk.folder / "product.csv").write_text("product,quota\nsoap,6.001\nwax,none\n")
    third = desk.run("quota", "audit", "product.csv")
    assert third.exit_code == 2
    assert "product.csv:2" in third.stderr
    assert "product.csv:3" in third.stderr


def test_a_hierarchy_in_a_table_is_audited_by_its_further_columns(desk):
    lines = ["product,id,parent,quota,over"]
    for product, leaf in (("soap", 60), ("wax", 61)):
        lines += [f"{product},top,,100,1.2", f"{product},a,top,{leaf},", f"{product},b,top,60,"]
    (desk.folder / "tree.csv").write_text("\n".join(lines) + "\n")

    done = desk.run("quota", "audit", "tree.csv")

    assert done.exit_code == 1
    assert "1 of 6 places" in done.stdout
    assert "product wax: below top: 121.00 stated, 120.00 expected, +1.00" in done.stdout


def test_responses_are_measured_written_and_used_for_headcount(desk):
    asked = (
        "--factors",
        "hours,coverage",
        "--levels",
        "0.5,1,2",
        "--by",
        "potential",
        "-n",
        "2",
        "--workers",
        "1",
    )
    done = desk.run("response", "small.yaml", "--out", "resp", *asked, "--json")

    assert done.exit_code == 0, told(done)
    curves = json.loads(done.stdout)["curves"]
    assert [(c["factor"], c["group"]) for c in curves][:1] == [("hours", "")]
    assert {c["factor"] for c in curves} == {"hours", "coverage"}
    assert all(len(c["level"]) == len(c["value"]) for c in curves)
    assert (desk.folder / "resp/response.png").read_bytes()[:4] == b"\x89PNG"
    sized = desk.run("size", "small.yaml", "--response", "resp", "--json")
    assert sized.exit_code == 0, told(sized)
    assert any("measured at 0.5 to 2 times" in note for note in json.loads(sized.stdout)["notes"])
    again = desk.run("response", "small.yaml", "--out", "resp", *asked)
    assert again.exit_code == 0
    assert "elasticity" in again.stdout


def test_responses_that_cannot_be_measured_are_refused(desk):
    (desk.folder / "full").mkdir()
    (desk.folder / "full/notes.txt").write_text("mine")

    assert desk.run("response", "small.yaml", "--out", "full").exit_code == 2
    assert (
        "no factor 'houres'" in desk.run("response", "small.yaml", "--out", "r", "--factors", "houres").stderr
    )
    assert desk.run("response", "small.yaml", "--out", "r", "--levels", "0,1").exit_code == 2
    assert "not every rep has one" in " ".join(
        desk.run("response", "small.yaml", "--out", "r", "--by", "role", *FAST)
        .stderr.replace("│", " ")
        .split()
    )
    assert desk.run("size", "small.yaml", "--response", "none.json").exit_code == 2


def test_a_map_for_profit_goes_by_a_measured_response(desk):
    done = desk.run(
        "territory",
        "profit",
        "small.yaml",
        "--response",
        "measured",
        "--band",
        "0.5",
        "--out",
        "map.yaml",
        "--json",
        *FAST,
    )

    assert done.exit_code == 0, told(done)
    found = json.loads(done.stdout)
    assert found["objective"] >= found["balanced"] - 1e-6
    assert found["bound"] >= found["objective"] - 1e-6
    assert any("measured by 4 replications" in note for note in found["notes"])
    assert desk.run("check", "map.yaml").exit_code == 0
