"""Row 106 of the concepts: ``evenfield review`` shows months beside their control limits."""

import json

import numpy as np
import pytest

import evenfield as ef


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """Return the results of a plan, 59 replications, and of 40 fresh years beside it."""
    folder = tmp_path_factory.mktemp("plan")
    world = ef.load(__file__.replace("test_review.py", "small.yaml"))
    frame = ef.simulate(world, 99, workers=1).frame
    return folder, frame[frame.month > 0]


def test_row_106_fresh_seeds_are_outside_as_often_as_set(plan):
    from evenfield.comparison.control import control_limits  # noqa: PLC0415

    _, monthly = plan
    bookings = monthly[monthly.measure == "month_bookings"].pivot(
        index="replication", columns="month", values="value"
    )
    limits = [control_limits(bookings[month].to_numpy()[:59], 0.1) for month in bookings]
    fresh = bookings.to_numpy()[59:]
    alarms = np.array(
        [[limit.verdict(x) != "within" for x, limit in zip(row, limits, strict=True)] for row in fresh]
    )
    by_year = alarms.mean(axis=1)

    # Months of a year go together, so the error is that of the mean over years, and of the limits' own luck beside it:
    # with 59 replications the true rate of one month's limits varies by about sqrt(0.1 x 0.9 / 60) = 0.039.
    error = np.hypot(by_year.std(ddof=1) / np.sqrt(len(fresh)), 0.039 / np.sqrt(len(limits)))
    assert abs(by_year.mean() - 0.1) < 3 * error


@pytest.fixture
def kept(desk):
    desk.run("run", "small.yaml", "-n", 39, "--workers", 1, "--out", "runs/plan")
    return desk


def told(desk, text, *more):
    (desk.folder / "actuals.csv").write_text(text)
    return desk.run("review", "runs/plan", "--actuals", "actuals.csv", *more)


def test_a_month_that_luck_does_not_explain_is_named(kept):
    usual = (
        ef.open_run("runs/plan")
        .frame("small")
        .query("measure == 'month_bookings' and month == 2")
        .value.median()
    )

    months = f"month,measure,value\n1,month_bookings,0\n2,month_bookings,{usual}\n"
    found = told(kept, months, "--json", "--out", "pack.csv")

    rows = json.loads(found.stdout)["rows"]
    assert [(row["month"], row["verdict"]) for row in rows] == [(1, "below"), (2, "within")]
    assert rows[0]["alarm_rate"] == pytest.approx(2 / 40)
    assert "below" in (kept.folder / "pack.csv").read_text()
    assert "1 of 2 outside; by luck alone 0.1 would be (5.0 %)" in told(kept, months).stdout


def test_every_row_that_the_study_does_not_have_is_named(kept):
    found = told(
        kept,
        "month,measure,entity,value\n1,month_boookings,,5\n77,month_bookings,,5\n1,family_booked_units,nobody,5\n",
    )

    assert found.exit_code == 2
    assert "did you mean 'month_bookings'?" in found.stderr
    assert "the study has the months 1 to" in found.stderr
    assert "family_booked_units has no such entity" in found.stderr


def test_too_few_replications_for_so_rare_an_alarm_are_refused(kept):
    found = told(kept, "month,measure,value\n1,month_bookings,5\n", "--alarm-rate", 0.01)

    assert found.exit_code == 2
    assert "at least 199 are wanted" in found.stderr.replace("\n", " ").replace("│", "").replace("  ", " ")
