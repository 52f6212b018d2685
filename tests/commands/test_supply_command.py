"""``evenfield supply`` as a user runs it, in a world of two reps."""

import json
import re

import pytest

openpyxl = pytest.importorskip("openpyxl")

PRICED = """extends: small.yaml
name: priced
market: {price_response: {win_elasticity: 4, repeat_elasticity: 2}}
plan: {supply: [{id: core, units_per_month: 40}]}
"""


@pytest.fixture
def priced(desk):
    (desk.folder / "priced.yaml").write_text(PRICED)
    return desk


def value_of(formula, rows, book):
    """Return what a formula of the pack gives: cell references, sums of a column, plus, minus, times, over."""

    def cell(sheet, column, row):
        found = book[sheet][f"{column}{row}"].value
        return (
            value_of(found, sheet, book) if isinstance(found, str) and found.startswith("=") else found or 0.0
        )

    text = formula[1:]
    text = re.sub(
        r"SUM\(([A-Z])(\d+):\1(\d+)\)",
        lambda m: str(sum(cell(rows, m[1], r) for r in range(int(m[2]), int(m[3]) + 1))),
        text,
    )
    text = re.sub(r"inputs!([A-Z])(\d+)", lambda m: f"({cell('inputs', m[1], m[2])})", text)
    text = re.sub(r"(?<![\w.])([A-Z])(\d+)", lambda m: f"({cell(rows, m[1], m[2])})", text)
    return eval(text, {"__builtins__": {}})


def test_a_review_is_written_whole_and_resumes(priced):
    done = priced.run("supply", "priced.yaml", "-n", "4", "--out", "out", "--workers", "1")
    assert done.exit_code == 0, done.stderr
    assert "core is short" in done.stdout
    written = {path.name for path in (priced.folder / "out").iterdir()}
    assert {
        "supply.html",
        "supply.json",
        "supply.xlsx",
        "demand.csv",
        "options",
        "study",
        "orders",
    } <= written
    page = (priced.folder / "out" / "supply.html").read_bytes()
    assert b"<script" not in page
    assert b'src="http' not in page
    assert b"ada" not in page, "two reps would not be hidden by pseudonyms"
    parts = {path: path.stat().st_mtime_ns for path in (priced.folder / "out").rglob("*.parquet")}

    again = priced.run("supply", "priced.yaml", "-n", "4", "--out", "out", "--workers", "1", "--json")

    told = json.loads(again.stdout)
    assert {path: path.stat().st_mtime_ns for path in (priced.folder / "out").rglob("*.parquet")} == parts
    assert (priced.folder / "out" / "supply.html").read_bytes() == page
    assert told == json.loads((priced.folder / "out" / "supply.json").read_text())
    options = {one["option"] for one in told["options"]}
    assert {"overtime", "subcontract", "price", "pay-at-shipment", "scarcity-design"} <= options
    assert priced.run("check", "out/options/scarcity-design.yaml").exit_code == 0


def test_the_pack_computes_live_what_the_engine_found_and_runs_no_data(priced):
    arguments = ("-n", "2", "--out", "out", "--no-options", "--workers", "1", "--names")
    done = priced.run("supply", "priced.yaml", *arguments)
    assert done.exit_code == 0, done.stderr
    told = priced.run("report", "out")
    assert told.exit_code == 2
    assert "options were not simulated" in told.stderr
    book = openpyxl.load_workbook(priced.folder / "out" / "supply.xlsx")
    plan = list(book["plan"].iter_rows(min_row=2))
    for row in plan:
        assert value_of(row[16].value, "plan", book) == pytest.approx(row[17].value, rel=1e-9)
    for row in plan[:-1]:
        assert value_of(row[12].value, "plan", book) == pytest.approx(0.0, abs=1e-6)
        assert value_of(row[13].value, "plan", book) >= -1e-6
    for row in book["quotas"].iter_rows(min_row=2):
        assert value_of(row[6].value, "quotas", book) == pytest.approx(row[7].value)
    assert [row[0].value for row in book["reps"].iter_rows(min_row=2)] == ["ada", "ben"]
    for row in book["reps"].iter_rows(min_row=2):
        assert value_of(row[6].value, "reps", book) == pytest.approx(row[7].value, abs=1e-6)
        assert value_of(row[3].value, "reps", book) >= 0
    ours = re.compile(r"=[A-Z0-9!+\-*/():inputsSUM]+")
    texts = [c.value for s in book for row in s.iter_rows() for c in row if str(c.value).startswith("=")]
    assert all(ours.fullmatch(text) for text in texts)


def test_a_world_without_limits_says_so_and_a_world_that_does_not_react_gets_no_price_options(desk):
    roomy = desk.run("supply", "roomy.yaml", "-n", "2", "--workers", "1", "--out", "out")
    assert roomy.exit_code == 0, roomy.stderr
    assert "limits no family" in roomy.stdout
    assert desk.run("report", "out").exit_code == 0
    assert '<a href="supply.html">' in (desk.folder / "out" / "report.html").read_text()
    still = desk.run("supply", "small.yaml", "-n", "2", "--workers", "1", "--json")
    told = json.loads(still.stdout)
    assert any("do not react to price" in note for note in told["notes"])
    assert not {"price", "promote", "scarcity-design"} & {one["option"] for one in told["options"]}


SHEET = """families:
  - {id: core, material: 300, overtime_share: 0, subcontract_share: 0, closing_stock: 500}
storage: 20
"""


def test_a_plan_that_cannot_be_ends_with_three_and_the_way_out(priced):
    (priced.folder / "sheet.yaml").write_text(SHEET)
    done = priced.run("supply", "priced.yaml", "-n", "2", "--sheet", "sheet.yaml", "--workers", "1")
    assert done.exit_code == 3
    assert "these clash" in done.stderr
    assert re.search(r"to relax: closing stock of core by 480\b", done.stderr)


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        (
            "families:\n  - {id: coer}\n",
            "sheet.yaml:2:10: families.coer.id: the scenario sells no such family",
        ),
        ("families:\n  - {id: core, materal: 3}\n", "did you mean 'material'?"),
        ("families:\n  - {id: core, hours: 2}\n", "workforce is wanted"),
        ("storage: -1\n", "sheet.yaml:1:10: storage: out of range"),
    ],
)
def test_a_faulty_sheet_is_refused_with_its_line(priced, sheet, told):
    (priced.folder / "sheet.yaml").write_text(sheet)
    done = priced.run("supply", "priced.yaml", "-n", "2", "--sheet", "sheet.yaml")
    assert done.exit_code == 2
    assert told in done.stderr


def test_wishes_that_make_no_sense_are_refused_before_anything_runs(priced):
    wrong = priced.run("supply", "priced.yaml", "-n", "2", "--allocate", "priority", "--first", "adda")
    assert wrong.exit_code == 2
    assert "did you mean 'ada'" in wrong.stderr
    for arguments, told in (
        (["priority"], "wants --first"),
        (["max-min", "--floor", "0.2"], "--floor is for"),
    ):
        lost = priced.run("supply", "priced.yaml", "-n", "2", "--allocate", *arguments)
        assert lost.exit_code == 2
        assert told in lost.stderr
    (priced.folder / "mine").mkdir()
    (priced.folder / "mine" / "thesis.txt").write_text("years of work")
    foreign = priced.run("supply", "priced.yaml", "-n", "2", "--out", "mine")
    assert foreign.exit_code == 2
    assert "choose another folder" in foreign.stderr


def test_each_rule_of_allocation_shares_out_all_there_is(desk):
    for rule in (["fair-share"], ["priority", "--first", "ben"], ["margin", "--floor", "0.1"], ["max-min"]):
        arguments = ("-n", "2", "--no-options", "--workers", "1", "--json", "--allocate", *rule)
        told = json.loads(desk.run("supply", "small.yaml", *arguments).stdout)
        units = told["allocation"]["core"]["units"]
        assert sum(units.values()) == pytest.approx(120.0)


def test_floors_that_need_more_than_there_is_are_named_by_territory(priced):
    done = priced.run(
        "supply", "priced.yaml", "-n", "3", "--workers", "1", "--allocate", "margin", "--floor", "0.9"
    )
    assert done.exit_code == 3
    assert "floor of ada" in done.stderr


def test_a_crew_with_hours_is_planned_and_its_hour_has_a_price(priced):
    sheet = (
        "families:\n  - {id: core, hours: 5, material: 300}\n"
        "workforce: {opening: 1, wage: 2000, regular_hours: 150, overtime_hours: 10, overtime_cost: 30}\n"
    )
    (priced.folder / "sheet.yaml").write_text(sheet)
    arguments = ("-n", "3", "--no-options", "--workers", "1", "--json", "--sheet", "sheet.yaml")
    done = priced.run("supply", "priced.yaml", *arguments)
    told = json.loads(done.stdout)
    # 150 hours make 30 of the 40 units there is capacity for, and overtime is for relief: an hour is worth 700 / 5.
    assert told["plan"]["own"]["price_of_an_hour"]["regular hours"] == pytest.approx([140.0, 140.0], rel=0.05)
