"""All worked examples pay what is printed, as written plans through ``evenfield pay run``."""

import json
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from changed_examples import CHANGED, CHANGED_MONTHS, money
from deal_examples import BASE, DEAL_EXAMPLES, months
from published_pay import EXAMPLES
from typer.testing import CliRunner

from evenfield.cli.app import app
from scenarios.pay_plans import read_plan
from scenarios.pay_tables import read_book
from sim.compensation.deals import as_data, run_deals


class Folder:
    """A user's folder with a plan and its tables."""

    def __init__(self, path):
        self.path = path

    def write(self, example):
        (self.path / "base.yaml").write_text(BASE)
        (self.path / "plan.yaml").write_text("extends: base.yaml\n" + example.plan)
        for name in ("deals", "quotas", "people", "measures"):
            if getattr(example, name):
                (self.path / f"{name}.csv").write_text(getattr(example, name))
        return self

    def command(self, name, *more):
        tables = [f"--{table.stem}={table}" for table in sorted(self.path.glob("*.csv"))]
        told = CliRunner().invoke(app, ["pay", name, str(self.path / "plan.yaml"), *tables, *more, "--json"])
        assert told.exit_code == 0, told.output
        return json.loads(told.stdout)


def by_month(data):
    """What each person is paid in each month besides base pay, which publishers leave out."""
    found = defaultdict(Decimal)
    for one in data["payouts"]:
        if one["component"] == "base":
            continue
        found[one["person"], one["period"]] += Decimal(one["amount"])
    return {key: f"{amount:.2f}" for key, amount in found.items() if amount}


def without_zeros(paid):
    return {key: amount for key, amount in paid.items() if Decimal(amount)}


@pytest.mark.parametrize("example", DEAL_EXAMPLES, ids=lambda example: example.id)
def test_row_83_a_written_plan_pays_the_printed_amounts(example, tmp_path):
    data = Folder(tmp_path).write(example).command("run")

    assert by_month(data) == without_zeros(example.paid)
    assert data["rejects"] == []


def as_plan(example):
    """An example of one rep's months as a plan on deals; JSON is YAML."""
    target = Decimal(example.target)
    part = {
        "id": "sales",
        "measure": {"credit": "sales", "window": example.window, "against": "full_quota"},
        "payout": example.payout,
        "cap": example.cap and example.cap | {"excess": "lost"},
    }
    if example.payout["kind"] in {"curve", "steps"}:
        part["weight"] = 1
    return "\n".join(
        [
            f"pay: {{base: 10000.00, ote: {Decimal('10000.00') + target:f}}}",
            f"components: {json.dumps([part], default=str)}",
        ]
    )


class Converted:
    """A published example of months in the form of those of deals."""

    def __init__(self, example):
        self.plan = as_plan(example)
        self.deals = months("ann", *example.credit)
        self.quotas = f"person,measure,period,amount\nann,sales,2026,{example.quota}"
        self.people = self.measures = ""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_a_plan_of_months_pays_the_same_on_deals(example, tmp_path):
    data = Folder(tmp_path).write(Converted(example)).command("run")

    printed = {("ann", f"2026-{month:02d}"): amount for month, amount in enumerate(example.paid, start=1)}
    assert by_month(data) == without_zeros(printed)


def changed(example, change):
    """An example with a change made in its tables or plan; each text that is replaced must be there."""
    for table, before, after in change.edits:
        text = getattr(example, table)
        assert before in text
        example = replace(example, **{table: text.replace(before, after)})
    return example


def pays(example, folder):
    """What an example pays, without the command around it."""
    folder.write(example)
    tables = {table.stem: table for table in folder.path.glob("*.csv")}
    book = read_book(**tables)
    return by_month(as_data(run_deals(read_plan(folder.path / "plan.yaml").plan, book)))


def example_of(name, examples):
    return next(example for example in examples if name in example.id)


@pytest.mark.parametrize("change", CHANGED, ids=lambda change: change.id)
def test_row_83_a_change_of_an_input_moves_pay_as_worked_out_by_hand(change, tmp_path):
    example = changed(example_of(change.id, DEAL_EXAMPLES), change)

    assert (
        pays(example, Folder(tmp_path))
        == without_zeros(change.paid)
        != without_zeros(example_of(change.id, DEAL_EXAMPLES).paid)
    )


@pytest.mark.parametrize("change", CHANGED_MONTHS, ids=lambda change: change.id)
def test_a_change_of_an_input_of_months_moves_pay_as_worked_out_by_hand(change, tmp_path):
    example = example_of(change.id, EXAMPLES)

    found = pays(Converted(example._replace(**change.fields)), Folder(tmp_path))

    worked_out = [money(amount) for amount in change.paid]
    assert found == without_zeros(
        {("ann", f"2026-{i:02d}"): paid for i, paid in enumerate(worked_out, start=1)}
    )
    assert worked_out != example.paid


def test_every_example_is_changed():
    ids = [name for change in [*CHANGED, *CHANGED_MONTHS] for name in change.id.split(", ")]

    assert len(ids) == len(set(ids)) == 56


def test_there_is_every_example():
    ids = [name for example in [*EXAMPLES, *DEAL_EXAMPLES] for name in example.id.split(", ")]

    assert len(ids) == len(set(ids)) == 56


def trace_of(name, tmp_path, period):
    example = next(example for example in DEAL_EXAMPLES if name in example.id)
    return Folder(tmp_path).write(example).command("why", "--person=ann", f"--period={period}")[0]


def test_the_trace_shows_the_prorated_quota(tmp_path):
    # WE-064: 800,000 x 214 / 365
    line = trace_of("WE-064", tmp_path, "2026-12")["lines"][0]

    assert Fraction(line["quota"]) == Fraction(800_000 * 214, 365)
    assert round(Fraction(line["quota"]), 2) == Fraction("469041.10")


def test_the_trace_shows_attainment_as_it_is_computed(tmp_path):
    line = trace_of("WE-011", tmp_path, "2026-02")["lines"][0]

    assert line["attainment"] == "2/3"


def test_the_trace_shows_the_rate_of_the_grid(tmp_path):
    line = trace_of("WE-047", tmp_path, "2026-01")["lines"][0]

    assert line["slices"][0]["rate"] == "13/100"


def test_the_advance_is_netted_off_the_months_cheque(tmp_path):
    entries = {e["component"]: e["amount"] for e in trace_of("WE-016", tmp_path, "2026-01")["entries"]}

    assert entries == {"commission": "6000.00", "advance": "4000.00", "advance-netted": "-4000.00"}
