"""Quotas as tables: a row a rep, a row a month, and a row a node of the hierarchy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from optimize.quota.answer import QuotaAnswer
from optimize.quota.dealing import managers_of
from optimize.quota.tree import by_month
from optimize.sizing.scenario import season_by_month
from sim.calendar import MONTHS_PER_YEAR, add_months
from sim.people.ramp import Ramps
from sim.scenario import Scenario

CENTS = 100


def rep_table(scenario: Scenario, found: QuotaAnswer, shown: Sequence[str] | None = None) -> pd.DataFrame:
    """
    Return a row a rep: quotas before and after, P(attain) before and after, attainment P10, P50, P90, and fairness.

    Money in currency a year; ``over_capability`` is quota over what potential x ramp x skill alone would give; ``band``
    is ``in``, ``luck`` (out, but not by more than luck), ``low`` or ``high``. ``shown`` names the reps otherwise.
    """
    p10, p50, p90 = found.judged_after.quantiles
    managers = managers_of(scenario)
    columns = {
        "rep": list(shown or found.reps),
        **({"manager": list(managers)} if managers and shown is None else {}),
        "quota_before": found.before / CENTS,
        "quota": found.quotas / CENTS,
        "change": found.quotas / found.before - 1.0,
        "p_attain_before": found.judged_before.chance,
        "p_attain": found.judged_after.chance,
        "attainment_p10": p10,
        "attainment_p50": p50,
        "attainment_p90": p90,
        "over_capability": found.over_capability(found.quotas),
        "band": found.verdicts,
    }
    return pd.DataFrame(columns).round(
        {name: 4 for name in columns if name not in {"rep", "manager", "band", "quota", "quota_before"}}
    )


def month_table(scenario: Scenario, found: QuotaAnswer) -> pd.DataFrame:
    """Return each rep's quota over the months of the fiscal year [currency]: season x ramp, to the cent."""
    season = season_by_month(scenario, MONTHS_PER_YEAR)
    ramps = ramp_by_month(scenario)
    start = scenario.run.start
    names = [f"{add_months(start, month):%Y-%m}" for month in range(MONTHS_PER_YEAR)]
    rows = [
        by_month(int(cents), season.tolist(), ramp.tolist() if ramp @ season > 0 else None) / CENTS
        for cents, ramp in zip(found.quotas, ramps, strict=True)
    ]
    return pd.DataFrame({"rep": list(found.reps), **dict(zip(names, np.array(rows).T, strict=True))})


def ramp_by_month(scenario: Scenario) -> np.ndarray:
    """Return each rep's share of full speed in the middle of each month of the first year, shape (n_reps, 12)."""
    people, reps = scenario.people, scenario.tables.reps
    ramps = Ramps(people.development.ramps, people.ramp, people.development.onboarding)
    words = zip(reps["role"].tolist(), reps["experience"].tolist(), strict=True)
    curve = np.array([ramps.curve_of(role, experience) for role, experience in words])
    found = np.zeros((len(reps), MONTHS_PER_YEAR))
    for month in range(MONTHS_PER_YEAR):
        day = np.datetime64(add_months(scenario.run.start, month) + timedelta(days=15), "D")
        tenure = (day - reps["hired"]).astype(np.float64)
        found[:, month] = np.where(tenure >= 0, ramps.share(curve, np.maximum(tenure, 0.0)), 0.0)
    return found


def node_table(scenario: Scenario, found: QuotaAnswer) -> pd.DataFrame:
    """Return a row a node of the hierarchy: id, parent, quota, and how much its children are over-assigned."""
    wishes, managers = found.wishes, managers_of(scenario)
    rows = []
    for name, cents in found.nodes.items():
        level, _, own = name.partition(": ")
        parent, over = "", 1.0
        if level == "rep":
            parent = f"manager: {managers[found.reps.index(own)]}" if managers else "company"
        elif level == "manager":
            parent, over = "company", float(wishes.over)
        else:
            over = float(wishes.over_managers if managers else wishes.over)
        rows.append((name, parent, cents / CENTS, over))
    return pd.DataFrame(rows, columns=["id", "parent", "quota", "over"])
