"""Row 71 of the concepts: ``evenfield deploy`` shares out effort so that its last unit brings the same everywhere."""

import json

import pytest

from optimize.deployment import Adbudg

PRODUCTS = "library:first-steps/effort/products.csv"
CURVES = """use,groups,effort_today,most,lowest,highest,shape,half
a,g,50,400,0,1000,1,100
b,h,50,400,0,1000,1,100
"""


@pytest.fixture
def table(desk, monkeypatch):
    monkeypatch.chdir(desk.folder)

    def run(*options, content=CURVES):
        (desk.folder / "uses.csv").write_text(content)
        return desk.run("deploy", "uses.csv", *options)

    return run


def test_two_alike_uses_share_alike(table):
    done = table("--effort", "200", "--json")

    told = json.loads(done.stdout)
    assert done.exit_code == 0, done.stderr
    assert [use["effort"] for use in told["uses"]] == [100, 100]
    assert told["profit"] == pytest.approx(2 * 1000 * 100 / (100 + 100))
    assert told["profit_today"] == pytest.approx(2 * 1000 * 50 / (100 + 50))


def test_effort_is_bought_until_its_last_unit_pays_for_itself_alone(table):
    # 1000 x / (100 + x) has the slope 1e5 / (100 + x)^2: at a price of 2.5 that is x = 100
    done = table("--cost", "2.5", "--json")

    told = json.loads(done.stdout)
    assert [use["effort"] for use in told["uses"]] == pytest.approx([100, 100], abs=0.01)
    assert [use["one_more_brings"] for use in told["uses"]] == pytest.approx([2.5, 2.5], abs=1e-3)


def test_the_shipped_judgments_have_equal_marginal_returns(desk):
    done = desk.run("deploy", PRODUCTS, "--json", "--out", desk.folder / "made")

    told = json.loads(done.stdout)
    some = [use["one_more_brings"] for use in told["uses"] if use["effort"] > 0]
    assert done.exit_code == 0, done.stderr
    assert max(some) == pytest.approx(min(some), rel=1e-6)
    assert told["gap"] <= 0.005
    assert told["profit"] > told["profit_today"]
    assert (desk.folder / "made" / "deployment.csv").exists()


def test_judgments_are_read_in_effort_and_sales_of_today(table):
    judged = "use,effort_today,sales_today,most,none,half_as_much,half_more,most_sales\na,40,500,200,0.2,0.6,1.25,2\n"
    done = table("--effort", "40", "--json", content=judged)

    unit = Adbudg.judged(0.2, 0.6, 1.25, 2.0)
    assert json.loads(done.stdout)["profit"] == pytest.approx(500 * float(unit.sales(1.0)))


def test_a_limit_below_what_a_use_must_have_is_exit_3_with_the_way_out(desk):
    done = desk.run("deploy", PRODUCTS, "--limit", "hospital=100")

    assert done.exit_code == 3
    assert "these clash: effort of hospital, least of launch in hospitals" in done.stderr


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("a,g,50,400,0", "a,g,50,400,2000", "row 1, lowest: 0 <= lowest <= highest is wanted"),
        ("a,g,50", "a,g,fifty", "row 1, effort_today: a number is wanted"),
        ("shape,half", "shape,haf", "haf: no such column"),
        ("highest,shape", "none,shape", "half_as_much: the column is missing"),
    ],
)
def test_faults_of_the_table_are_told_by_row(table, before, after, told):
    done = table(content=CURVES.replace(before, after))

    assert done.exit_code == 2
    assert told in done.stderr


def test_a_group_that_no_use_is_in_is_refused(table):
    assert table("--limit", "x=3").exit_code == 2
