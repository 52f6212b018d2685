"""Planted causes are named, luck accuses nobody, and the ratios are what their counts say."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from evenfield.comparison.proportion import wilson_interval
from evenfield.diagnosis import Diagnosis, conversion_ratios, diagnose
from evenfield.diagnosis.counterfactuals import CAUSES, average_skill
from evenfield.diagnosis.words import as_data, finding_lines
from sim.documents.roles import COMPETENCIES, SKILLS, Profile
from sim.people.skill import skill_by_cell
from sim.quota import rep_of_unit
from sim.replicate import replicate
from sim.table import Table
from tests.diagnosis.planted import CULPRIT, Planted, planted

REPLICATIONS = range(8)


def diagnosed(what: Planted, seed: int = 3) -> Diagnosis:
    scenario = planted(what, seed)
    return diagnose(
        scenario,
        replicate(scenario, REPLICATIONS),
        lambda worlds: {name: replicate(world, REPLICATIONS) for name, world in worlds.items()},
    )


@pytest.mark.parametrize("cause", ["skill", "lead allocation", "oversized territory"])
def test_row_102_a_planted_cause_is_named(cause: Planted) -> None:
    found = {finding.ratio.entity: finding for finding in diagnosed(cause).findings}
    assert found[CULPRIT].cause == cause
    assert found[CULPRIT].causes[0].low > 0
    assert any(f"Cause: {cause}." in line for line in finding_lines(found[CULPRIT]))


def test_row_102_a_product_that_sells_badly_is_named() -> None:
    found = {finding.ratio.entity: finding.cause for finding in diagnosed("product").findings}
    assert found["plus"] == "product"


def test_equals_are_not_accused_and_the_data_are_json() -> None:
    diagnosis = diagnosed("nothing")
    assert diagnosis.findings == ()
    told = json.loads(json.dumps(as_data(diagnosis), allow_nan=False))
    assert [one["entity"] for one in told["ratios"] if one["level"] == "rep"] != []
    assert not any(one["is_low"] for one in told["ratios"])


def counts(won: list[list[float]]) -> pd.DataFrame:
    """Two reps with 50 leads decided in each replication, and so many won."""
    rows = [
        (number, measure, rep, 0, value)
        for number, wins in enumerate(won)
        for rep, win in zip(("a", "b"), wins, strict=True)
        for measure, value in (("rep_decided", 50.0), ("rep_won", win))
    ]
    return pd.DataFrame(rows, columns=["replication", "measure", "entity", "month", "value"])


def test_a_ratio_is_won_over_decided_and_its_gap_is_to_the_others() -> None:
    low, high = conversion_ratios(counts([[10, 20], [12, 22], [11, 24]]))
    assert (low.entity, high.entity) == ("a", "b")
    assert low.ratio == pytest.approx(33 / 150)
    assert low.others == pytest.approx(66 / 150)
    assert low.gap == pytest.approx((-10 - 10 - 13) / 3 / 50)
    assert low.is_low
    assert not high.is_low


def test_one_replication_is_shown_but_accuses_nobody() -> None:
    assert not any(ratio.is_low for ratio in conversion_ratios(counts([[1, 40]])))


def test_a_difference_of_no_weight_is_not_low_however_sure_it_is() -> None:
    small = counts([[39 + i % 2, 40 + i % 2] for i in range(40)])
    assert not any(ratio.is_low for ratio in conversion_ratios(small))


@pytest.mark.parametrize("trials", [10, 20, 50, 100])
def test_row_101_wilson_covers_95_percent_on_average(trials: int) -> None:
    """Mean coverage over shares of 5 to 95 %, by exact binomial sums, as published: close to 0.95 at every n."""
    from scipy.stats import binom  # noqa: PLC0415

    inside = []
    for share in np.linspace(0.05, 0.95, 91):
        ends = [wilson_interval(k, trials) for k in range(trials + 1)]
        covers = np.array([low <= share <= high for low, high in ends])
        inside.append(binom.pmf(np.arange(trials + 1), trials, share)[covers].sum())
    assert 0.946 < np.mean(inside) < 0.967


def test_wilson_without_trials_knows_nothing() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_an_average_territory_takes_leads_from_its_rep_alone() -> None:
    scenario = planted("oversized territory", 1)
    smaller = CAUSES["rep"]["oversized territory"](scenario, frozenset({CULPRIT}))
    assert smaller is not None

    def leads(world: object) -> np.ndarray:
        potential = world.tables.units["potential"]  # type: ignore[attr-defined]
        return world.market.leads_per_year * potential / potential.sum()  # type: ignore[attr-defined]

    mine = scenario.tables.reps["id"][rep_of_unit(scenario)] == CULPRIT
    np.testing.assert_allclose(leads(smaller)[~mine], leads(scenario)[~mine])
    np.testing.assert_allclose(leads(smaller)[mine], leads(scenario)[~mine][:1])


def test_a_cause_that_touches_nobody_or_everybody_is_not_looked_into() -> None:
    scenario = planted("nothing", 1)
    everybody = frozenset(scenario.tables.reps["id"].tolist())
    assert all(without(scenario, everybody) is None for without in CAUSES["rep"].values())
    assert CAUSES["rep"]["oversized territory"](scenario, frozenset({CULPRIT})) is None


def test_row_102_a_want_of_skill_that_only_the_table_of_skills_holds_is_taken_away_and_named() -> None:
    scenario = planted("nothing", 3)
    skills = Table.of(SKILLS, {"rep": [CULPRIT], "family": ["*"], "segment": ["*"], "skill": [0.4]})
    tables = scenario.tables.model_copy(update={"skills": skills})
    poor = scenario.model_copy(update={"tables": tables})
    better = average_skill(poor, frozenset({CULPRIT}))
    assert better is not None
    assert (skill_by_cell(better) == 1.0).all()
    runs = {name: replicate(world, REPLICATIONS) for name, world in (("poor", poor), ("better", better))}
    won = {name: (f["measure"] == "leads_won") & (f["entity"] == "") for name, f in runs.items()}
    assert runs["poor"]["value"][won["poor"]].sum() < runs["better"]["value"][won["better"]].sum()


def test_a_rep_who_lacks_what_the_profile_asks_for_is_given_the_others_match() -> None:
    scenario = planted("nothing", 3)
    needs = [{"competency": "law", "level": 1.0}]
    people = scenario.people.model_copy(
        update={"profile": Profile.model_validate({"needs": needs, "lowest": 0.5})}
    )
    reps = [rep for rep in scenario.tables.reps["id"].tolist() if rep != CULPRIT]
    columns = {"rep": reps, "competency": ["law"] * len(reps), "level": [0.8] * len(reps)}
    tables = scenario.tables.model_copy(update={"competencies": Table.of(COMPETENCIES, columns)})
    better = average_skill(
        scenario.model_copy(update={"tables": tables, "people": people}), frozenset({CULPRIT})
    )
    assert better is not None
    assert np.allclose(skill_by_cell(better), 0.9)
