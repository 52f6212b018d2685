"""What a design does to quotas when it does not design them: the same total dealt anew to other territories."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from optimize.program import Floats
from optimize.quota.table import quota_table
from sim.plan import DealtQuotas, Plan, TableQuotas
from sim.quota import deal, potential_by_rep
from sim.scenario import Scenario


def quota_total(plan: Plan) -> Decimal:
    """Return the sum of a plan's quotas [currency/year], to the cent."""
    if isinstance(plan.quotas, TableQuotas):
        cents = sum(int(quota) for quota in plan.quotas.table["quota"])
        return Decimal(cents).scaleb(-2)
    return plan.quotas.total


def by_potential(
    scenario: Scenario, total: int, pins: Mapping[str, int] | None = None, worth: Floats | None = None
) -> DealtQuotas | TableQuotas:
    """
    Return a total dealt to the territories of a scenario's plan by potential, or by worth; pinned reps keep theirs.

    Parameters
    ----------
    scenario
        Its alignment is dealt to, its quotas are not looked at but for the years that follow.
    total
        Cents a year; the quotas add up to it exactly.
    pins
        Quotas that stay, by rep [cents/year]; together below the total.
    worth
        What each rep's territory counts for in place of its potential, shape (n_reps,).
    """
    after = scenario.plan.quotas.next_year
    reps = [str(rep) for rep in scenario.tables.reps["id"]]
    held = {rep: cents for rep, cents in (pins or {}).items() if rep in reps}
    if not held and worth is None:
        return DealtQuotas(method="potential", total=Decimal(total).scaleb(-2), next_year=after)
    free = np.array([rep not in held for rep in reps])
    cents = np.array([held.get(rep, 0) for rep in reps], dtype=np.int64)
    by = potential_by_rep(scenario) if worth is None else worth
    cents[free] = deal(total - int(cents.sum()), by[free])
    return TableQuotas(method="table", table=quota_table(reps, cents.tolist()), next_year=after)
