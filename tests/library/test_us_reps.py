"""The made-up reps, today's alignment and quotas."""

from math import floor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import scenarios
from scenarios.making.made_up_reps import alignment, deal, reps

HERE = Path(scenarios.__file__).parent / "library" / "us-field-force"


@pytest.fixture(scope="module")
def world():
    units = pd.read_parquet(HERE / "data" / "units.parquet")
    aligned = pd.read_csv(HERE / "today" / "alignment.csv", dtype=str)
    whole = units.merge(aligned, left_on="id", right_on="unit", validate="one_to_one")
    return whole.assign(state=whole["region"].replace("DC", "MD"))


def test_every_county_has_one_of_sixty_reps(world):
    assert len(world) == 3108
    assert sorted(world["rep"].unique()) == [f"R{number:02d}" for number in range(1, 61)]


def test_states_get_reps_by_their_number_of_counties(world):
    # The rule worked anew: whole parts, at least one, then the largest remainders of 60 * counties / 3108.
    counties = world["state"].value_counts().sort_index()
    share = 60 * counties / 3108
    whole = share.map(floor).clip(lower=1)
    more = (share - whole).sort_values(ascending=False).index[: 60 - whole.sum()]
    wanted = whole + whole.index.isin(more)

    assert (world.groupby("state")["rep"].nunique() == wanted).all()
    assert wanted["CA"] == 1


def test_a_state_is_cut_west_to_east_into_equally_many_counties(world):
    spans = world.groupby(["state", "rep"])["lng"].agg(["min", "max", "size"]).reset_index()
    same_state = spans["state"] == spans["state"].shift(-1)

    assert (spans["max"] <= spans["min"].shift(-1))[same_state].all()
    assert (spans.groupby("state")["size"].agg(np.ptp) <= 1).all()


def test_a_rep_lives_in_the_county_with_most_employed_people(world):
    homes = pd.read_csv(HERE / "data" / "reps.csv", dtype=str).set_index("id")["home"]
    largest = world.loc[world.groupby("rep")["potential"].idxmax()].set_index("rep")["unit"]

    assert homes.equals(largest.rename("home").rename_axis("id"))


def test_six_reps_are_new_and_the_others_have_been_here_for_years():
    hired = pd.to_datetime(pd.read_csv(HERE / "data" / "reps.csv")["hired"])

    assert (hired >= "2025-01-01").sum() == 6
    assert (hired < "2023-01-01").sum() == 54
    assert hired.max() < pd.Timestamp("2025-09-03")  # the first day of the warm-up: everybody is there


def test_skills_spread_by_about_fifteen_percent():
    # The standard error of a standard deviation of 60 draws is 0.15 / sqrt(120) = 0.014; three of them.
    logs = np.log(pd.read_csv(HERE / "data" / "reps.csv")["skill"])

    assert logs.std() == pytest.approx(0.15, abs=0.042)
    assert logs.mean() == pytest.approx(0, abs=3 * 0.15 / 60**0.5)


def test_the_files_are_what_the_maker_makes(world):
    units = world.drop(columns=["unit", "rep", "state"])
    aligned = alignment(units)

    assert aligned.equals(world[["unit", "rep"]])
    assert (
        reps(units, aligned).to_csv(index=False, lineterminator="\n")
        == (HERE / "data" / "reps.csv").read_text()
    )


def test_quotas_are_whole_thousands_and_none_is_below_the_least():
    quotas = pd.read_csv(HERE / "today" / "quotas.csv")

    assert len(quotas) == 60
    assert quotas["quota"].min() == 150_000
    assert (quotas["quota"] % 1000 == 0).all()


def test_quotas_are_about_five_times_on_target_earnings():
    # Published: 4:1 to 6:1. Sixty reps at 160,000.
    quotas = pd.read_csv(HERE / "today" / "quotas.csv")

    assert 4 < quotas["quota"].sum() / (60 * 160_000) < 6


def test_the_largest_remainder_deals_what_the_whole_parts_leave():
    # 10 reps, 20 counties: shares 6.5, 3.0, 0.5: whole parts at least one 6, 3, 1 leave none.
    assert deal({"A": 13, "B": 6, "C": 1}, 10) == {"A": 6, "B": 3, "C": 1}
    # 11 reps: shares 7.15, 3.3, 0.55: 7, 3, 1 leave none. 12: 7.8, 3.6, 0.6: 7, 3, 1 leave one, remainders .8, .6, -.4.
    assert deal({"A": 13, "B": 6, "C": 1}, 12) == {"A": 8, "B": 3, "C": 1}


def test_too_few_reps_for_the_states_are_refused():
    with pytest.raises(ValueError, match="2 reps are too few for 3 states, 1 more are wanted"):
        deal({"A": 1, "B": 1, "C": 1}, 2)
