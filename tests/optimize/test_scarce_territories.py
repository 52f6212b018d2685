"""Scarcity prices in territories and quotas: where units buy different mixes, what cannot be shipped counts less."""

from dataclasses import replace

import numpy as np
import pytest
from small_worlds import grid

from optimize.design import Draft, Wishes
from optimize.design.checks import Limits
from optimize.design.territories import turn_territory
from optimize.design.turning import Task
from optimize.design.worth import scarce_worth
from optimize.supply.mix import differs, wanted_mix
from optimize.territory import Rules
from sim.documents.shortfalls import Shortfall
from sim.plan import SupplyLimit
from sim.quota import quotas_cents, rep_of_unit
from sim.replicate import replicate
from sim.runner import run_here
from sim.scenario import UNITS
from sim.table import Table

ROWS, COLUMNS = 6, 6
DRY = Shortfall(id="dry", share=0.8, regions=("east",), families=("plenty",))
WISHES = Wishes(search=2, judged=2, rules=Rules(band=0.12, workload_band=None))


def world(units_per_month, *shortfalls):
    """Return a grid whose east wants little of what there is plenty of; the other family is limited."""
    plain = grid(ROWS, COLUMNS, 2)
    columns = plain.tables.units.columns | {"potential": np.full(ROWS * COLUMNS, 10.0)}
    columns["region"] = np.tile(["west", "west", "west", "east", "east", "east"], ROWS)
    units = Table.of(UNITS, {name: values.tolist() for name, values in columns.items()})
    family = plain.market.families[0]
    families = tuple(family.model_copy(update={"id": name, "share": 0.5}) for name in ("plenty", "scarce"))
    market = plain.market.model_copy(update={"families": families, "shortfalls": shortfalls})
    plan = plain.plan.model_copy(
        update={"supply": (SupplyLimit(id="scarce", units_per_month=units_per_month),)}
    )
    tables = plain.tables.model_copy(update={"units": units})
    return plain.model_copy(update={"tables": tables, "market": market, "plan": plan})


def task_of(scenario):
    frame = replicate(scenario, WISHES.searched_on)
    return Task(Draft(scenario), Draft(scenario), run_here, Limits.of(scenario, frame, WISHES), {})


def test_the_mix_is_that_of_the_leads_that_come():
    mix = wanted_mix(world(5.0, DRY))
    east = np.tile([False, False, False, True, True, True], ROWS)

    assert differs(mix)
    np.testing.assert_allclose(mix[east, 0], 0.2 * mix[~east, 0])
    np.testing.assert_allclose(mix[:, 1], mix[0, 1])
    half = wanted_mix(world(5.0, DRY.model_copy(update={"months": (1, 2, 3, 4, 5, 6)})))
    np.testing.assert_allclose(half[east, 0], 0.6 * half[~east, 0])


@pytest.mark.parametrize("scenario", [world(5.0), world(1e6, DRY)], ids=["one mix", "nothing short"])
def test_where_scarcity_moves_no_border_potential_is_balanced(scenario):
    assert scarce_worth(task_of(scenario)) is None


def test_short_supply_counts_for_nothing_in_territories_and_quotas():
    """Of the scarce family no unit more can be shipped: a unit of the east is worth a fifth of one of the west."""
    task = task_of(world(5.0, DRY))
    worth = scarce_worth(task)
    east = np.tile([False, False, False, True, True, True], ROWS)

    offer = turn_territory(task)

    np.testing.assert_allclose(worth.by_unit[east], 0.2 * worth.by_unit[~east][0])
    after = offer.draft.scenario
    by_rep = worth.by_rep(after)
    assert np.ptp(by_rep) <= 2 * 0.12 * by_rep.mean() * (1 + 1e-9)
    units = np.bincount(rep_of_unit(after))
    assert units.max() > 1.3 * units.min()  # a territory of the east has more land for as much worth
    quotas = quotas_cents(after)
    np.testing.assert_allclose(quotas / quotas.sum(), by_rep / by_rep.sum(), rtol=1e-6)
    assert quotas.sum() == task.total
    assert "margins less scarcity" in " ".join(offer.turn.notes)


def test_without_scarcity_the_same_world_is_balanced_by_potential():
    roomy = task_of(world(1e6, DRY))

    units = np.bincount(rep_of_unit(turn_territory(replace(roomy, memo={})).draft.scenario))

    assert units.max() <= 1.3 * units.min()
