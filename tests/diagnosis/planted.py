"""Little sales forces of equals, in which one thing is wrong."""

from __future__ import annotations

from typing import Any, Literal

from sim.scenario import REPS, UNITS, Scenario
from sim.table import Table
from tests.sim.worlds import merge, sales_force

Planted = Literal["nothing", "skill", "product", "lead allocation", "oversized territory"]
CULPRIT = "R01"


def planted(what: Planted, seed: int) -> Scenario:
    """Return six reps with a unit each and two products that sell alike, but for what is planted on one of them."""
    plain = sales_force(
        6,
        6,
        run={"start": "2026-01-01", "months": 12, "warmup_days": 60, "seed": seed},
        market={"leads_per_year": 900.0, "families": _families(0.45 if what == "product" else 1.0)},
        pipeline={"nurture": {"loops": 0}},
        customers={"opening": 0, "reorder_mean_days": None, "care_hours": 0.0},
        people={"behaviour": {"kind": "steady"}, "travel": None},
        plan={"supply": []},
    )
    return _with(plain, what)


def _with(scenario: Scenario, what: Planted) -> Scenario:
    units, reps = scenario.tables.units, scenario.tables.reps
    ratio, potential, skill = units["win_ratio"].copy(), units["potential"].copy(), reps["skill"].copy()
    leads = scenario.market.leads_per_year
    if what == "skill":
        skill[1] = 0.6
    elif what == "lead allocation":
        ratio[1] = 0.5
    elif what == "oversized territory":
        potential[1] *= 4.0
        leads *= potential.sum() / units["potential"].sum()
    tables = {
        "units": Table.of(UNITS, {**units.columns, "win_ratio": ratio, "potential": potential}),
        "reps": Table.of(REPS, {**reps.columns, "skill": skill}),
    }
    changed = scenario.model_copy(update={"tables": scenario.tables.model_copy(update=tables)})
    market = changed.market.model_copy(update={"leads_per_year": leads})
    return changed.model_copy(update={"market": market})


def _families(ratio_of_plus: float) -> list[dict[str, Any]]:
    core = {
        "id": "core",
        "share": 0.6,
        "price": "500.00",
        "margin_share": 0.5,
        "order_units": {"log_mean": 2.0, "log_sd": 0.5},
    }
    return [core, merge(core, {"id": "plus", "share": 0.4, "win_ratio": ratio_of_plus})]
