"""Luck or skill: planted shares are covered, luck makes no stars, and a planted manager is recovered."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest
from judged_worlds import sales_force, table
from numpy.typing import NDArray

from evenfield.judgement.luck.luck import attainments, luck_or_skill
from evenfield.judgement.luck.record import ranking, record_size, teams
from evenfield.judgement.luck.shares import PARTS, variance_shares
from evenfield.judgement.luck.words import luck_data, luck_lines
from evenfield.judgement.luck.worlds import average_reps, quotas_by_potential
from evenfield.study.run import simulate_many
from sim.replicate import replicate
from sim.table import Table

Floats = NDArray[np.float64]
SD = {"territory": 0.10, "quota error": 0.20, "rep": 0.15, "luck": 0.25}
TRUE = {name: sd**2 / sum(other**2 for other in SD.values()) for name, sd in SD.items()}


def planted(seed: int, n_reps: int = 40, n: int = 6, **sd: float) -> tuple[Floats, Floats, Floats]:
    """Return attainment in the three worlds, from parts that are independent normal numbers."""
    draw = np.random.default_rng(seed)
    size = SD | sd
    luck = draw.normal(0, size["luck"], (n, n_reps))
    territory, quota, rep = (
        draw.normal(0, size[name], n_reps) for name in ("territory", "quota error", "rep")
    )
    by_potential = 1 + territory + luck
    return by_potential, by_potential + quota, by_potential + quota + rep


def test_bands_cover_the_planted_shares() -> None:
    datasets = [variance_shares(*planted(seed), seed) for seed in range(100)]

    covered = np.mean(
        [
            [shares.part(name).low <= TRUE[name] <= shares.part(name).high for name in PARTS]
            for shares in datasets
        ]
    )
    assert covered > 0.89
    for name in PARTS:
        assert np.mean([shares.part(name).share for shares in datasets]) == pytest.approx(
            TRUE[name], abs=0.04
        )


def test_shares_add_to_one() -> None:
    assert sum(part.share for part in variance_shares(*planted(1), 1).parts) == pytest.approx(1.0)


def test_reps_who_do_not_differ_are_not_told_apart() -> None:
    told = [variance_shares(*planted(seed, rep=0.0), seed).rep_is_told for seed in range(20)]

    assert not any(told)


def test_a_noise_only_team_has_no_star_in_ninety_five_of_a_hundred() -> None:
    """Row 91: the family-wise error of the ranking, and its order is no other than chance."""
    draw = np.random.default_rng(4)
    stars, places = 0, []
    for _ in range(300):
        average = {f"r{i}": draw.normal(1.0, 0.2, 30) for i in range(20)}
        record = {rep: draw.normal(1.0, 0.2, 1).tolist() for rep in average}
        ranked = ranking(record, average, 0.01)
        stars += any(one.stands_out for one in ranked)
        places.append([one.rep for one in ranked].index("r0"))

    assert stars <= 0.05 * 300 + 2 * np.sqrt(300 * 0.05 * 0.95)
    assert np.mean(places) == pytest.approx(9.5, abs=3 * np.sqrt((20**2 - 1) / 12 / 300))


def test_a_planted_star_stands_out_and_is_shrunk_towards_the_others() -> None:
    draw = np.random.default_rng(5)
    average = {f"r{i}": draw.normal(1.0, 0.1, 40) for i in range(10)}
    first, *others = ranking({rep: [2.0] if rep == "r3" else [1.0] for rep in average}, average, 0.04)

    assert (first.rep, first.stands_out) == ("r3", True)
    assert 0.5 < first.shrunk < first.attainment - first.expected
    assert not any(one.stands_out for one in others)


def test_nobody_is_guessed_to_add_anything_where_reps_do_not_differ() -> None:
    (only,) = ranking({"r": [1.5]}, {"r": np.array([0.9, 1.0, 1.1])}, 0.0)

    assert (only.shrunk, only.low, only.high) == (0.0, 0.0, 0.0)


def test_how_long_a_record_must_be() -> None:
    # Equal variances: reliability 0.5 a year; 0.8 = Y / (Y + 1) at Y = 4.
    size = record_size(0.04, 0.04, 60)
    assert (size.reliability, size.years_to_rank, size.years_to_tell) == (0.5, 4, 2)
    assert record_size(0.0, 0.04, 60).years_to_tell is None
    assert (record_size(0.002, 0.04, 10).years_to_tell or 99) > (
        record_size(0.002, 0.04, 200).years_to_tell or 99
    )


def world(**changes: Any) -> Any:
    return sales_force(run={"months": 6}, **changes)


def skilled(skill: list[float], managers: list[str]) -> dict[str, Any]:
    reps = table(6, 3)["reps"]
    columns: dict[str, Any] = {**reps.columns, "skill": skill, "manager": managers}
    return {"reps": Table.of(reps.spec, columns)}


def test_reps_and_quotas_that_are_alike_make_no_difference() -> None:
    plain = world(plan={"quotas": {"method": "potential", "total": "900000.00"}})
    run = functools.partial(simulate_many, replications=3, workers=1)
    found = luck_or_skill(plain, None, run)

    assert found.shares.part("rep").share == 0.0
    assert found.shares.part("quota error").share == 0.0
    assert "cannot be told apart" in " ".join(luck_lines(found))
    assert luck_data(found)["ranking"] == []


def test_a_planted_manager_is_recovered_although_his_team_has_the_poor_territories() -> None:
    """Row 92: team result adjusted for territory."""
    people = {"development": {"managers": [{"id": name, "hours_per_month": 1.0} for name in ("m1", "m2")]}}
    tables = skilled([1.0, 1.0, 2.5], ["m1", "m1", "m2"])
    units = table(6, 3)["units"]
    poor: dict[str, Any] = {**units.columns, "potential": np.array([2.0, 2.0, 2.0, 2.0, 0.6, 0.6])}
    scenario = world(people=people, tables={**tables, "units": Table.of(units.spec, poor)})

    frames = [attainments(replicate(one, range(6))) for one in (average_reps(scenario), scenario)]
    best, other = teams(["m1", "m1", "m2"], frames[0].to_numpy(), frames[1].to_numpy())
    assert (best.manager, other.manager) == ("m2", "m1")
    assert best.attainment < other.attainment
    assert best.adjusted.low > 0


def test_average_reps_are_alike_and_quotas_by_potential_keep_the_total() -> None:
    scenario = world(tables=skilled([0.5, 1.0, 2.0], ["", "", ""]))
    average = average_reps(scenario)

    assert average.tables.reps["skill"] == pytest.approx([1.0, 1.0, 1.0])
    assert quotas_by_potential(average).plan.quotas.table["quota"].sum() == 90_000_000
