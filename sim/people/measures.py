"""What people cost and did in one replication, and results rolled up the ladder: rep, manager, region, firm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.log import EventLog, Kind
from sim.streams import child_ids

if TYPE_CHECKING:
    from sim.engine.run import Run

Row = tuple[str, str, int, float]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_CENTS = 100
NO_MANAGER, NO_REGION = "(no manager)", "(no region)"


def base_while_staffed(base: Ints, staffed_days: Ints, month_days: Ints) -> Ints:
    """
    Return the base pay of each position and month for the days on which somebody held it [cents].

    Parameters
    ----------
    base
        Base pay of the whole month [cents], shape (n_reps, n_months).
    staffed_days, month_days
        Calendar days with somebody there, shape (n_reps, n_months), and of the month, shape (n_months,).
    """
    return (2 * base * staffed_days + month_days) // (2 * month_days)


def month_days(run: Run) -> Ints:
    """Return the calendar days of each measured month, shape (n_months,)."""
    days: Ints = np.bincount(run.world.line.month, minlength=run.world.scenario.run.months + 1)[1:]
    return days


def people_values(run: Run, log: EventLog) -> dict[str, float]:
    """Return headcount, turnover and what people cost beside their pay plan; ``log`` is the measured part."""
    people, days = run.people, month_days(run)
    staffed = people.staffed_days[:, 1:]
    return {
        "headcount": float(staffed.sum() / days.sum()),
        "vacancy_months": float((1.0 - staffed / days).sum()),
        "leavers": log.counts[Kind.LEFT],
        "hires": log.counts[Kind.HIRED],
        "promotions": log.counts[Kind.PROMOTED],
        "hiring_cost": people.hiring_cost,
        "training_cost": people.training_cost,
        "spot_bonus_cost": float(people.spot_bonus.sum()),
        "training_hours": float(people.trained_hours.sum()),
        "support_hours": float(people.support_hours.sum()),
        "coaching_hours": float(people.coached_hours.sum()),
        "mean_morale": float(people.morale.mean()),
    }


def bookings_by_customer(run: Run, log: EventLog) -> dict[str, float]:
    """
    Return bookings from new and from existing customers [currency]; they add up to bookings.

    New is the first order of somebody who was won as a lead in this run.
    """
    ordered = log.of(Kind.ORDERED)
    won = run.log.of(Kind.WON).entity
    first = child_ids(child_ids(won, 0), 1)
    new = int(ordered.cents[np.isin(ordered.entity, first)].sum())
    return {
        "bookings_new_customers": new / _CENTS,
        "bookings_existing_customers": (int(ordered.cents.sum()) - new) / _CENTS,
    }


def ladder_rows(run: Run) -> list[Row]:
    """
    Return credit and quota by manager and by region of the managers; each level adds up to the sales force.

    Empty when the scenario has no managers.
    """
    managers = run.world.scenario.people.development.managers
    if not managers:
        return []
    region_of = {manager.id: manager.region or NO_REGION for manager in managers}
    teams = [name or NO_MANAGER for name in run.world.scenario.tables.reps["manager"].tolist()]
    regions = [region_of.get(team, NO_REGION) for team in teams]
    values = {"credit": run.credit_cents[:, 1:].sum(axis=1), "quota": run.world.quota_cents}
    rows: list[Row] = []
    for level, names in (("team", teams), ("region", regions)):
        rows += [
            (f"{level}_{what}", name, 0, total / _CENTS)
            for what, cents in values.items()
            for name, total in roll_up(names, cents).items()
        ]
    return rows


def roll_up(names: list[str], cents: Ints) -> dict[str, int]:
    """Return the sum for each name, in order of name; the sums add up to the whole exactly."""
    total = dict.fromkeys(sorted(set(names)), 0)
    for name, value in zip(names, cents.tolist(), strict=True):
        total[name] += value
    return total


def people_rows(run: Run) -> list[Row]:
    """Return the share of each rep's days that were staffed, and the ladder."""
    names = run.world.scenario.tables.reps["id"].tolist()
    share = run.people.staffed_days[:, 1:].sum(axis=1) / month_days(run).sum()
    rows = [("rep_staffed_share", rep, 0, value) for rep, value in zip(names, share.tolist(), strict=True)]
    return [*rows, *ladder_rows(run)]
